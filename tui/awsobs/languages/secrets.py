"""What must not be shown, exported or recorded: credentials that ended up in a text.

Each rule keeps what tells the reader which kind of secret stood there, and masks the rest.
The formats are those that their issuers publish; a value behind a word such as `password=` is
masked whatever it looks like.
"""

import re
from collections.abc import Callable
from functools import cache

from awsobs.languages.linear_regex import searcher

MASK = "‹masked›"

_HINT = (
    r"AKIA|ASIA|eyJ|-----BEGIN|xox[abeprs]-|gh[opsur]_|github_pat_|sk_live_|rk_live_|AIza"
    r"|://[^/\s@]*:[^/\s@]*@"
    r"|(?i:secret|token|passw|pwd|api[_-]?key|bearer|basic |x-amz-|credential|authorization)"
)

# No prefix is matched before a name (`db_password`): it is kept anyway, and would be costly.
# A colon before `secret` is an ARN, not an assignment.
_NAMED = (
    r"(?:secret_?access_?key|session_?token|security_?token|password|passwd|pwd|(?<!:)secret"
    r"|api[_-]?key|(?:access|refresh|auth|id)[_-]?token|private[_-]?key"
    r"|x-amz-(?:signature|security-token|credential))"
)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----).*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)",
            re.DOTALL,
        ),
        rf"\1{MASK}\2",
    ),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"), MASK),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{12,}"), rf"\1 {MASK}"),
    (re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"), rf"\1{MASK}"),
    (re.compile(r"\b(xox[abeprs]-)[\w-]{10,}"), rf"\1{MASK}"),
    (re.compile(r"\b(gh[opsur]_|github_pat_)\w{20,}"), rf"\1{MASK}"),
    (re.compile(r"\b([sr]k_live_)\w{16,}"), rf"\1{MASK}"),
    (re.compile(r"\b(AIza)[\w-]{30,}"), rf"\1{MASK}"),
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+@"), rf"\1{MASK}@"),
    (
        re.compile(rf"(?i)({_NAMED}\\?[\"']?\s*[:=]\s*)\\?([\"'])(?:(?!\2)[^\\]|\\(?!\2).)*"),
        rf"\1\2{MASK}",
    ),
    (re.compile(rf"(?i)({_NAMED}\s*[:=]\s*)(?![\"'\\‹])[^\s,;&\"'}}\])]+"), rf"\1{MASK}"),
)


def masked(text: str) -> str:
    """`text` with every secret that a rule knows replaced by `‹masked›`."""
    if not _hinting()(text):
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


@cache
def _hinting() -> Callable[[str], bool]:
    """Whether a text may hold a secret: nearly none does, and RE2 tells in a microsecond."""
    return searcher(_HINT)
