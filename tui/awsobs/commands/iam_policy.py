"""`awsobs iam-policy`: the policy that allows what the console asks, and no more."""

import argparse
import json

from awsobs.commands.output import printed
from awsobs.domain.permissions import policy
from awsobs.settings import first_environment, settings_from
from awsobs.sources.allowed import ATHENA, DAEMON, LAKE, LIVE_TAIL, QUEUE, READS, RETRIEVAL, TAKE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `awsobs iam-policy`."""
    parser.add_argument("--json", action="store_true", help="on one line, without blanks")
    parser.add_argument(
        "--live-tail",
        action="store_true",
        help="allow the live tail too, which costs by the minute",
    )
    parser.add_argument(
        "--trace-retrieval",
        action="store_true",
        help="allow reading traces that X-Ray has not indexed too (Transaction Search)",
    )
    parser.add_argument(
        "--engine",
        choices=("lake", "athena"),
        action="append",
        default=[],
        help="allow queries of CloudTrail Lake or Athena too, which cost by the GB; repeatable",
    )
    parser.add_argument(
        "--trail-queue",
        choices=("read", "take"),
        help="allow receiving the trail's events from a queue too, or deleting them there as well",
    )
    parser.add_argument(
        "--for",
        dest="program",
        choices=("console", "xray-daemon"),
        default="console",
        help="whose policy: the console's, which only reads, or the X-Ray daemon's",
    )


def run(namespace: argparse.Namespace) -> int:
    """Print the document; `--log-group` narrows it to these groups."""
    settings = settings_from(namespace, first_environment())
    document = policy(_wanted(namespace), log_groups=settings.log_groups, region=settings.region)
    if namespace.json:
        return printed([json.dumps(document, separators=(",", ":"))])
    return printed(json.dumps(document, indent=2).splitlines())


def _wanted(namespace: argparse.Namespace) -> frozenset[str]:
    if namespace.program == "xray-daemon":
        return DAEMON
    wanted = READS | {LIVE_TAIL} if namespace.live_tail else READS
    for engine in namespace.engine:
        wanted |= LAKE if engine == "lake" else ATHENA
    if namespace.trail_queue:
        wanted |= QUEUE | TAKE if namespace.trail_queue == "take" else QUEUE
    return wanted | RETRIEVAL if namespace.trace_retrieval else wanted
