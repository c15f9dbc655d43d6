"""The forms that secrets have in running text, and what is shown in their place."""

import base64
import binascii
import re
from collections.abc import Callable

from awsobs.languages.secret_names import MASK, is_harmless_token, is_no_secret

Replacement = str | Callable[[re.Match[str]], str]

HINT = (
    r"AKIA|ASIA|eyJ|-----BEGIN|xox[abeprs]-|hooks\.slack|gh[opsur]_|github_pat_|glpat-"
    r"|[sr]k_(?:live|test)_|whsec_|AIza|ya29\.|GOCSPX-|npm_|pypi-|SG\.|\bsk-|IQoJ|F[wQ]oG"
    r"|:\\*/\\*/[^/\s]*:[^/\s]*@|\\u00[2-7]"
    r"|(?i:secret|token|passw|passp|passc|pwd|bearer|basic |x-amz-|credential|authoriz|cookie"
    r"|(?:access|api|private|signing|encryption|account|subscription|master|auth|customer)"
    r"[^a-z0-9]{0,2}key|keymaterial|jwt|jsessionid|phpsessid|connect.?sid|signature=|identified by"
    r"|[?&](?:sig|code|auth)=)"
)
"""One of these stands in every text that holds a secret, and in few others.

In JSON an escape may stand for a letter of them.
"""

_SPACE = r"[\s␊␍]*"
_UNQUOTED = r"[^\s␊␍,;&\"'‹}\])]"
_QUOTED = r"(?:\"(?:[^\"\\]|\\(?!\").)*|'(?:[^'\\]|\\(?!').)*)"
_NAMES = (
    r"(?:passw(?:or)?d|passphrase|passcode|pwd|jwt|token"
    r"|secret(?:[_-]?(?:access[_-]?)?key|[_-]?string)?"
    r"|(?:access|api|private|signing|encryption|account|subscription|master|auth)[_-]?key"
    r"|x-amz-(?:signature|credential))"
)
_SHORTEST_TOKEN = 8


def _behind_a_name(found: re.Match[str]) -> str:
    """`password=hunter2`; a colon on both sides of the name is a path, such as an ARN's."""
    lead, name, value = found["lead"], found["name"].lower(), found["value"]
    bare = value.strip("\"'")
    before = found.string[max(0, found.start() - 20) : found.start()]
    if is_no_secret(bare) or (before.endswith(":") and ":" in lead[len(name) :]):
        return found[0]
    if name == "pwd" and bare.startswith(("/", "~")):
        return found[0]  # the working directory of a shell
    if name == "token" and (is_harmless_token(before) or not _is_token(bare, lead)):
        return found[0]
    quote = value[0] if value[0] in "\"'" else ""
    return f"{lead}{quote}{MASK}"


def _is_token(value: str, lead: str) -> bool:
    """Whether it is one, and not the word of a parser that met an unexpected one."""
    in_json = lead.rstrip(" \t:=").endswith(('"', "'"))
    has_digit = any(letter.isdigit() for letter in value[:64])
    return in_json or (len(value) >= _SHORTEST_TOKEN and has_digit)


def _option(found: re.Match[str]) -> str:
    """`--password hunter2`."""
    if found["name"].lower() == "token" and is_harmless_token(found["before"]):
        return found[0]
    return f"{found['lead']}{MASK}"


def _basic(found: re.Match[str]) -> str:
    """Only what decodes to `user:password`: `basic` is a word too."""
    letters = found[2]
    try:
        pair = base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except (binascii.Error, ValueError):
        return found[0]
    return f"{found[1]} {MASK}" if b":" in pair else found[0]


def _key_id(found: re.Match[str]) -> str:
    """`AKIA…MPLE`, and none of a secret key that stands right behind it."""
    shown = f"{found['id'][:4]}…{found['id'][-4:]}"
    return f"{shown}{found['gap']}{MASK}" if found["gap"] else shown


PRIVATE_KEY = (
    re.compile(
        r"(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----).*?"
        r"(-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)",
        re.DOTALL,
    ),
    rf"\1{MASK}\2",
)
"""The one form that goes over many lines; first of all."""

