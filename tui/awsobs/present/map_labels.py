"""What nodes are called on the map: each name once, and in as few cells as tell it apart."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len, chop_cells

from awsobs.domain.service_graph import NodeKey

_KINDS = {
    "AWS::DynamoDB::Table": "ddb",
    "AWS::SQS::Queue": "sqs",
    "AWS::SNS": "sns",
    "AWS::S3::Bucket": "s3",
}
_TYPES = {
    "AWS::Lambda::Function": "Lambda",
    "AWS::Lambda": "Lambda",
    "AWS::ApiGateway::Stage": "API",
    "AWS::ElasticBeanstalk::Environment": "Beanstalk",
    "AWS::SQS::Queue": "SQS",
    "AWS::SNS": "SNS",
    "AWS::S3::Bucket": "S3",
    "AWS::DynamoDB::Table": "DynamoDB",
    "Database::SQL": "SQL",
}
_WORD = r"[\w.:/@#&%=+\\-]"
_SEPARATORS = ":/.-_ "


def labels_of(keys: Sequence[NodeKey]) -> Mapping[NodeKey, str]:
    """A label for each node: its name, with the shortest tail that tells equal names apart."""
    by_name: dict[str, list[NodeKey]] = {}
    for key in keys:
        by_name.setdefault(_squeezed(key.name), []).append(key)
    labels: dict[NodeKey, str] = {}
    for name, same in by_name.items():
        if len(same) == 1:
            labels[same[0]] = name
            continue
        tails = _tails([key.type.split("::") for key in same])
        if len(set(tails)) < len(tails):
            full = [[*key.type.split("::"), key.account[-4:]] for key in same]
            tails = _tails(full)
        for key, tail in zip(same, tails, strict=True):
            labels[key] = f"{name} {tail}".rstrip()
    return _distinct(labels)


def prefix_of(key: NodeKey) -> str:
    """A word before the names of tables, queues and the like: `ddb `, `sqs `; else nothing."""
    kind = _KINDS.get(key.type)
    return f"{kind} " if kind else ""


def short_type(kind: str) -> str:
    """A type in one word, as a card shows it: `Lambda`, `DynamoDB`, `remote`."""
    return _TYPES.get(kind) or kind.rsplit("::", 1)[-1]


def wrapped(label: str, width: int, others: Iterable[str]) -> list[str]:
    """A label in lines of at most so many cells, none of which reads as another's label."""
    taken = set(others) - {label}
    lines: list[str] = []
    rest = label
    while cell_len(rest) > width:
        piece = _first_piece(rest, width, taken)
        lines.append(piece.rstrip())
        rest = rest[len(piece) :].lstrip()
    return [*lines, rest] if rest else lines


def repeats(text: str, labels: Iterable[str]) -> bool:
    """Whether a text beside a node would be taken for some node's label."""
    return any(
        label in text and re.search(f"(?<!{_WORD}){re.escape(label)}(?!{_WORD})", text) is not None
        for label in labels
    )


def _first_piece(text: str, width: int, taken: set[str]) -> str:
    longest = chop_cells(text, width)[0]
    ends = [i + 1 for i, letter in enumerate(longest) if letter in _SEPARATORS]
    # Not so early that the lines get many; a clean break in the second half is worth it.
    good = [end for end in reversed(ends) if 2 * end > len(longest)]
    for end in (*good, *range(len(longest), 0, -1)):
        if not (_parts(text[:end]) | _parts(text[end:])) & taken:
            return text[:end]
    return longest


def _parts(text: str) -> set[str]:
    return {text.strip(), *text.split()}


def _squeezed(name: str) -> str:
    return " ".join(name.split()) or "?"


def _tails(paths: Sequence[Sequence[str]]) -> list[str]:
    """The fewest last parts of each path that no other ends in."""
    deepest = max(map(len, paths))
    for number in range(1, deepest):
        tails = [" ".join(path[-number:]) for path in paths]
        if len(set(tails)) == len(tails):
            return tails
    return [" ".join(path) for path in paths]


def _distinct(labels: dict[NodeKey, str]) -> dict[NodeKey, str]:
    """Number those that are still alike."""
    seen: set[str] = set()
    for key in sorted(labels):
        label, number = labels[key], 1
        while label in seen:
            number += 1
            label = f"{labels[key]} #{number}"
        seen.add(label)
        labels[key] = label
    return labels
