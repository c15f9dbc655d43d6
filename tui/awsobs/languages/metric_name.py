"""How people write a metric on a command line: `AWS/Lambda/Errors[FunctionName=pay]`."""

import re

from awsobs.domain.metrics import MetricKey

_METRIC = re.compile(r"(?P<path>[^\[\]]+?)(?:\[(?P<dimensions>[^\[\]]*)\])?")


def metric_named(text: str) -> MetricKey:
    """The metric that a text names: namespace and name, split at the last `/`, and dimensions.

    Raises:
        ValueError: it names none, and what is wrong with it.
    """
    found = _METRIC.fullmatch(text.strip())
    namespace, slash, name = found["path"].rpartition("/") if found else ("", "", "")
    if found is None or not slash or not namespace or not name.strip():
        raise ValueError(f"{text} is no metric; one is NAMESPACE/NAME[Dimension=Value,…]")
    dimensions = [_dimension(part) for part in (found["dimensions"] or "").split(",") if part]
    return MetricKey(namespace.strip(), name.strip(), tuple(sorted(dimensions)))


def _dimension(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise ValueError(f"{text} is no dimension; one is Name=Value")
    return name.strip(), value.strip()
