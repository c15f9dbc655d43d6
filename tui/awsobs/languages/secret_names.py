"""Which names say that a secret stands behind them: `db_password`, `x-api-key`, `SessionToken`.

What stands behind such a name is masked whatever it looks like, unless it plainly is none.
"""

import re
from functools import lru_cache

MASK = "‹masked›"

_ENDINGS = (
    *("password", "passwords", "passwd", "passphrase", "passcode", "pwd"),
    *("secret", "secrets", "secretkey", "secretstring", "secretbinary", "secretvalue"),
    *("accesskey", "apikey", "apikeys", "privatekey", "signingkey", "encryptionkey"),
    *("accountkey", "subscriptionkey", "masterkey", "authkey", "customerkey", "keymaterial"),
    *("token", "jwt", "authorization", "cookie", "cookies", "credential", "credentials"),
    *("xamzsignature", "jsessionid", "phpsessid", "connectsid"),
)
_HARMLESS_TOKENS = (
    *("next", "page", "paging", "pagination", "continuation", "continue", "resume", "resumption"),
    *("client", "request", "idempotency", "lock", "sync", "change", "update", "forward"),
    *("backward", "start", "end", "last", "first", "marker", "cursor", "unexpected", "invalid"),
)
_LONGEST = 100
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_NO_SECRET = re.compile(
    r"(?:null|none|nil|true|false|undefined|\*+|arn:aws[\w-]*:.*"
    rf"|[<\[(]?(?:hidden\w*|redacted|filtered|sensitivedataremoved)[>\])]?|{MASK})?\Z",
    re.IGNORECASE,
)


def is_secret_name(name: str) -> bool:
    """Whether a key, a variable or a parameter of this name holds a secret."""
    return _is_secret(name[-_LONGEST:])


def is_harmless_token(before: str) -> bool:
    """Whether the words before `token` make it a mark, such as that of a next page."""
    return plain(before[-_LONGEST:]).endswith(_HARMLESS_TOKENS)


def is_no_secret(value: str) -> bool:
    """Whether a value is none: absent, masked already, or the ARN of the secret."""
    return len(value) < 2048 and _NO_SECRET.match(value) is not None


def plain(name: str) -> str:
    """A name's letters and digits alone, in lower case."""
    return _NOT_LETTERS.sub("", name.lower())


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    letters = plain(name)
    if not letters.endswith(_ENDINGS):
        return False
    return not (letters.endswith("token") and is_harmless_token(letters.removesuffix("token")))
