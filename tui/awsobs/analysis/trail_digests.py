"""Whether delivered files are as CloudTrail wrote them, by its chain of digests.

After the user guide's "CloudTrail digest file structure": each digest holds the hashes of the log
files of its hour, and the hash and the signature of the digest before it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, cast

from awsobs.domain.safe_text import safe_text
from awsobs.domain.trail_digests import Digest, Problem, Verdict, Verified
from awsobs.languages.rsa_signatures import PublicKey, is_signed

HashOf = Callable[[str], str | None]
"""The SHA-256 of a log file's unpacked content by its object, None where it is not there.

Raises ValueError where it cannot be unpacked.
"""

_MOST = 10_000_000


def digest_of(content: bytes) -> Digest:
    """The digest in an unpacked file.

    Raises:
        ValueError: it is none.
    """
    try:
        read: object = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("no JSON") from error
    if not isinstance(read, dict) or "digestS3Object" not in read:
        raise ValueError("no digest of CloudTrail")
    row = cast("Mapping[str, Any]", read)
    name = _text(row, "digestS3Object")
    logs = {
        _text(one, "s3Object"): _text(one, "hashValue").lower()
        for one in _rows(row.get("logFiles"))[:_MOST]
        if _text(one, "hashAlgorithm") in ("SHA-256", "")
    }
    return Digest(
        name=name,
        bucket=_text(row, "digestS3Bucket"),
        chain=_chain(name),
        start=_moment(row, "digestStartTime"),
        end=_moment(row, "digestEndTime"),
        end_text=_text(row, "digestEndTime"),
        fingerprint=_text(row, "digestPublicKeyFingerprint"),
        sha256=hashlib.sha256(content).hexdigest(),
        logs=logs,
        previous=_text(row, "previousDigestS3Object"),
        previous_sha256=_text(row, "previousDigestHashValue").lower(),
        previous_signature=_text(row, "previousDigestSignature"),
    )


def verified(
    digests: Iterable[Digest],
    hash_of: HashOf,
    logs_there: Iterable[str],
    keys: Mapping[str, PublicKey],
    broken: Sequence[Problem] = (),
) -> Verified:
    """Hold all files against all digests.

    Args:
        digests: Those that could be read.
        hash_of: Looks a log file up.
        logs_there: The objects or file names of all log files at hand.
        keys: Public keys by fingerprint; without one a digest's signature is not checked.
        broken: What is wrong with digests that could not be read.
    """
    ordered = sorted(digests, key=lambda one: (one.chain, one.end))
    problems = list(broken)
    whole = logs = 0
    listed: set[str] = set()
    for digest in ordered:
        for name, sha256 in digest.logs.items():
            logs += 1
            listed.add(base_name(name))
            problem = _log_problem(name, sha256, hash_of)
            if problem is None:
                whole += 1
            else:
                problems.append(problem)
    signatures, chain_problems = _chained(ordered, keys)
    problems += chain_problems
    ends = max((one.end for one in ordered), default=None)
    unlisted = [name for name in logs_there if base_name(name) not in listed]
    later = [name for name in unlisted if ends is None or _is_later(name, ends)]
    problems += (
        Problem(verdict=Verdict.UNLISTED, name=name, why="no digest names it")
        for name in sorted(set(unlisted) - set(later))
    )
    return Verified(
        digests=len(ordered),
        logs=logs,
        whole=whole,
        signed=signatures,
        unsigned=len(ordered) - signatures,
        later=len(later),
        starts=min((one.start for one in ordered), default=None),
        ends=ends,
        problems=tuple(problems),
    )


def base_name(name: str) -> str:
    """A file's own name, which CloudTrail makes unique."""
    return PurePosixPath(name).name


def _log_problem(name: str, sha256: str, hash_of: HashOf) -> Problem | None:
    try:
        found = hash_of(name)
    except ValueError as error:
        return Problem(verdict=Verdict.UNREADABLE, name=name, why=str(error))
    if found is None:
        return Problem(verdict=Verdict.MISSING, name=name, why="a digest names it; it is not here")
    if found != sha256:
        return Problem(verdict=Verdict.CHANGED, name=name, why="its hash is not that of its digest")
    return None


def _chained(ordered: Sequence[Digest], keys: Mapping[str, PublicKey]) -> tuple[int, list[Problem]]:
    """How many signatures hold, and what is wrong between digests that follow each other."""
    by_name = {base_name(one.name): one for one in ordered}
    first = {one.chain: one for one in reversed(ordered)}
    signed = 0
    problems: list[Problem] = []
    for digest in ordered:
        if not digest.previous:
            continue
        before = by_name.get(base_name(digest.previous))
        if before is None:
            if first[digest.chain] is not digest:
                why = f"the digest of {digest.end:%Y-%m-%d %H:%M}Z follows it"
                problems.append(Problem(verdict=Verdict.MISSING, name=digest.previous, why=why))
        elif before.sha256 != digest.previous_sha256:
            why = "the digest after it has another hash of it"
            problems.append(Problem(verdict=Verdict.CHANGED, name=before.name, why=why))
        elif (key := keys.get(before.fingerprint)) is not None:
            if _is_signed(before, digest.previous_signature, key):
                signed += 1
            else:
                why = "CloudTrail's key has not signed it"
                problems.append(Problem(verdict=Verdict.FORGED, name=before.name, why=why))
    return signed, problems


def _is_signed(digest: Digest, signature: str, key: PublicKey) -> bool:
    try:
        return is_signed(digest.signed_text.encode(), bytes.fromhex(signature), key)
    except ValueError:
        return False


def _is_later(name: str, end: datetime) -> bool:
    """Whether a log file was delivered after the last digest, by the time in its name."""
    for word in base_name(name).split("_"):
        try:
            return datetime.strptime(word, "%Y%m%dT%H%MZ").replace(tzinfo=UTC) >= end
        except ValueError:
            continue
    return False


def _chain(name: str) -> str:
    """Account, region and trail, which stand in the name before and after the time.

    ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOMEREGION_TIME.json.gz
    """
    return "_".join(base_name(name).split("_")[:-1])


def _rows(value: object) -> list[Mapping[str, Any]]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Mapping[str, Any]", one) for one in items if isinstance(one, dict)]


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return safe_text(value) if isinstance(value, str) else ""


def _moment(row: Mapping[str, Any], key: str) -> datetime:
    moment = datetime.fromisoformat(_text(row, key))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
