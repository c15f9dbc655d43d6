"""What IAM must allow for a call, and what it can be narrowed to."""

from collections.abc import Collection, Iterable, Sequence

Statement = dict[str, object]

NEEDS_NONE = frozenset({"sts:GetCallerIdentity"})
"""What IAM lets everybody do."""

_OF_LOG_GROUPS = frozenset(
    {
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:StartLiveTail",
    }
)
"""The calls that can be allowed for some log groups alone; all others take `*` only."""

_TITLES = {
    "cloudtrail": "CloudTrail",
    "cloudwatch": "CloudWatch",
    "events": "Events",
    "logs": "Logs",
    "xray": "XRay",
}
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
_VERSION = "2012-10-17"


def policy(
    operations: Iterable[str], *, log_groups: Sequence[str] = (), region: str = ""
) -> dict[str, object]:
    """The document that allows these operations and nothing else.

    Args:
        operations: As IAM spells them.
        log_groups: Names or globs that reading is limited to.
        region: Tells the partition that the names of resources begin with.
    """
    groups: dict[str, list[str]] = {}
    for operation in sorted(set(operations) - NEEDS_NONE):
        groups.setdefault(_sid(operation), []).append(operation)
    statements = [
        {"Sid": sid} | statement(actions, log_groups=log_groups, region=region)
        for sid, actions in groups.items()
    ]
    return {"Version": _VERSION, "Statement": statements}


def statement(
    actions: Collection[str], *, log_groups: Sequence[str] = (), region: str = ""
) -> Statement:
    """The statement that allows actions which can be narrowed alike."""
    named = list(actions)
    resource: object = "*"
    if all(action in _OF_LOG_GROUPS for action in named):
        resource = _log_group_arns(log_groups or ("*",), _partition(region))
    return {
        "Effect": "Allow",
        "Action": named[0] if len(named) == 1 else named,
        "Resource": resource,
    }


def _sid(operation: str) -> str:
    service, _, name = operation.partition(":")
    verb = "Write" if name.startswith("Put") else "Read"
    groups = "Groups" if operation in _OF_LOG_GROUPS else ""
    return f"{_TITLES.get(service, service.capitalize())}{verb}{groups}"


def _log_group_arns(groups: Sequence[str], partition: str) -> list[str]:
    """Each group by name, and everything in it; IAM knows `*` and `?` and no other pattern."""
    arns: list[str] = []
    for group in groups:
        name = "*" if "[" in group or group.startswith("re:") else group
        arn = f"arn:{partition}:logs:*:*:log-group:{name}"
        arns += [arn, f"{arn}:*"]
    return list(dict.fromkeys(arns))


def _partition(region: str) -> str:
    return next((name for prefix, name in _PARTITIONS.items() if region.startswith(prefix)), "aws")
