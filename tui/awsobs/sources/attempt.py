"""What was tried, and how to say that it failed."""

from dataclasses import dataclass

from awsobs.domain.source_state import Condition, SourceError
from awsobs.languages.secrets import masked


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried, where, and what renews the credentials it was tried with."""

    operation: str
    resource: str = ""
    region: str = ""
    renewal: str = ""
    endpoint: str = ""
    own_endpoint: bool = False


def failed(what: str, condition: Condition, attempt: Attempt, *, hint: str = "") -> SourceError:
    """The error of an attempt; what a service says may hold a secret too."""
    return SourceError(
        masked(what), condition=condition, operation=attempt.operation, hint=masked(hint)
    )
