"""YAML from strangers: safe types only, and no more of it than a rule can need."""

from collections.abc import Mapping
from typing import cast

import yaml

from awsobs.domain.safe_text import safe_text
from awsobs.languages.sigma.errors import SigmaError

MOST_BYTES = 1_000_000

_MOST_PARTS = 50_000
"""Aliases let a small file stand for a huge one."""

_DEEPEST = 60


def documents_of(text: str) -> tuple[Mapping[str, object], ...]:
    """The maps of a text that may hold several, parted by `---`.

    Raises:
        SigmaError: it is no YAML, or holds something else.
    """
    if len(text) > MOST_BYTES:
        raise SigmaError("the file has more than 1 MB")
    try:
        loaded: list[object] = list(yaml.load_all(text, Loader=_loader()))
    except yaml.YAMLError as error:
        raise SigmaError(f"is no YAML: {_where(error)}") from error
    except RecursionError as error:
        raise SigmaError("nests too deeply") from error
    except ValueError as error:
        raise SigmaError(f"is no YAML: {safe_text(str(error))}") from error
    found = [one for one in loaded if one is not None]
    _check_size(found)
    if not all(isinstance(one, dict) for one in found):
        raise SigmaError("is no rule, but another kind of YAML")
    return tuple(cast("list[Mapping[str, object]]", found))


def _loader() -> type[yaml.SafeLoader] | type[yaml.CSafeLoader]:
    """Libyaml's where the wheel has it: ten times as fast."""
    return yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def _check_size(whole: object) -> None:
    waiting: list[tuple[object, int]] = [(whole, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > _MOST_PARTS or depth > _DEEPEST:
            raise SigmaError("is too large once its aliases are followed, or nests too deeply")
        if isinstance(part, dict):
            waiting += [(one, depth + 1) for one in cast("dict[object, object]", part).values()]
        elif isinstance(part, list):
            waiting += [(one, depth + 1) for one in cast("list[object]", part)]


def _where(error: yaml.YAMLError) -> str:
    problem = safe_text(str(getattr(error, "problem", None) or "it cannot be parsed"))
    mark = getattr(error, "problem_mark", None)
    return f"{problem}, line {mark.line + 1}" if mark is not None else problem
