"""Many groups, few requests: whose turn it is."""

from itertools import pairwise

from awsobs.sources.log_rota import PATIENCE, Rota

BUSY = [f"busy{n}" for n in range(10)]
QUIET = [f"quiet{n}" for n in range(50)]


def played(rota: Rota, seconds: int) -> dict[str, list[float]]:
    """One reading a second; when each group was read."""
    readings: dict[str, list[float]] = {group: [] for group in (*QUIET, *BUSY)}
    for second in range(seconds):
        group = rota.order((*QUIET, *BUSY), float(second))[0]
        rota.read(group, float(second), has_news=group in BUSY)
        readings[group].append(float(second))
    return readings


def waits(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


def test_busy_groups_are_read_more_often_and_nobody_starves() -> None:
    readings = played(Rota(), 600)
    bound = PATIENCE * len(BUSY) + len(QUIET)
    assert max(wait for group in QUIET for wait in waits(readings[group])) <= bound * 1.15
    steady = [wait for group in BUSY for wait in waits(readings[group])[3:]]
    assert max(steady) <= bound / PATIENCE * 1.15
    assert min(len(times) for times in readings.values()) >= 600 // bound


def test_a_group_that_is_new_comes_first() -> None:
    rota = Rota()
    rota.read("old", 0.0, has_news=True)
    assert rota.order(["old", "new"], 100.0) == ["new", "old"]


def test_how_often_each_is_read_is_told_where_it_is_seldom() -> None:
    rota, groups = Rota(), [f"g{n}" for n in range(12)]
    assert rota.words(groups, 0.0) == "12 groups"
    for turn in range(3):
        for group in groups:
            rota.read(group, turn * 6.0, has_news=True)
    assert rota.words(groups, 12.0) == "12 groups, each every 6 s"
    assert rota.words(["g0"], 42.0) == "1 group"


def test_busy_and_quiet_groups_are_told_apart() -> None:
    rota = Rota()
    played(rota, 600)
    words = rota.words((*QUIET, *BUSY), 600.0)
    assert words.startswith("60 groups, busy ones every ")
    assert ", each within " in words
