"""The account that `awsobs logs` gives at its end, on stderr."""

import json
from argparse import Namespace

import pytest

from awsobs.commands.log_lines import tell_account
from awsobs.commands.output import output_of
from awsobs.domain.accounting import Counts
from awsobs.domain.lags import lags_of

COUNTS = Counts(
    received=10,
    kept=6,
    duplicate=3,
    lost={"capture": 1},
    late=2,
    sampled=4,
    lags=lags_of([1000] * 98 + [30_000] * 2),
    gaps=((1_000, 61_000),),
)


def told(capsys: pytest.CaptureFixture[str], counts: Counts, **options: bool) -> str:
    namespace = Namespace(**{"json": False, "text": True, "quiet": False, **options})
    output = output_of(namespace, "logs")
    tell_account(output, counts, kept=counts.kept, shown=5, evicted=0, throttled=7)
    return capsys.readouterr().err


def test_objects_tell_the_lag_what_was_throttled_and_which_gaps_were_filled(
    capsys: pytest.CaptureFixture[str],
) -> None:
    account = json.loads(told(capsys, COUNTS, json=True))
    assert account["gaps"] == [{"start": 1_000, "end": 61_000}]
    assert 800 <= account["lag"]["p50"] <= 1_000
    assert 24_000 <= account["lag"]["p99"] <= 30_000
    assert (account["throttled"], account["sampled"], account["late"]) == (7, 4, 2)
    parts = ("shown", "filtered", "duplicate", "malformed", "evicted", "lost")
    assert account["in"] == sum(account[part] for part in parts)


def test_a_look_at_what_is_past_has_no_lag(capsys: pytest.CaptureFixture[str]) -> None:
    account = json.loads(told(capsys, Counts(received=5, kept=5), json=True))
    assert (account["lag"], account["gaps"]) == (None, [])


def test_words_tell_only_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    words = told(capsys, COUNTS)
    assert "gaps of 60 s filled" in words
    assert "lag p50 0.9 s" in words or "lag p50 1.0 s" in words
    assert "gaps" not in told(capsys, Counts(received=5, kept=5))
