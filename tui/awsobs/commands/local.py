"""`awsobs local`: the AWS on loopback, until told to end."""

import argparse
import asyncio
import http.client
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awsobs.domain.exit_status import ExitStatus
from awsobs.local.faults_file import FaultFileError, plan_from
from awsobs.settings.options import speed

DEFAULT_PORT = 4599
DEFAULT_XRAY_PORT = 2000

_ABOUT_PATH = "/_awsobs/local"
_PATIENCE = 2.0
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d", re.ASCII)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `awsobs local`."""
    add = parser.add_argument
    add("--port", type=_port, default=DEFAULT_PORT, metavar="N", help="of the AWS endpoint, 4599")
    add(
        "--xray-port",
        type=_port,
        default=DEFAULT_XRAY_PORT,
        metavar="N",
        help="of the X-Ray daemon, UDP and TCP, 2000; 0 picks a free one, also for --port",
    )
    add("--data", type=Path, metavar="DIR", help="keep its logs in this folder, made if need be")
    add(
        "--scenario",
        metavar="NAME|FILE",
        help="an incident to play into it: one of awsobs demo --list, or a game day (.toml)",
    )
    add("--seed", type=int, default=1, metavar="N", help="same seed, same story")
    add("--speed", type=speed, default=1.0, metavar="X", help="how fast the story goes on")
    add("--account", type=_account, default="123456789012", metavar="ID", help="12 digits")
    add("--region", type=_region, default="us-east-1", metavar="NAME", help="us-east-1")
    add(
        "--faults",
        type=Path,
        metavar="FILE",
        help='rules that say which answers go wrong, one a line, such as {"service": "logs", '
        '"operation": "FilterLogEvents", "share": 0.3, "from": "30s", "error": "SlowDown"}',
    )
    add(
        "--load",
        action="append",
        default=[],
        metavar="PATH",
        help="put what a file or folder holds into it: records of CloudTrail in any form, segment "
        "documents, GROUP=PATH for log lines, NAMESPACE/NAME[Dimension=Value]=PATH.csv for "
        "datapoints; repeat",
    )
    add(
        "--load-shift",
        choices=("now",),
        help="move the newest of each PATH to now, the others with it; else times stay",
    )
    add("--record-reads", action="store_true", help="keep reads and data calls in its trail too")
    add("--export", action="store_true", help="print the export lines of the one that runs")
    add("--parent", type=int, metavar="PID", help=argparse.SUPPRESS)


def run(namespace: argparse.Namespace) -> int:
    """Serve until SIGTERM, SIGINT or the parent's end; or print what the running one exports."""
    if namespace.export:
        return _export(namespace.port)
    if namespace.data is not None and namespace.scenario is not None:
        why = "--data keeps what was put, and --scenario puts it anew at each start; use one"
        return _refused(ExitStatus.USAGE, why)
    if namespace.parent is not None:
        from awsobs.local.child import follow_parent

        follow_parent(namespace.parent)
    try:
        faults = None if namespace.faults is None else plan_from(namespace.faults)
    except FaultFileError as error:
        return _refused(ExitStatus.USAGE, f"--faults: {error}")
    # boto and aiohttp take a third of a second to import; --help must not wait for them.
    from awsobs.commands.local_run import CannotStart, Plan, serve
    from awsobs.local.data_folder import DataError

    plan = Plan(
        port=namespace.port,
        xray_port=namespace.xray_port,
        account=namespace.account,
        region=namespace.region,
        record_reads=namespace.record_reads,
        scenario=namespace.scenario,
        seed=namespace.seed,
        speed=namespace.speed,
        parent=namespace.parent,
        faults=faults,
        data=namespace.data,
        load=tuple(namespace.load),
        load_as_new=namespace.load_shift == "now",
    )
    try:
        asyncio.run(serve(plan, _tell, _say))
    except CannotStart as error:
        return _refused(ExitStatus.USAGE, str(error))
    except DataError as error:
        return _refused(ExitStatus.CAPTURE, f"--data: {error}")
    return 0


def export_lines(about: Mapping[str, Any]) -> list[str]:
    """What to paste into a shell so that its AWS tools talk to this AWS."""
    values = {
        "AWS_ENDPOINT_URL": about["endpoint_url"],
        "AWS_XRAY_DAEMON_ADDRESS": about["xray_daemon_address"],
        "AWS_DEFAULT_REGION": about["region"],
        "AWS_ACCESS_KEY_ID": "AKIALOCALAWSOBS00000",
        "AWS_SECRET_ACCESS_KEY": "local",
        # Live tail would look for the host streaming-127.0.0.1.
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
    }
    return [f"export {name}={value}" for name, value in values.items()]


def _tell(about: Mapping[str, Any]) -> None:
    print(json.dumps(dict(about)), flush=True)
    print("\n".join(export_lines(about)), file=sys.stderr, flush=True)


def _say(line: str) -> None:
    print(f"awsobs local: {line}", file=sys.stderr, flush=True)


def _export(port: int) -> int:
    about = _about(port)
    if about is None:
        why = f"no awsobs local answers on port {port}; start it, or name another --port"
        return _refused(ExitStatus.UNREACHABLE, why)
    print("\n".join(export_lines(about)))
    return 0


def _about(port: int) -> Mapping[str, Any] | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", _ABOUT_PATH)
        about: Mapping[str, Any] = json.loads(connection.getresponse().read(65_536))
        export_lines(about)
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
        return None  # nothing there, or something else
    finally:
        connection.close()
    return about


def _refused(status: int, why: str) -> int:
    _say(why)
    return status


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"{port} is outside 0 to 65535")
    return port


def _account(text: str) -> str:
    if not _ACCOUNT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} has not 12 digits")
    return text


def _region(text: str) -> str:
    if not _REGION.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no region")
    return text
