"""Fields that rules may ask for and that no record has: worked out from the record.

A rule names them `awsobs.…`; they are what Sigma's own modifiers cannot say.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from awsobs.analysis.findings.policies import allows_everything, is_public, outside_accounts
from awsobs.analysis.trail_identity import part

_WEB = frozenset({80, 443})
_RANGES = ("cidrIp", "cidrIpv6", "CidrIp", "CidrIpv6", "cidrIPv6", "cidrIpV4", "cidrIPv4")
_MOST = 1_000
_DEEPEST = 12


def principal_of(record: Mapping[str, Any]) -> str:
    """Who acted, as one text that no other has: the ARN where there is one."""
    identity = part(record, "userIdentity")
    for key in ("arn", "principalId", "userName", "invokedBy", "accountId", "type"):
        if isinstance(value := identity.get(key), str) and value:
            return value
    return ""


def exposed_ports(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Ports that a rule of a security group opens to every address, those of the web left out.

    A network of length 0 is the whole net, whatever stands before the slash.
    """
    found = dict.fromkeys(
        _shown(rule) for rule in _rules(part(record, "requestParameters"), 0) if _is_exposed(rule)
    )
    return tuple(found)


def _is_exposed(rule: Mapping[str, Any]) -> bool:
    first, last = rule.get("fromPort"), rule.get("toPort")
    is_web = first == last and first in _WEB
    return not is_web and str(rule.get("ipProtocol")).lower() not in ("icmp", "icmpv6", "1", "58")


def _shown(rule: Mapping[str, Any]) -> str:
    first, last = rule.get("fromPort"), rule.get("toPort")
    if not isinstance(first, int) or first < 0:
        return "all ports"
    return str(first) if first == last else f"{first}-{last}"


def _rules(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    """Objects with ports under which a range of length 0 stands."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in cast("list[object]", value)[:_MOST]:
            yield from _rules(item, depth + 1)
    elif isinstance(value, dict):
        row = cast("dict[str, Any]", value)
        if "ipProtocol" in row and _is_open(row, 0):
            yield row
        else:
            for item in row.values():
                yield from _rules(item, depth + 1)


def _is_open(value: object, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if isinstance(value, list):
        return any(_is_open(item, depth + 1) for item in cast("list[object]", value)[:_MOST])
    if not isinstance(value, dict):
        return False
    row = cast("dict[str, Any]", value)
    texts = (row.get(key) for key in _RANGES)
    if any(isinstance(text, str) and text.endswith("/0") for text in texts):
        return True
    return any(_is_open(item, depth + 1) for item in row.values())


FACTS = {
    "awsobs.principal": principal_of,
    "awsobs.policy.public": is_public,
    "awsobs.policy.outside": outside_accounts,
    "awsobs.policy.everything": allows_everything,
    "awsobs.exposed_ports": exposed_ports,
}
"""Every such field, by the name that rules use."""
