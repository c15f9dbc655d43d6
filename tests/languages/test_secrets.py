import gzip
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.secret_names import MASK
from awsobs.languages.secrets import masked, masked_document, masked_record

CORPUS = json.loads((Path(__file__).parents[1] / "corpora" / "secrets.json").read_text("utf-8"))


class Secret(NamedTuple):
    """A text, what of it must be gone, and what must still be told."""

    text: str
    gone: str
    kept: str


SECRETS = [Secret(*("".join(entry[key]) for key in Secret._fields)) for entry in CORPUS["secrets"]]
HARMLESS: list[str] = CORPUS["harmless"]
KEY_ID = re.compile(r"A[KS]IA(?:\\u2026[A-Z0-9]{4}|[A-Z0-9]{16})")


@pytest.mark.fault("L9")
@pytest.mark.parametrize("secret", SECRETS, ids=[secret.kept for secret in SECRETS])
def test_a_secret_is_masked_and_the_rest_is_kept(secret: Secret) -> None:
    shown = masked(secret.text)
    assert secret.gone not in shown
    assert secret.kept in shown


@pytest.mark.fault("L9")
@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_a_secret_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("secret", SECRETS, ids=[secret.kept for secret in SECRETS])
def test_a_secret_is_found_in_the_middle_of_a_line_and_in_a_record(secret: Secret) -> None:
    assert secret.gone not in masked(f"2026-11-25 12:00 INFO {secret.text} and more")
    record = {"a": [{"b": secret.text}], secret.text: 1}
    assert secret.gone not in json.dumps(masked_record(record), ensure_ascii=False)
    document = json.dumps(record)
    assert secret.gone not in json.dumps(masked_document(document, json.loads(document)))


@given(st.text(max_size=80) | st.sampled_from([secret.text for secret in SECRETS]))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


@given(st.sampled_from(SECRETS), st.text(max_size=20), st.text(max_size=20))
def test_json_stays_json(secret: Secret, before: str, after: str) -> None:
    text = json.dumps({"before": before, "text": secret.text, "password": after, "n": 1})
    shown: dict[str, Any] = json.loads(masked(text))
    assert shown["n"] == 1
    assert secret.gone not in shown["text"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("masterUserPassword", "x"),
        ("X-Api-Key", "1"),
        ("sessionToken", "short"),
        ("secretString", '{"user": "app"}'),
        ("db.password", 1234),
        ("cookies", ["a=b", "c=d"]),
    ],
)
def test_a_value_is_masked_where_its_name_says_that_it_is_a_secret(name: str, value: Any) -> None:
    shown = masked_record({"outer": {name: value}})["outer"][name]
    assert shown == (MASK if not isinstance(value, list) else [MASK, MASK])


@pytest.mark.parametrize(
    "record",
    [
        {"nextToken": "abc", "clientRequestToken": "c0ffee", "maxTokens": 5},
        {"passwordResetRequired": True, "password": None, "secretId": "shop/db"},
        {"password": "HIDDEN_DUE_TO_SECURITY_REASONS", "secret": "***", "token": ""},
        {"accessKey": {"userName": "bob", "status": "Active", "createDate": "Nov 25"}},
        {"credentials": "arn:aws:iam::123456789012:role/app"},
        {"secrets": [{"name": "DB", "valueFrom": "arn:aws:ssm:::parameter/db"}]},
        {"key": "Name", "value": "shop"},
    ],
)
def test_what_is_no_secret_is_kept(record: dict[str, Any]) -> None:
    assert masked_record(record) == record


def test_a_pair_of_name_and_value_is_read_as_one() -> None:
    environment = [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "DB_USER", "value": "a"}]
    shown = masked_record({"environment": environment})["environment"]
    assert shown == [{"name": "DB_PASSWORD", "value": MASK}, {"name": "DB_USER", "value": "a"}]


def test_half_a_character_keeps_nobody_from_looking() -> None:
    assert masked("\ud83d password=hunter2") == f"\ud83d password={MASK}"
    assert masked("\ud83d") == "\ud83d"


def test_what_is_nested_too_deeply_to_be_looked_at_is_left_out() -> None:
    record: dict[str, Any] = {"password": "hunter2", "text": "password=hunter2"}
    for _ in range(300):
        record = {"a": record}
    assert "hunter2" not in str(masked_record(record))


@pytest.mark.parametrize("secret", SECRETS, ids=[secret.kept for secret in SECRETS])
def test_in_a_long_text_no_secret_falls_between_two_pieces(secret: Secret) -> None:
    for offset in range(-150, 20, 13):
        text = f"{'word ' * 4000}"[: 16_384 + offset] + f" {secret.text} and more" + " word" * 60
        assert secret.gone not in masked(text)


@pytest.mark.parametrize(
    "unit",
    ["eyJ-", "eyJ.", "cookie:", "token:", "password ", "://a:", "bearer ", 'secret="', "&code=",
     "-----BEGIN PRIVATE KEY", "basic ", "--token", "authorization: a ", "\\", "sk-", "AKIA"],
)  # fmt: skip
def test_a_long_text_that_nearly_holds_secrets_takes_no_longer_than_other_text(unit: str) -> None:
    """Quadratic work would meet the test's time-out."""
    assert masked("token " + unit * (300_000 // len(unit))).startswith("token")


@pytest.mark.fault("L9")
def test_real_logs_and_trails_lose_nothing_but_the_middle_of_key_ids(shared: Path) -> None:
    for file in sorted((shared / "data" / "logs").iterdir()):
        for line in file.read_text("utf-8", "replace").splitlines():
            assert masked(line) == line
    for file in sorted((shared / "data" / "cloudtrail").glob("*.jsonl.gz")):
        for line in gzip.decompress(file.read_bytes()).decode().splitlines():
            record = json.loads(line)
            shown, whole = json.dumps(masked_record(record)), json.dumps(record)
            assert KEY_ID.sub("id", shown) == KEY_ID.sub("id", whole)
