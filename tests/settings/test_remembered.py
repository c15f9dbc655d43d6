"""What is kept between runs: for the owner's eyes, without secrets, and never half of it."""

import json
from pathlib import Path

import pytest

from awsobs.domain.metrics import Favourite, MetricKey
from awsobs.settings import Settings
from awsobs.settings.remembered import MOST_FILTERS, MOST_PLACES, Remembered, remembered_for

PLACE = ("123456789012", "eu-west-1")


def test_groups_are_kept_by_account_and_region(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    Remembered(path).keep_groups(*PLACE, ("/shop", "re:^/a"))
    again = Remembered(path)
    assert again.groups(*PLACE) == ("/shop", "re:^/a")
    assert again.groups(PLACE[0], "us-east-1") is None
    again.keep_groups(*PLACE, ())
    assert Remembered(path).groups(*PLACE) is None


def test_nobody_else_reads_the_file_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "awsobs" / "state.json"
    Remembered(path).keep_filter("slow", "timeout")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_secret_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with pytest.raises(ValueError, match="secret"):
        Remembered(path).keep_filter("mine", "password=hunter2222")
    assert not path.exists()


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[1]", b'{"groups": [], "filters": {"a": 5}}', b"\xff\xfe", b"[" * 100_000],
)
def test_what_cannot_be_read_counts_as_empty_and_is_replaced(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(broken)
    kept = Remembered(path)
    assert (kept.groups(*PLACE), kept.filters) == (None, {})
    kept.keep_filter("slow", "timeout")
    assert json.loads(path.read_text())["filters"] == {"slow": "timeout"}


def test_what_somebody_wrote_into_the_file_is_taken_as_far_as_it_means_something(
    tmp_path: Path,
) -> None:
    path = tmp_path / "state.json"
    groups = ["/shop", "re:(", 5, None, "re:^/a"]
    path.write_text(json.dumps({"groups": {"123456789012 eu-west-1": groups}}))
    assert Remembered(path).groups(*PLACE) == ("/shop", "re:^/a")


def test_there_is_an_end_to_what_is_kept() -> None:
    kept = Remembered()
    for number in range(MOST_PLACES + 1):
        kept.keep_groups("1", f"region-{number}", ("/shop",))
    assert kept.groups("1", "region-0") is None
    assert kept.groups("1", "region-1") == ("/shop",)
    for number in range(MOST_FILTERS):
        kept.keep_filter(f"f{number}", "timeout")
    with pytest.raises(ValueError, match=f"{MOST_FILTERS} filters"):
        kept.keep_filter("one more", "timeout")
    kept.keep_filter("f1", "")
    kept.keep_filter("one more", "timeout")
    assert "f1" not in kept.filters


def test_the_demo_leaves_no_trace(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    remembered_for(Settings(mode="demo"), environ).keep_groups(*PLACE, ("/shop",))
    assert list(tmp_path.iterdir()) == []
    remembered_for(Settings(), environ).keep_groups(*PLACE, ("/shop",))
    assert [path.name for path in tmp_path.iterdir()] == ["awsobs"]


def test_metrics_are_kept_by_place_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    errors = MetricKey("AWS/Lambda", "Errors", (("FunctionName", "a,b]"),))
    favourites = (Favourite(errors, "Sum"), Favourite(errors, "p99.9"))
    Remembered(path).keep_metrics(*PLACE, favourites)
    assert Remembered(path).metrics(*PLACE) == favourites
    kept = json.loads(path.read_text())
    kept_row = kept["metrics"][" ".join(PLACE)][0]
    kept["metrics"][" ".join(PLACE)] += [3, {"name": "x"}, dict(kept_row, statistic="all")]
    path.write_text(json.dumps(kept))
    assert Remembered(path).metrics(*PLACE) == favourites
    Remembered(path).keep_metrics(*PLACE, ())
    assert Remembered(path).metrics(*PLACE) == ()
