"""Labelled log lines in many formats, made from a seed: what patterns are measured on.

Each format has a head and templates. `{kind}` in a template stands for something that varies;
`[...]` in a head likewise. The label of a line is the place of its template.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest

_FIELD = re.compile(r"\{(\w+)\}")
_START = datetime(2031, 3, 9, 4, 5, 6, tzinfo=UTC)
_NAMES = tuple(
    name
    for line in (
        "amara bodil chidi dunya ezra farid gudrun hoshi ines jarl kofi leila mateo",
        "nadia oskar priya quentin rosa sami tomas uma viktor wanda xenia yusuf zelda",
    )
    for name in line.split()
)
_WORDS = tuple(
    word
    for line in (
        "basket ledger parcel invoice catalogue voucher refund courier wallet stock returns",
        "profile search mailer reports images pricing tax session gift",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How one program writes: `head` gets the moment; templates may carry a weight."""

    name: str
    head: Callable[[datetime, Random, int], str]
    templates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Lines of one format, with and without their heads, and the labels of both."""

    wholes: tuple[str, ...]
    messages: tuple[str, ...]
    labels: tuple[int, ...]

    def accuracy(self, found: Sequence[str]) -> float:
        """The share of lines whose group holds exactly the lines of one label."""
        groups = {frozenset(group) for group in _places(self.labels).values()}
        alike = _places(found).values()
        return sum(len(group) for group in alike if frozenset(group) in groups) / len(found)


def labelled(form: Format, count: int, seed: int = 7) -> Labelled:
    """So many lines of a format."""
    wholes, messages, labels = zip(*_lines_of(form, count, seed), strict=True)
    return Labelled(wholes=wholes, messages=messages, labels=labels)


def _places(labels: Sequence[object]) -> dict[object, list[int]]:
    places: dict[object, list[int]] = {}
    for place, label in enumerate(labels):
        places.setdefault(label, []).append(place)
    return places


def _lines_of(form: Format, count: int, seed: int) -> Iterator[tuple[str, str, int]]:
    """So many whole lines, messages and labels, some templates far more frequent than others."""
    random, at = Random(f"{form.name} {seed}"), _START
    weights = [1 / (1 + place) ** random.uniform(0.3, 1.1) for place in range(len(form.templates))]
    for _ in range(count):
        at += timedelta(milliseconds=random.randint(1, 4000))
        (label,) = random.choices(range(len(form.templates)), weights)
        message = _FIELD.sub(partial(_value, random, at), form.templates[label])
        head = form.head(at, random, label)
        whole = head.replace("@@", json.dumps(message)[1:-1]) if "@@" in head else head + message
        yield whole, message, label


def _value(random: Random, at: datetime, field: "re.Match[str]") -> str:
    return _VALUES[field[1]](random, at)


def _digits(random: Random, alphabet: str, count: int) -> str:
    return "".join(random.choice(alphabet) for _ in range(count))


def _hexadecimal(random: Random, count: int) -> str:
    return _digits(random, "0123456789abcdef", count)


def _uuid(random: Random) -> str:
    return "-".join(_hexadecimal(random, size) for size in (8, 4, 4, 4, 12))


def _ip(random: Random) -> str:
    return ".".join(str(random.randint(1, 254)) for _ in range(4))


def _path(random: Random) -> str:
    return "".join(
        f"/{random.choice(_WORDS)}" for _ in range(random.randint(1, 4))
    ) + random.choice(("", ".html", ".py", ".conf", f"/{random.randint(1, 99999)}"))


def _host(random: Random) -> str:
    return f"{random.choice(_WORDS)}-{random.randint(1, 40)}.{random.choice(_WORDS)}.example.com"


def _list(random: Random) -> str:
    return " ".join(str(random.randint(100, 9000)) for _ in range(random.randint(2, 7)))


_VALUES: Mapping[str, Callable[[Random, datetime], str]] = {
    "n": lambda random, _: str(random.choice((random.randint(0, 9), random.randint(10, 99999)))),
    "float": lambda random, _: f"{random.uniform(0, 40):.3f}",
    "ms": lambda random, _: f"{random.randint(1, 5000)}ms",
    "size": lambda random, _: f"{random.uniform(1, 900):.1f}{random.choice(('KB', 'MB', 'GB'))}",
    "ip": lambda random, _: _ip(random),
    "port": lambda random, _: f"{_ip(random)}:{random.randint(1024, 65535)}",
    "uuid": lambda random, _: _uuid(random),
    "hex": lambda random, _: "0x" + _hexadecimal(random, 8),
    "sha": lambda random, _: _hexadecimal(random, 40),
    "id": lambda random, _: f"ord-{random.randint(1000, 999999)}",
    "block": lambda random, _: f"seg_{random.choice(('', '-'))}{random.randint(10**15, 10**18)}",
    "path": lambda random, _: _path(random),
    "host": lambda random, _: _host(random),
    "url": lambda random, _: f"https://{_host(random)}{_path(random)}?q={random.randint(1, 99)}",
    "user": lambda random, _: random.choice(_NAMES),
    "word": lambda random, _: random.choice(_WORDS),
    "mail": lambda random, _: f"{random.choice(_NAMES)}@{random.choice(_WORDS)}.example.org",
    "list": lambda random, _: _list(random),
    "time": lambda _, at: f"{at:%Y-%m-%dT%H:%M:%S}Z",
    "ctime": lambda _, at: f"{at:%a %b %d %H:%M:%S %Y}",
    "clock": lambda _, at: f"{at:%H:%M:%S}",
    "table": lambda random, _: f"{random.choice(_WORDS)}_{random.choice(_WORDS)}",
    "class": lambda random, _: "org.acme." + random.choice(_WORDS).title() + "Handler",
    "aside": lambda random, _: random.choice(("", f" ({random.uniform(1, 90):.1f} KB)")),
    "lifetime": lambda random, at: random.choice(("<1 sec", f"{at:%M:%S}")),
    "maybe": lambda random, _: random.choice(("", _host(random))),
    "object": lambda random, _: random.choice(("null", f"Owner{{{random.randint(1, 9999)}}}")),
}


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03}"


def _level(label: int) -> str:
    return ("INFO", "INFO", "WARN", "ERROR", "DEBUG")[label % 5]


FORMATS = (
    Format(
        name="lambda",
        head=lambda at, random, label: (
            f"{at:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + f"Z\t{_uuid(random)}\t{_level(label)}\t"
        ),
        templates=(
            "charge accepted {id} {n} ms",
            "timeout after {n} ms POST {path}",
            "timeout after {n} ms GET {path}",
            "retry {n}/3 order={id}",
            "order={id} state=FAILED",
            "order={id} state=PLACED",
            "cold start took {ms}",
            "cache miss for key {table}",
            "java.net.ConnectException: Connection refused: {host}",
            "java.net.SocketTimeoutException: Read timed out: {host}",
            "published message {uuid} to topic {word}",
        ),
    ),
    Format(
        name="json",
        head=lambda at, random, label: (
            f'{{"time": "{at.isoformat()}", "level": "{_level(label)}", "message": "@@", '
            f'"requestId": "{_uuid(random)}", "ms": {random.randint(1, 900)}}}'
        ),
        templates=(
            "user {user} signed in from {ip}",
            "user {user} signed out",
            'payment of "{n} EUR" declined by issuer',
            "payment declined: insufficient funds",
            "upstream {word} returned {n}",
            "loading profile of {mail}",
            "circuit breaker for {word} is now open",
            "circuit breaker for {word} is now closed",
            "feature flag {table} evaluated to true",
        ),
    ),
    Format(
        name="jvm",
        head=lambda at, random, label: (
            f"{_iso(at)} {_level(label):5} [{random.choice(('main', 'pool-1-thread-3', 'IPC 7'))}] "
            f"org.acme.stage.Runner{label % 3}: "
        ),
        templates=(
            "Task {n} of stage {float} finished in {n} ms",
            "Task {n} of stage {float} failed in {n} ms",
            "Registered executor {n} at {port}",
            "Lost executor {n} at {port}",
            "Got assigned job {id}",
            "Block {block} stored as values in memory (size {size}, free {size})",
            "Block {block} stored as bytes in memory (size {size}, free {size})",
            "Removed {block} from memory",
            "Reading broadcast variable {n} took {n} ms",
            "Changing view acls to: {user}",
            "Error sending heartbeat to {host}: java.io.IOException",
            "Scheduling {word} for resource {hex}",
        ),
    ),
    Format(
        name="syslog",
        head=lambda at, random, label: (
            f"{at:%b %d %H:%M:%S} {random.choice(('atlas', 'rhea', 'node-7'))} "
            f"{('sshd', 'cron', 'su(pam_unix)')[label % 3]}[{random.randint(100, 32000)}]: "
        ),
        templates=(
            "session opened for user {user} by (uid={n})",
            "session closed for user {user}",
            "authentication failure; logname= uid={n} euid={n} tty=ssh ruser= rhost={host}",
            "Accepted password for {user} from {ip} port {n} ssh2",
            "Failed password for {user} from {ip} port {n} ssh2",
            "Failed password for invalid user {user} from {ip} port {n} ssh2",
            "Received disconnect from {ip}: 11: Bye Bye [preauth]",
            "connection from {ip} ({maybe}) at {ctime}",
            "pam_unix(session): check pass; user unknown",
            "({user}) CMD ({path})",
            "Out of memory: killed process {n} ({word})",
        ),
    ),
    Format(
        name="access",
        head=lambda at, random, _: (
            f"{_ip(random)} - {random.choice(_NAMES)} [{at:%d/%b/%Y:%H:%M:%S +0000}] "
        ),
        templates=(
            '"GET {path} HTTP/1.1" {n} {n} "{url}" "Agent/{n}.0 (X11; Linux)"',
            '"POST {path} HTTP/1.1" {n} {n} "{url}" "Agent/{n}.0 (X11; Linux)"',
            '"HEAD {path} HTTP/1.1" {n} {n} "-" "Agent/{n}.0"',
            '"DELETE {path} HTTP/1.1" {n} {n} "{url}" "Agent/{n}.0 (X11; Linux)"',
        ),
    ),
    Format(
        name="compute",
        head=lambda at, random, label: (
            f"compute.log.{label % 2}.2031-03-09_04:00:00 "
            f"{at:%Y-%m-%d %H:%M:%S}.{random.randint(100, 999)} "
            f"{random.randint(100, 9999)} {_level(label)} compute.driver "
            f"[req-{_uuid(random)} - -] "
        ),
        templates=(
            "[instance: {uuid}] VM Started (Lifecycle Event)",
            "[instance: {uuid}] VM Paused (Lifecycle Event)",
            "[instance: {uuid}] VM Resumed (Lifecycle Event)",
            "[instance: {uuid}] VM Stopped (Lifecycle Event)",
            "[instance: {uuid}] Took {float} seconds to build instance.",
            "[instance: {uuid}] Took {float} seconds to destroy the instance on the hypervisor.",
            '{ip} "GET /v2/{sha}/servers/detail HTTP/1.1" status: {n} len: {n} time: {float}',
            '{ip} "POST /v2/{sha}/servers HTTP/1.1" status: {n} len: {n} time: {float}',
            "image {uuid} at ({path}): checking",
            "image {uuid} at ({path}): in use: on this node {n} local, {n} on other nodes",
            "Active base files: {path}",
        ),
    ),
    Format(
        name="klog",
        head=lambda at, random, label: (
            f"{'IWE'[label % 3]}{at:%m%d %H:%M:%S.%f} {random.randint(1, 9999):7} "
            f"{random.choice(_WORDS)}.go:{random.randint(1, 900)}] "
        ),
        templates=(
            'Pod "{word}-{sha}" has been evicted',
            'Pulling image "{host}{path}:v{n}"',
            "Killing container with a grace period of {n} seconds",
            "Node {host} status is now: NodeReady",
            "Node {host} status is now: NodeNotReady",
            "error syncing {word}/{id}: timed out waiting for the condition",
            "Liveness probe failed: Get {url}: dial tcp {port}: connect: connection refused",
            "watch of {class} ended with: too old resource version: {n} ({n})",
        ),
    ),
    Format(
        name="android",
        head=lambda at, random, label: (
            f"{at:%m-%d %H:%M:%S}.{random.randint(100, 999)}  {random.randint(1000, 9999)} "
            f" {random.randint(1000, 9999)} D {('PowerManager', 'WindowHost')[label % 2]}: "
        ),
        templates=(
            'acquire lock={n}, flags=0x1, tag="{word}", ws={object}, uid={n}, pid={n}',
            'release lock={n}, flags=0x1, tag="{word}", ws={object}, uid={n}, pid={n}',
            "ready=true,policy={n},wakefulness={n},summary={hex},boot=false",
            "Skipping AppWindow{{sha} u0 {class}} -- going to hide",
            "setSystemUiVisibility vis={hex} mask={hex} oldVal={hex} newVal={hex}",
            "onTouchEvent action: {n}",
            "visible is system.call count is {n}",
            "screen is on...",
            "screen is off...",
        ),
    ),
    Format(
        name="pipes",
        head=lambda at, random, label: (
            f"{at:%Y%m%d-%H:%M:%S}:{random.randint(1, 999)}|Step_{'AB'[label % 2]}"
            f"|{random.randint(30000000, 30009999)}|"
        ),
        templates=(
            "onCounterChanged {n}",
            "onStandChanged {n}",
            "total = {n}##{n}##{n}##{n}",
            "calculateWithCache total={n}",
            "getDetail = {n}#{n}#{n}",
            "setDetail={n}#{n}#{n}",
            "screen status unknown, think screen {word}",
            "flush sensor data",
            "REPORT : {n} {n} {n} {n}",
        ),
    ),
    Format(
        name="cluster",
        head=lambda at, random, label: (
            f"- {int(at.timestamp())} {at:%Y.%m.%d} R{random.randint(10, 99)}-M1-N{label} "
            f"{at:%Y-%m-%d-%H.%M.%S.%f} R{random.randint(10, 99)}-M1 RAS KERNEL "
            f"{('INFO', 'FATAL')[label % 2]} "
        ),
        templates=(
            "instruction cache parity error corrected",
            "generating core.{n}",
            "{n} double-hummer alignment exceptions",
            "CE sym {n}, at {hex}, mask {hex}",
            "fan speeds ( {list} )",
            "boot (command {n}) Error: machine check on {table}",
            "boot (command {n}) Failed subcommands {n}",
            "link error on broadcast tree Interconnect-{n}:00:{n}:{n}",
            "ciod: failed to read message prefix on control stream (CioStream socket to {port}",
            "ciod: Error loading {path}: invalid or missing program image, No such file",
            "ciod: Error loading {path}: program image too big",
            "data TLB error interrupt",
            "auxiliary processor.........................{n}",
            "store operation.............................{n}",
        ),
    ),
    Format(
        name="desktop",
        head=lambda at, random, label: (
            f"{at:%b %d %H:%M:%S} {random.choice(('laptop-10-105-16-9', 'mulberry'))} "
            f"{('kernel', 'com.acme.helper', 'Assistant')[label % 3]}[{random.randint(1, 90000)}]: "
        ),
        templates=(
            "ARPT: {float}: wl0: setup_keepalive: Local port: {n}, Remote port: {n}",
            "Bolt<{n}>({hex})::listener - packet for route = {hex} port = {n} unplug = {n}",
            "Unexpected payload found for message {n}, dataLen {n}",
            "[{clock}] URL request error: {class} did fail with code={n}",
            "Sandbox: {class}({n}) deny(1) file-read-data {path}",
            "en0: channel changed to {n}",
            "assertion failed: {sha}: lib.dylib + {n} [{uuid}]: {hex}",
            "Wake reason: {word}",
            "in6_unlink_ifa: IPv6 address {hex} has no prefix",
        ),
    ),
    Format(
        name="proxy",
        head=lambda at, random, _: (
            f"[{at:%m.%d %H:%M:%S}] {random.choice(('browser.exe', 'mail.exe', 'sync.exe'))} - "
        ),
        templates=(
            "{host}:{n} open through proxy {host}:{n} HTTPS",
            "{host}:{n} open through proxy {host}:{n} SOCKS5",
            "{host}:{n} close, {n} bytes{aside} sent, {n} bytes{aside} in, lifetime {lifetime}",
            "{host}:{n} error : Could not connect through proxy {host}:{n} - status code {n}",
        ),
    ),
    Format(
        name="logfmt",
        head=lambda at, random, label: (
            f"ts={at.isoformat()} level={_level(label).lower()} caller={random.choice(_WORDS)}.go:"
            f"{random.randint(1, 99)} msg="
        ),
        templates=(
            '"compact blocks" count={n} mint={n} maxt={n} ulid={sha} duration={ms}',
            '"write block" mint={n} maxt={n} ulid={sha} duration={ms}',
            '"head GC completed" duration={ms}',
            '"rule evaluation failed" group={word} err="no series for {table}"',
        ),
    ),
)


@pytest.fixture(params=FORMATS, ids=lambda form: form.name)
def corpus(request: pytest.FixtureRequest) -> Labelled:
    """Labelled lines of one format after the other."""
    return labelled(request.param, 800)
