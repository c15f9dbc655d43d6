"""`--query`: the part of each JSON object that is printed, as JMESPath says it."""

from jmespath import compile as compile_path
from jmespath.exceptions import (
    IncompleteExpressionError,
    JMESPathError,
    LexerError,
    ParseError,
)

from awsobs.settings import SettingsError


class Query:
    """One expression, parsed once.

    Raises:
        SettingsError: it cannot be understood; says at which character.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        try:
            self._path = compile_path(text)
        except IncompleteExpressionError as error:
            raise self._refusal("it ends too early", len(text)) from error
        except LexerError as error:
            raise self._refusal(error.message, error.lexer_position) from error
        except ParseError as error:
            token = error.token_value
            words = f"{token} cannot stand there" if token else "it ends too early"
            raise self._refusal(words, error.lex_position) from error
        except (JMESPathError, RecursionError) as error:
            raise self._refusal("it says nothing, or too much", 0) from error

    def part(self, whole: object) -> object:
        """The part of an object.

        Raises:
            SettingsError: a function is unknown, or does not take what it got.
        """
        try:
            return self._path.search(whole)
        except (JMESPathError, RecursionError) as error:
            raise SettingsError(f"--query {self._text}: {error}") from error

    def _refusal(self, words: str, position: int) -> SettingsError:
        return SettingsError(f"--query {self._text}: at character {position + 1}: {words}")
