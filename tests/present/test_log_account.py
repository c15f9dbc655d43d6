import re
from dataclasses import replace

import pytest

from awsobs.domain.accounting import Counts
from awsobs.domain.lags import lags_of
from awsobs.present.log_account import account_row
from awsobs.present.rows import Row, text_of, width_of

COUNTS = Counts(
    received=381_204,
    kept=381_000,
    duplicate=72,
    malformed=30,
    lost={"too large": 102},
    late=31,
    lags=lags_of([400] * 90 + [2_000] * 10),
)


def numbers(row: Row) -> list[int]:
    found = re.search(r"in .* lost [\d,]+", text_of(row))
    assert found
    return [int(text.replace(",", "")) for text in re.findall(r"[\d,]+", found[0])]


def test_the_parts_are_the_sum_whatever_is_hidden_or_was_let_go() -> None:
    for hidden, let_go in ((0, 0), (377_012, 0), (377_012, 1_000)):
        first, *rest = numbers(account_row(COUNTS, 160, hidden=hidden, let_go=let_go))
        assert first == sum(rest) == 381_204


def test_what_was_lost_stands_out_and_nothing_lost_is_well() -> None:
    assert ("102", "background bold on fault") in account_row(COUNTS, 160)
    assert ("0", "ok") in account_row(Counts(received=1, kept=1), 160)


def test_beside_the_sum_stands_how_late_lines_came() -> None:
    text = text_of(account_row(COUNTS, 160))
    assert "late 31" in text
    assert re.search(r"came after 0\.\d s–\d\.\d s", text)
    assert "sampled" not in text


def test_a_row_that_has_room_says_since_when_it_counts() -> None:
    assert text_of(account_row(COUNTS, 160)).startswith(" since start  in 381,204  =  shown")
    assert text_of(account_row(COUNTS, 110)).startswith(" since start  in 381,132 = shown")


def test_a_narrow_row_keeps_the_sum() -> None:
    for width, hidden in ((100, 0), (100, 4_120), (80, 0)):
        row = account_row(COUNTS, width, hidden=hidden)
        assert width_of(row) == width
        first, *rest = numbers(row)
        assert first == sum(rest)
        assert "…" not in text_of(row)


@pytest.mark.parametrize("scale", [1, 1_000, 100_000])
def test_at_eighty_cells_lost_gaps_and_lag_are_all_there(scale: int) -> None:
    counts = replace(COUNTS, kept=COUNTS.kept * scale, gaps=((1, 2), (5, 6)))
    text = text_of(account_row(counts, 80, hidden=40_000, let_go=1_000))
    assert "lost 102" in text
    assert "gaps 2" in text
    assert "lag 0." in text


def test_lines_that_were_read_again_are_no_fault() -> None:
    counts = Counts(received=500, kept=100, duplicate=400)
    assert "re-read 400" in text_of(account_row(counts, 160))
    assert numbers(account_row(counts, 60)) == [100, 100, 0]
