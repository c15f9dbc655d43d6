"""What the document of a span tells: what it called, how that went, why it failed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from awsobs.analysis.segments import Document, mapping_in, objects_in, text_in
from awsobs.analysis.waterfall import Span
from awsobs.domain.safe_text import safe_text

_RESOURCES = ("table_name", "queue_url", "topic_arn", "bucket_name", "function_name", "key")
_SHORT_ORIGINS = {"ApiGateway": "API", "ElasticBeanstalk": "Beanstalk"}
_MOST_FACTS = 60
_MOST_CAUSES = 20
_MOST_FRAMES = 60
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One line of a stack."""

    place: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """An exception; `span` is the name of the span that it came from, if it is another one."""

    id: str
    type: str
    message: str
    frames: tuple[Frame, ...] = ()
    left_out: int = 0
    span: str = ""


def kind_of(span: Span) -> str:
    """In one word what worked: `Lambda`, `GetItem`, `POST`, `SQL`, `local`."""
    document = span.part.document
    if span.is_segment:
        origin = text_in(document, "origin").split("::")
        word = origin[1] if len(origin) > 1 else origin[0]
        return _SHORT_ORIGINS.get(word, word)
    if sql := mapping_in(document, "sql"):
        return text_in(sql, "database_type") or "SQL"
    namespace = text_in(document, "namespace")
    if namespace == "aws":
        return text_in(mapping_in(document, "aws"), "operation") or "AWS"
    if namespace == "remote":
        return text_in(mapping_in(mapping_in(document, "http"), "request"), "method") or "remote"
    return "local"


def name_of(span: Span) -> str:
    """The span's name, and the table, queue, topic or bucket that an AWS call is about."""
    name = span.part.name
    aws = mapping_in(span.part.document, "aws")
    if span.is_segment or span.part.document.get("namespace") != "aws":
        return name
    for key in _RESOURCES:
        if resource := text_in(aws, key):
            return f"{name} {resource.rsplit('/', 1)[-1].rsplit(':', 1)[-1]}"
    return name


def status_of(span: Span) -> str:
    """The status that was answered, or in a word why there is none."""
    documents = [span.part.document, *([span.call.document] if span.call else [])]
    for document in documents:
        status = mapping_in(mapping_in(document, "http"), "response").get("status")
        if isinstance(status, int) and not isinstance(status, bool):
            return str(status)
    if span.in_progress:
        return "running"
    if any("timeout" in cause.type.lower() for cause in own_causes(span)):
        return "timeout"
    word = span.outcome.word
    return "" if word == "ok" else {"throttle": "429"}.get(word, word)


def request_of(span: Span) -> tuple[str, str]:
    """The method and the url of what was asked, as the span or its caller saw it."""
    documents = [span.part.document, *([span.call.document] if span.call else [])]
    for document in documents:
        request = mapping_in(mapping_in(document, "http"), "request")
        if url := safe_text(_scalar(request.get("url"))):
            return text_in(request, "method"), url
    return "", ""


def own_causes(span: Span) -> Iterator[Cause]:
    """Exceptions that the span brought itself."""
    for document in (span.part.document, *([span.call.document] if span.call else [])):
        cause = mapping_in(document, "cause")
        for number, one in enumerate(objects_in(cause, "exceptions")):
            if number == _MOST_CAUSES:
                return
            yield _cause(one)


def causes_of(span: Span, spans: Iterable[Span]) -> list[Cause]:
    """Why a span failed: its exceptions, or that of another span which it names."""
    own = list(own_causes(span))
    wanted = span.part.document.get("cause")
    if own or not isinstance(wanted, str):
        return own
    for other in spans:
        for cause in own_causes(other):
            if cause.id == wanted:
                return [_of(cause, other)]
    return []


def has_own_cause(span: Span) -> bool:
    """Whether the failure started here."""
    return next(own_causes(span), None) is not None


def _of(cause: Cause, span: Span) -> Cause:
    return Cause(
        id=cause.id,
        type=cause.type,
        message=cause.message,
        frames=cause.frames,
        left_out=cause.left_out,
        span=span.part.name,
    )


def _cause(document: Document) -> Cause:
    frames = [_frame(one) for one in objects_in(document, "stack")]
    cut = document.get("truncated")
    more = cut if isinstance(cut, int) and not isinstance(cut, bool) else 0
    return Cause(
        id=text_in(document, "id"),
        type=text_in(document, "type") or "exception",
        message=safe_text(_scalar(document.get("message"))[:_LONGEST]),
        frames=tuple(frames[:_MOST_FRAMES]),
        left_out=max(0, more) + max(0, len(frames) - _MOST_FRAMES),
    )


def _frame(document: Document) -> Frame:
    line = document.get("line")
    path = text_in(document, "path")
    numbered = f"{path}:{line}" if isinstance(line, int) and not isinstance(line, bool) else path
    return Frame(place=numbered, label=text_in(document, "label"))


def annotations_of(span: Span) -> list[tuple[str, str]]:
    """What the program wrote down to be searched for."""
    return _facts(mapping_in(span.part.document, "annotations"))


def http_of(span: Span) -> list[tuple[str, str]]:
    """What was asked and answered."""
    document = span.part.document
    http = mapping_in(document, "http") or mapping_in(
        span.call.document if span.call else {}, "http"
    )
    request, response = mapping_in(http, "request"), mapping_in(http, "response")
    return [*_facts(request), *_facts(response)]


def aws_of(span: Span) -> list[tuple[str, str]]:
    """What is known of the AWS resource or call."""
    return _facts(mapping_in(span.part.document, "aws"))


def sql_of(span: Span) -> list[tuple[str, str]]:
    """The query and its database."""
    return _facts(mapping_in(span.part.document, "sql"))


def request_ids_of(spans: Iterable[Span], most: int) -> list[str]:
    """Ids that AWS gave to the work of segments: their log lines have them."""
    sent = (mapping_in(span.part.document, "aws") for span in spans if span.is_segment)
    found = dict.fromkeys(identity for aws in sent if (identity := text_in(aws, "request_id")))
    return list(found)[:most]


def _facts(document: Mapping[str, object]) -> list[tuple[str, str]]:
    """Named values in one line each; what is nested with dots."""
    found: list[tuple[str, str]] = []
    for key, value in document.items():
        if len(found) >= _MOST_FACTS:
            break
        if isinstance(value, dict):
            inner = cast("Mapping[str, object]", value)
            found += [(f"{key}.{name}", _scalar(one)) for name, one in inner.items()]
        else:
            found.append((key, _scalar(value)))
    return [(safe_text(key), safe_text(value[:_LONGEST])) for key, value in found[:_MOST_FACTS]]


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in cast("list[object]", value)[:_MOST_CAUSES])
    return "" if value is None else str(value)
