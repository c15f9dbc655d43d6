"""`awsobs trail verify`: folders as a trail's bucket holds them, whole and spoiled."""

import base64
import gzip
import hashlib
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.languages.rsa_signer import Signer

from awsobs.cli import run

ACCOUNT, REGION, BUCKET, TRAIL = "123456789012", "eu-west-1", "trail-bucket", "main"
START = datetime(2026, 11, 20, tzinfo=UTC)
SIGNER = Signer(random.Random(7))
Verify = Callable[..., tuple[int, dict[str, Any]]]


class Bucket:
    """Delivers a trail's files into a folder, hour by hour, with digests that follow each other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs: list[Path] = []
        self.digests: list[Path] = []
        self._before: dict[str, Any] = {}

    def deliver(self, hours: int) -> None:
        for _ in range(hours):
            self._hour(START + timedelta(hours=len(self.digests)))

    def _hour(self, start: datetime) -> None:
        end = start + timedelta(hours=1)
        listed: list[dict[str, str]] = []
        for minute in (5, 35):
            at = start + timedelta(minutes=minute)
            name = f"{ACCOUNT}_CloudTrail_{REGION}_{at:%Y%m%dT%H%MZ}_x{minute}.json.gz"
            object_name = f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/{at:%Y/%m/%d}/{name}"
            content = json.dumps({"Records": [{"eventID": name}]}).encode()
            self.logs.append(self._write(object_name, content))
            sha256 = hashlib.sha256(content).hexdigest()
            listed.append(
                {
                    "s3Bucket": BUCKET,
                    "s3Object": object_name,
                    "hashValue": sha256,
                    "hashAlgorithm": "SHA-256",
                }
            )
        name = f"{ACCOUNT}_CloudTrail-Digest_{REGION}_{TRAIL}_{REGION}_{end:%Y%m%dT%H%M%SZ}.json.gz"
        object_name = f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/{REGION}/{end:%Y/%m/%d}/{name}"
        digest: dict[str, Any] = {
            "awsAccountId": ACCOUNT,
            "digestStartTime": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "digestEndTime": f"{end:%Y-%m-%dT%H:%M:%SZ}",
            "digestS3Bucket": BUCKET,
            "digestS3Object": object_name,
            "digestPublicKeyFingerprint": "f1",
            "digestSignatureAlgorithm": "SHA256withRSA",
            "logFiles": listed,
            "previousDigestS3Object": self._before.get("name"),
            "previousDigestHashValue": self._before.get("sha256"),
            "previousDigestSignature": self._before.get("signature"),
        }
        content = json.dumps(digest).encode()
        self.digests.append(self._write(object_name, content))
        sha256 = hashlib.sha256(content).hexdigest()
        before = str(self._before.get("signature") or "null")
        signed = (str(digest["digestEndTime"]), f"{BUCKET}/{object_name}", sha256, before)
        text = "\n".join(signed)
        self._before = {
            "name": object_name,
            "sha256": sha256,
            "signature": SIGNER.sign(text.encode()).hex(),
        }

    def _write(self, object_name: str, content: bytes) -> Path:
        path = self.folder / object_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(content))
        return path


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    bucket = Bucket(tmp_path / "copy")
    bucket.deliver(4)
    return bucket


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    value = base64.b64encode(SIGNER.der()).decode()
    path.write_text(json.dumps({"PublicKeyList": [{"Value": value, "Fingerprint": "f1"}]}))
    return path


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    def verified(path: Path, *options: str) -> tuple[int, dict[str, Any]]:
        status = run(["trail", "verify", str(path), "--json", *options])
        printed = capsys.readouterr().out
        return status, json.loads(printed) if printed else {}

    return verified


def told(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["verdict"], one["file"].rsplit("/", 1)[-1]) for one in answer["problems"]]


def test_files_as_they_were_delivered(bucket: Bucket, keys: Path, verify: Verify) -> None:
    status, answer = verify(bucket.folder, "--public-keys", str(keys))
    assert (status, answer["ok"]) == (0, True)
    assert answer["logs"] == {"listed": 8, "whole": 8, "later": 0}
    assert answer["signatures"] == {"good": 3, "unchecked": 1}
    assert (answer["from"], answer["digests"]) == ("2026-11-20T00:00:00Z", 4)


def test_every_harm_to_a_log_file_is_told(bucket: Bucket, verify: Verify) -> None:
    changed, gone, cut, extra = bucket.logs[0], bucket.logs[3], bucket.logs[5], bucket.logs[6]
    changed.write_bytes(gzip.compress(b'{"Records": []}'))
    gone.unlink()
    cut.write_bytes(cut.read_bytes()[:-6])
    planted = extra.with_name(extra.name.replace("_x", "_planted"))
    planted.write_bytes(extra.read_bytes())
    status, answer = verify(bucket.folder)
    assert status == 10
    assert set(told(answer)) == {
        ("changed", changed.name),
        ("missing", gone.name),
        ("unreadable", cut.name),
        ("unlisted", planted.name),
    }
    assert answer["logs"]["whole"] == 5


def test_files_after_the_last_digest_are_not_held_against_anybody(
    bucket: Bucket, verify: Verify
) -> None:
    newest = bucket.logs[-1]
    later = newest.with_name(newest.name.replace("T0335Z", "T0405Z"))
    later.write_bytes(newest.read_bytes())
    status, answer = verify(bucket.folder)
    assert (status, answer["logs"]["later"]) == (0, 1)


def test_a_digest_that_is_gone_or_changed_breaks_the_chain(bucket: Bucket, verify: Verify) -> None:
    bucket.digests[1].unlink()
    digest = json.loads(gzip.decompress(bucket.digests[2].read_bytes()))
    digest["logFiles"].pop()
    bucket.digests[2].write_bytes(gzip.compress(json.dumps(digest).encode()))
    _, answer = verify(bucket.folder)
    assert ("missing", bucket.digests[1].name) in told(answer)
    assert ("changed", bucket.digests[2].name) in told(answer)


def test_a_folder_may_begin_anywhere(bucket: Bucket, verify: Verify) -> None:
    bucket.digests[0].unlink()
    for log in bucket.logs[:2]:
        log.unlink()
    status, answer = verify(bucket.folder)
    assert (status, answer["ok"]) == (0, True)


def test_a_digest_that_somebody_else_has_signed_is_forged(
    bucket: Bucket, tmp_path: Path, verify: Verify
) -> None:
    other = base64.b64encode(Signer(random.Random(8)).der()).decode()
    keys = tmp_path / "other.json"
    keys.write_text(json.dumps({"PublicKeyList": [{"Value": other, "Fingerprint": "f1"}]}))
    _, answer = verify(bucket.folder, "--public-keys", str(keys))
    assert {verdict for verdict, _ in told(answer)} == {"forged"}
    assert len(told(answer)) == 3


def test_broken_digests_are_named(bucket: Bucket, verify: Verify) -> None:
    bucket.digests[3].write_bytes(gzip.compress(b"[1]"))
    bucket.digests[2].write_bytes(b"no gzip")
    _, answer = verify(bucket.folder)
    unreadable = {name for verdict, name in told(answer) if verdict == "unreadable"}
    assert unreadable == {bucket.digests[2].name, bucket.digests[3].name}


@pytest.mark.parametrize("keys", ["{}", "[]", '{"PublicKeyList": [{"Value": "AAAA"}]}', "nothing"])
def test_keys_that_are_none_are_refused(
    bucket: Bucket, tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(keys)
    assert run(["trail", "verify", str(bucket.folder), "--public-keys", str(path)]) == 2
    assert "list-public-keys" in capsys.readouterr().err


def test_a_folder_without_digests_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["trail", "verify", str(tmp_path)]) == 2
    assert "no digest in it" in capsys.readouterr().err
    assert run(["trail", "verify", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_words_for_people(bucket: Bucket, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trail", "verify", str(bucket.folder), "--text"]) == 0
    printed = capsys.readouterr()
    assert "8 of 8 log files are as they were delivered" in printed.out
    assert "nothing was changed or taken away" in printed.out
    assert "no signature was checked" in printed.err