RULES: tuple[tuple[re.Pattern[str], Replacement], ...] = (
    (re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3}"), MASK),
    (
        re.compile(
            r"(?<![A-Z0-9])(?P<id>(?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Z0-9])"
            r"(?:(?P<gap>[\s␊,:;|\"']{1,4})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+]))?"
        ),
        _key_id,
    ),
    (re.compile(r"(?i)\b(bearer)\s+(?=[\w.~+/=-]{0,64}\d)[\w.~+/=-]{12,}"), rf"\1 {MASK}"),
    (re.compile(r"(?i)\b(basic)\s+([\w+/]{6,2000}={0,2})"), _basic),
    (
        re.compile(
            rf"(?i)(\bauthorization\\*[\"']?{_SPACE}[:=]{_SPACE}\\*[\"']?(?:[\w-]{{1,20}}\s+)?)"
            r"(?![\w-]+\s+‹)(?=[^\s\"',;‹]{0,64}\d)[^\s\"',;‹]{16,}"
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"(?i)\b(signature=)[0-9a-f]{40,}"), rf"\1{MASK}"),
    (re.compile(r"\b(IQoJ|F[wQ]oG)[\w/+=-]{50,}"), rf"\1{MASK}"),
    (re.compile(r"\b(xox[abeprs]-)[\w-]{10,}"), rf"\1{MASK}"),
    (re.compile(r"(hooks\.slack\.com/\w{1,20}/)[\w/]{16,}"), rf"\1{MASK}"),
    (re.compile(r"\b(gh[opsur]_|github_pat_|npm_)\w{20,}"), rf"\1{MASK}"),
    (re.compile(r"\b(glpat-|pypi-|GOCSPX-|ya29\.|AIza)[\w-]{20,}"), rf"\1{MASK}"),
    (re.compile(r"\b([sr]k_(?:live|test)_|whsec_)[\w+/=]{16,}"), rf"\1{MASK}"),
    (re.compile(r"(?<![\w-])(sk-)(?=[\w-]{0,64}\d)[\w-]{32,}"), rf"\1{MASK}"),
    (re.compile(r"\b(SG\.)[\w-]{16,}\.[\w-]{16,}"), rf"\1{MASK}"),
    (
        re.compile(r"(:\\*/\\*/[^/\s:@]{0,200}:)(?!\d{1,5}[,;\"'])[^/\s\"'<>]+@"),
        rf"\1{MASK}@",
    ),
    (
        re.compile(
            rf"(?i)(\b(?:set-)?cookie2?\\*[\"']?{_SPACE}[:=]{_SPACE}\\*[\"']?)"
            r"[^\s=;,\"'‹]{1,64}=[^\s;,\"']*(?:;\s*[^\s=;,\"']{1,64}=[^\s;,\"']*)*"
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"(?i)\b(jsessionid|phpsessid|connect\.sid)=(?!‹)[^\s;,\"'&]+"), rf"\1={MASK}"),
    (re.compile(r"(?i)([?&](?:sig|auth)=)(?!‹)[^\s&\"'<>#]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)([?&]code=)[\w./~%-]{16,}"), rf"\1{MASK}"),
    (re.compile(r"(?i)(\b(?:identified by|password)\s+)'[^'\s]{1,200}'"), rf"\1'{MASK}'"),
    (
        re.compile(
            rf"(?i)(?P<lead>--(?P<before>[\w-]{{0,40}}?)(?P<name>{_NAMES})[ ]+[\"']?)"
            r"(?![-‹])[^\s\"']+"
        ),
        _option,
    ),
    (
        re.compile(
            rf"(?i)(?P<lead>(?P<name>{_NAMES})\\*[\"']?{_SPACE}[:=]{_SPACE}\\*)(?P<value>{_QUOTED})"
        ),
        _behind_a_name,
    ),
    (
        re.compile(
            rf"(?i)(?P<lead>(?P<name>{_NAMES})\\*[\"']?{_SPACE}[:=]{_SPACE})"
            rf"(?![\"'\\‹{{\[])(?P<value>{_UNQUOTED}+)"
        ),
        _behind_a_name,
    ),
)
"""In this order: what a rule has masked, no later one takes for a secret."""
