"""Groups of traces that an account has made names for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceGroup:
    """The traces that meet `expression`; all of them where it is empty."""

    name: str
    expression: str = ""
    has_insights: bool = False
