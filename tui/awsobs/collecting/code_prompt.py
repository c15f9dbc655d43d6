"""An MFA code, typed on the plain terminal before a screen opens."""

from getpass import getpass

from awsobs.domain.source_state import Condition, SourceError

_LENGTH = 6


def typed_code(question: str) -> str:
    """What the user typed; asks again until it can be a code.

    Raises:
        SourceError: there is nobody to type one.
    """
    while True:
        try:
            code = getpass(question).replace(" ", "")
        except EOFError as error:
            raise SourceError(
                "no MFA code was typed",
                hint="start again, or give --no-input",
                condition=Condition.EXPIRED,
            ) from error
        if code.isdecimal() and len(code) == _LENGTH:
            return code
        question = f"A code has {_LENGTH} digits: "
