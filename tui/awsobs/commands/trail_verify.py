"""`awsobs trail verify PATH`: whether delivered files of a trail are as CloudTrail wrote them."""

import base64
import binascii
import gzip
import hashlib
import json
import zlib
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from awsobs.analysis.trail_digests import base_name, digest_of, verified
from awsobs.commands.output import Output, Shape, is_plain, iso, output_of, printed
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import safe_text
from awsobs.domain.trail_digests import Digest, Problem, Verdict, Verified
from awsobs.languages.rsa_signatures import PublicKey, public_key
from awsobs.present.rows import cut
from awsobs.settings import SettingsError, first_environment, settings_from

_DIGESTS = "CloudTrail-Digest"
_LOGS = "_CloudTrail_"
_CHUNK = 1 << 20
_MOST_DIGEST = 256 * 1024 * 1024
_TELL_EVERY = 5_000


def add_arguments(parser: ArgumentParser) -> None:
    """Where the files are, and the keys that signed them."""
    parser.add_argument(
        "path", metavar="PATH", help="the folder that the trail's bucket was copied to"
    )
    parser.add_argument(
        "--public-keys",
        metavar="FILE",
        help="what aws cloudtrail list-public-keys printed; without it no signature is checked",
    )


def run(namespace: Namespace) -> int:
    """Print every file that is not as it was delivered, and how many are.

    Raises:
        SettingsError: there is no such folder, or no digest in it, or the keys are none.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "trail verify")
    folder = Path(namespace.path)
    try:
        keys = _keys(namespace.public_keys)
        result = _verified(folder, keys, output)
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror or error}") from error
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    if output.as_shapes:
        status = printed([output.line(_shape(result))])
    else:
        dash = "-" if is_plain(settings) else "–"
        lines = _lines(result, dash)
        status = printed(cut(line, output.width) if output.is_cut else line for line in lines)
    if result.unsigned and not keys:
        output.note("no signature was checked: --public-keys FILE names the keys")
    return ExitStatus.ALARM if result.problems and not status else status


def _verified(folder: Path, keys: Mapping[str, PublicKey], output: Output) -> Verified:
    if not folder.is_dir():
        raise SettingsError(f"{safe_text(str(folder))}: no such folder")
    digests: list[Digest] = []
    broken: list[Problem] = []
    logs: dict[str, Path] = {}
    for file in folder.rglob("*.json.gz"):
        if f"_{_DIGESTS}_" in file.name:
            try:
                digests.append(digest_of(_unpacked(file)))
            except ValueError as error:
                name = safe_text(file.name)
                broken.append(Problem(verdict=Verdict.UNREADABLE, name=name, why=str(error)))
        elif _LOGS in file.name:
            logs[base_name(file.name)] = file
    if not digests and not broken:
        raise SettingsError(
            f"{safe_text(str(folder))}: no digest in it (AWSLogs/ACCOUNT/{_DIGESTS}/…)"
        )
    done = 0

    def hash_of(name: str) -> str | None:
        nonlocal done
        done += 1
        if done % _TELL_EVERY == 0:
            output.note(f"{done:,} files read")
        file = logs.get(base_name(name))
        return None if file is None else _hash(file)

    names = [safe_text(name) for name in logs]
    return verified(digests, hash_of, names, keys, broken)


def _chunks(file: Path) -> Iterator[bytes]:
    """What a gzip file holds, piece by piece.

    Raises:
        ValueError: it is damaged.
    """
    try:
        with gzip.open(file) as content:
            while chunk := content.read(_CHUNK):
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError("no whole gzip file") from error


def _hash(file: Path) -> str:
    sha256 = hashlib.sha256()
    for chunk in _chunks(file):
        sha256.update(chunk)
    return sha256.hexdigest()


def _unpacked(file: Path) -> bytes:
    content = bytearray()
    for chunk in _chunks(file):
        content += chunk
        if len(content) > _MOST_DIGEST:
            raise ValueError("too large for a digest")
    return bytes(content)


def _keys(path: str | None) -> Mapping[str, PublicKey]:
    """Keys by their fingerprints.

    Raises:
        SettingsError: the file holds none.
    """
    if not path:
        return {}
    keys: dict[str, PublicKey] = {}
    try:
        document: object = json.loads(Path(path).read_bytes())
        rows: Any = cast("Mapping[str, Any]", document)["PublicKeyList"]
        for row in rows:
            der = base64.b64decode(row["Value"], validate=True)
            keys[str(row["Fingerprint"])] = public_key(der)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        words = "wants what aws cloudtrail list-public-keys prints"
        raise SettingsError(f"--public-keys {safe_text(path)}: {words}") from error
    return keys


def _lines(result: Verified, dash: str) -> Iterator[str]:
    for one in result.problems:
        yield f"{one.verdict.value:<10}  {one.name}  ({one.why})"
    if result.starts is not None and result.ends is not None:
        span = f"{result.starts:%Y-%m-%d %H:%M}{dash}{result.ends:%Y-%m-%d %H:%M}Z"
        yield f"{result.digests:,} digests of {span}, {result.signed:,} with a good signature"
    yield f"{result.whole:,} of {result.logs:,} log files are as they were delivered"
    if result.later:
        yield f"{result.later:,} log files are newer than the last digest"
    if not result.problems:
        yield "nothing was changed or taken away"


def _shape(result: Verified) -> Shape:
    return {
        "ok": not result.problems,
        "from": iso(result.starts) if result.starts else None,
        "to": iso(result.ends) if result.ends else None,
        "digests": result.digests,
        "signatures": {"good": result.signed, "unchecked": result.unsigned},
        "logs": {"listed": result.logs, "whole": result.whole, "later": result.later},
        "problems": [
            {"file": one.name, "verdict": one.verdict.value, "why": one.why}
            for one in result.problems
        ],
    }
