"""The SELECTs that CloudTrail Lake and Athena are asked, turned into SQLite's.

Members of structs are reached by dots or brackets there, and by paths into JSON here. Tokens are
put together anew with spaces between, so that nothing unforeseen, such as a comment, gets through.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""\s*(?:
    (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"[^"]+")
    | (?P<id>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<sign><>|<=|>=|!=|\|\||[-+*/%=<>(),.?\[\]])
    )""",
    re.VERBOSE | re.ASCII,
)
_LONGEST = 10_000
_JSON: Final = frozenset({
    "additionaleventdata", "addendum", "edgedevicedetails", "insightdetails", "requestparameters",
    "resources", "responseelements", "serviceeventdetails", "tlsdetails", "useridentity",
})  # fmt: skip
# Names of struct members are case-insensitive in both dialects, and paths are not.
_SPELLED: Final = {
    name.lower(): name
    for name in (
        "accessKeyId", "accountId", "baselineDuration", "cipherSuite", "clientProvidedHostHeader",
        "creationDate", "credentialId", "ec2RoleDelivery", "eventName", "eventSource",
        "federatedProvider", "identityProvider", "identityStoreArn", "insightContext",
        "insightType", "invokedBy", "mfaAuthenticated", "onBehalfOf", "originalEventID",
        "originalRequestID", "principalId", "sessionContext", "sessionIssuer", "sourceIdentity",
        "tlsVersion", "updatedFields", "userId", "userName", "webIdFederationData",
    )
}  # fmt: skip
_RENAMED: Final = {"json_extract_scalar": "json_extract", "current_timestamp": "now"}


class Refused(ValueError):
    """A statement that is no SELECT, or has what is not understood."""


class Token(NamedTuple):
    """One piece of a statement: what it is, and its text."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The text in small letters, where it is no literal."""
        return self.text.lower() if self.kind in ("word", "sign") else ""


_END: Final = Token("end", "")


def translated(statement: str, table: Callable[[str], str], now: datetime) -> str:
    """A SELECT as SQLite takes it.

    Args:
        statement: The SELECT.
        table: Gives SQLite's name of a table, or refuses it.
        now: What the statement's own functions for the present moment give.

    Raises:
        Refused: it is no SELECT, or has what is not understood.
    """
    tokens = list(_tokens(statement))
    if not tokens or tokens[0].word not in ("select", "with"):
        raise Refused("Only SELECT statements can be run.")
    return " ".join(_Translation(tokens, table, now).parts())


def _tokens(statement: str) -> Iterator[Token]:
    text = statement.strip().removesuffix(";").rstrip()
    if len(text) > _LONGEST:
        raise Refused(f"The statement is longer than {_LONGEST} characters.")
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise Refused(f"Cannot be understood from {text[position:].lstrip()[:30]!r} on.")
        yield Token(match.lastgroup, match[match.lastgroup])
        position = match.end()


class _Translation:
    """One pass over the tokens; `_depth` tells the list after SELECT from what is inside it."""

    def __init__(self, tokens: Sequence[Token], table: Callable[[str], str], now: datetime) -> None:
        self._tokens = tokens
        self._table = table
        self._now = now
        self._at = 0
        self._depth = 0
        self._lists: list[int] = []
        self._made_here = {
            name.text.lower()
            for name, word, sign in zip(tokens, tokens[1:], tokens[2:], strict=False)
            if word.word == "as" and sign.word == "("
        }

    def parts(self) -> Iterator[str]:
        while self._at < len(self._tokens):
            yield from self._part()

    def _peek(self, ahead: int = 0) -> Token:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else _END

    def _take(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _part(self) -> Iterator[str]:
        token = self._peek()
        if token.word in ("from", "join"):
            yield from self._from()
        elif token.word == "timestamp" and self._peek(1).kind == "text":
            self._take()
        elif _RENAMED.get(token.word, token.word) == "now":
            yield self._moment()
        elif token.kind in ("word", "quoted") and self._peek(1).word != "(":
            yield self._column()
        elif token.kind == "id":
            raise Refused("The id of an event data store can stand after FROM or JOIN only.")
        else:
            yield self._plain()

    def _plain(self) -> str:
        """A sign, a literal or the name of a function."""
        token = self._take()
        if token.word in ("[", "]"):
            raise Refused("Brackets can stand after a column of several members only.")
        self._depth += (token.word == "(") - (token.word == ")")
        return _RENAMED.get(token.word, token.text)

    def _from(self) -> Iterator[str]:
        word = self._take().text
        if word.lower() == "from" and self._lists and self._lists[-1] == self._depth:
            self._lists.pop()
        yield word
        if self._peek().word == "(":
            return
        name = self._take()
        if name.kind not in ("id", "word", "quoted"):
            raise Refused(f"After {word.upper()} there is no table.")
        names = [name.text.strip('"'), *self._members()]
        is_made_here = names[0].lower() in self._made_here
        yield names[0] if is_made_here else self._table(".".join(names))

    def _moment(self) -> str:
        if self._take().word == "now" and (self._peek().word, self._peek(1).word) == ("(", ")"):
            self._at += 2
        return f"'{self._now:%Y-%m-%d %H:%M:%S}.000'"

    def _column(self) -> str:
        token = self._take()
        if token.word == "select":
            self._lists.append(self._depth)
            return token.text
        names = [token.text.strip('"'), *self._members()]
        place = next((i for i, name in enumerate(names) if name.lower() in _JSON), None)
        column = ".".join(names if place is None else names[: place + 1])
        path = [] if place is None else [_SPELLED.get(n.lower(), n) for n in names[place + 1 :]]
        path += self._keys() if place is not None else []
        if place is None or not path:
            return f'"{column}"' if token.kind == "quoted" and len(names) == 1 else column
        steps = "".join(f'."{name}"' for name in path)
        return f"json_extract({column}, '${steps}'){self._name(path[-1])}"

    def _name(self, last: str) -> str:
        """Both call a column that is a member by the member's name."""
        in_list = bool(self._lists) and self._lists[-1] == self._depth
        is_last = self._peek().word in (",", "from")
        return f' AS "{last}"' if in_list and is_last and last.isidentifier() else ""

    def _members(self) -> list[str]:
        names: list[str] = []
        while self._peek().word == "." and self._peek(1).kind in ("word", "quoted"):
            self._take()
            names.append(self._take().text.strip('"'))
        return names

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while self._peek().word == "[" and (key := self._peek(1)).kind == "text":
            self._at += 2
            if self._take().word != "]" or not re.fullmatch(r"'[\w .:/-]+'", key.text):
                raise Refused(f"[{key.text}] names no member.")
            keys.append(key.text[1:-1])
        return keys
