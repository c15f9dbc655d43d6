"""What the policies in a request allow to whom: everybody, other accounts, everything."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

_ACCOUNT = re.compile(r"\d{12}")
_NAMED = re.compile(r"policy|policies|policytext", re.I)
_LONGEST = 200_000
_LIMITING = frozenset(
    f"aws:{key}"
    for key in (
        "principalorgid",
        "principalorgpaths",
        "principalarn",
        "principalaccount",
        "sourcearn",
        "sourceaccount",
        "sourceorgid",
        "sourceowner",
        "sourceip",
        "sourcevpc",
        "sourcevpce",
    )
) | {"kms:calleraccount", "kms:viaservice", "lambda:functionurlauthtype", "s3:dataaccesspointarn"}
"""Conditions that keep "everybody" from meaning everybody."""

_WRITE_ONLY = frozenset({"s3:putobject", "s3:putobjectacl", "s3:getbucketacl"})
"""What a service that delivers logs is allowed; nothing can be read with it."""

Statement = Mapping[str, Any]


def is_public(record: Mapping[str, Any]) -> bool:
    """Whether a policy in the request lets everybody in."""
    return any(_is_for_all(one) for one in _allowing(record))


def outside_accounts(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Accounts that a policy lets in, and that are not the one it belongs to."""
    own = _own_accounts(record)
    found = [
        account
        for one in _allowing(record)
        if not _writes_only(one)
        for account in _accounts(_principals(one))
    ]
    request = record.get("requestParameters")
    if isinstance(request, dict) and record.get("eventSource") == "lambda.amazonaws.com":
        found += _accounts(_texts(cast("dict[str, Any]", request).get("principal")))
    return tuple(dict.fromkeys(account for account in found if account not in own))


def allows_everything(record: Mapping[str, Any]) -> bool:
    """Whether a policy allows all actions on all resources."""
    return any(
        "*" in _texts(one.get("Resource"))
        and any(action in ("*", "*:*") for action in _texts(one.get("Action")))
        for one in _allowing(record)
    )


def _is_for_all(statement: Statement) -> bool:
    if "*" not in _principals(statement):
        return False
    condition = statement.get("Condition")
    if not isinstance(condition, dict):
        return True
    keys = {
        str(key).lower()
        for test in cast("dict[str, object]", condition).values()
        if isinstance(test, dict)
        for key in cast("dict[str, object]", test)
    }
    return not keys & _LIMITING or "0.0.0.0/0" in json.dumps(condition, default=str)


def _writes_only(statement: Statement) -> bool:
    actions = {action.lower() for action in _texts(statement.get("Action"))}
    return bool(actions) and actions <= _WRITE_ONLY


def _principals(statement: Statement) -> tuple[str, ...]:
    principal = statement.get("Principal")
    if isinstance(principal, dict):
        return _texts(cast("dict[str, object]", principal).get("AWS"))
    return _texts(principal)


def _accounts(principals: Iterable[str]) -> list[str]:
    """Account ids in ARNs and bare ones."""
    found: list[str] = []
    for principal in principals:
        account = principal.split(":")[4] if principal.count(":") >= 5 else principal
        if _ACCOUNT.fullmatch(account):
            found.append(account)
    return found


def _own_accounts(record: Mapping[str, Any]) -> set[str]:
    identity = record.get("userIdentity")
    mine = cast("dict[str, Any]", identity).get("accountId") if isinstance(identity, dict) else ""
    return {str(record.get("recipientAccountId")), str(mine)}


def _allowing(record: Mapping[str, Any]) -> Iterator[Statement]:
    """Statements that allow, of every policy that the request carries."""
    for policy in _policies(record.get("requestParameters"), 0):
        statements = policy.get("Statement")
        listed = cast("list[object]", statements if isinstance(statements, list) else [statements])
        for one in listed:
            if isinstance(one, dict) and cast("Statement", one).get("Effect") == "Allow":
                yield cast("Statement", one)


def _policies(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if not isinstance(value, dict) or depth > 3:
        return
    for key, part in cast("dict[str, object]", value).items():
        if _NAMED.search(key) and (policy := _policy(part)):
            yield policy
        else:
            yield from _policies(part, depth + 1)


def _policy(value: object) -> Mapping[str, Any] | None:
    if isinstance(value, str) and "Statement" in value and len(value) <= _LONGEST:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, dict) and "Statement" in value:
        return cast("dict[str, Any]", value)
    return None


def _texts(value: object) -> tuple[str, ...]:
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return tuple(item for item in items if isinstance(item, str))
