"""`awsobs patterns` sorts the lines of files and groups, and says what is new among them."""

import gzip
import io
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from awsobs import cli
from awsobs.domain.exit_status import ExitStatus

Ask = Callable[..., Awaitable[Any]]
OLD = [f"2031-01-02T03:04:{n % 60:02}Z INFO order {n} accepted in {n} ms" for n in range(40)]
ERRORS = [f"2031-01-02T04:00:{n:02}Z ERROR timeout after {n} ms POST /charge" for n in range(3)]


class Told(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str

    @property
    def whole(self) -> Any:
        return json.loads(self.out)

    @property
    def patterns(self) -> list[Any]:
        return self.whole["patterns"]


Run = Callable[..., Told]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `awsobs patterns`, with something on standard input if need be."""

    def ran(*arguments: object, stdin: bytes = b"") -> Told:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = cli.run(["patterns", "--no-config", *map(str, arguments)])
        told = capsys.readouterr()
        return Told(status, told.out, told.err)

    return ran


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.write_text("\n".join([*OLD, *ERRORS]) + "\n")
    return path


def test_the_second_half_of_a_file_is_told_against_the_first(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "old.log"
    usual = [f"2031-01-02T03:{n:02}:00Z INFO order {n} accepted in {n} ms" for n in range(60)]
    stack = "Traceback (most recent call last):\n  File 'x'\nValueError: no price"
    wrong = [f"2031-01-02T03:{n:02}:30Z ERROR {stack} {n}" for n in range(45, 60)]
    path.write_text("\n".join(sorted([*usual, *wrong])) + "\n")
    told = run(path, "--json", "--baseline", "half")
    assert [(one["change"], one["count"], one["before"]) for one in told.patterns] == [
        ("new", 15, 0),
        ("same", 30, 30),
    ]
    assert (told.whole["baseline"], told.whole["baseline_lines"]) == ("half", 30)


def test_halves_need_files_that_tell_times(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "timeless.log"
    path.write_text("once\n")
    for subject, why in (("-", "standard input is read only once"), (path, "no line tells its")):
        told = run(subject, "--baseline", "half")
        assert (told.status, told.out) == (ExitStatus.USAGE, "")
        assert why in told.err


def test_a_file_is_answered_as_one_object(run: Run, file: Path) -> None:
    told = run(file, "--json")
    orders, errors = told.patterns
    assert (told.status, told.whole["schema"], told.whole["lines"]) == (ExitStatus.OK, 1, 43)
    assert set(errors) == {"id", "template", "count", "first", "last", "level"}
    assert orders["template"] == "order <n> accepted in <n> ms"
    assert (orders["count"], orders["level"]) == (40, "INFO")
    assert errors["template"] == "timeout after <n> ms POST /charge"
    assert (errors["count"], errors["level"]) == (3, "ERROR")
    assert (errors["first"], errors["last"]) == ("2031-01-02T04:00:00Z", "2031-01-02T04:00:02Z")


def test_every_line_has_its_id_in_the_order_of_the_file(run: Run, file: Path) -> None:
    orders, errors = (pattern["id"] for pattern in run(file, "--json").patterns)
    told = run(file, "--per-line")
    assert told.out.splitlines() == [orders] * 40 + [errors] * 3


def test_blank_lines_and_broken_bytes_are_lines_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.log"
    path.write_bytes(b"\n\xff\xfe\x00\nlast\r\n\n" + b"x" * 3_000_000 + b"\nno end")
    told = run(path, "--per-line")
    assert len(told.out.splitlines()) == 6
    assert run(path, "--json").whole["lines"] == 6


def test_standard_input_and_packed_files_are_read_alike(run: Run, file: Path) -> None:
    packed = file.with_suffix(".gz")
    packed.write_bytes(gzip.compress(file.read_bytes()))
    plain = run(file, "--json").whole
    assert run(packed, "--json").whole == plain
    assert run("-", "--json", stdin=file.read_bytes()).whole == plain
    assert run("--json", "--from-files", file).whole == plain


def test_half_of_a_packed_file_is_said(run: Run, file: Path) -> None:
    packed = file.with_suffix(".gz")
    packed.write_bytes(gzip.compress(file.read_bytes())[:-20])
    told = run(packed, "--json")
    assert told.status == ExitStatus.USAGE
    assert "no whole gzip file" in told.err


def test_what_is_new_against_another_file_comes_first(run: Run, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "before.log"
    other.write_text("\n".join([*OLD, *["INFO cache warmed"] * 40]))
    told = run(file, "--json", "--baseline", other)
    changes = [(one["change"], one["count"], one["before"]) for one in told.patterns]
    assert changes == [("new", 3, 0), ("gone", 0, 40), ("same", 40, 40)]
    assert told.whole["baseline_lines"] == 80
    text = run(file, "--text", "--baseline", other)
    assert text.out.startswith("NEW ")
    assert "1 new, 0 surged, 1 gone against 80 lines before" in text.err


def test_the_table_says_levels_and_is_cut_where_asked(run: Run, file: Path) -> None:
    told = run(file, "--text", "--width", "40")
    assert told.out.splitlines()[1].split()[:4] == ["3", "ERR", "timeout", "after"]
    assert all(len(line) <= 40 for line in told.out.splitlines())


def test_a_filter_chooses_lines(run: Run, file: Path) -> None:
    assert run(file, "--json", "--filter", "level:ERROR").whole["lines"] == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("file:/not/there",), "/not/there: No such file"),
        (("/",), "/: Is a directory"),
        (("group:/a", "file:/b"), "/a is a log group, /b a file; give one kind"),
        (("-", "--filter", "("), "filter"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[str, ...], words: str) -> None:
    told = run(*arguments, "--json")
    assert told.status == ExitStatus.USAGE
    assert words in told.err
    assert not told.out


async def test_groups_are_read_over_their_window(ask: Ask) -> None:
    told = await ask("patterns", "/shop/*", "--json")
    (whole,) = told.objects
    counts = {one["template"]: (one["count"], one["level"]) for one in whole["patterns"]}
    assert (told.status, whole["lines"]) == (ExitStatus.OK, 6)
    assert counts["ok é"] == (2, "INFO")
    assert all(one["first"].endswith("Z") for one in whole["patterns"])


async def test_groups_are_compared_with_the_stretch_before_the_window(ask: Ask, shop: Any) -> None:
    at = int(shop.at.timestamp() * 1000) - 20 * 60_000
    place = {"logGroupName": "/shop/pay", "logStreamName": "s"}
    shop.put("logs:PutLogEvents", **place, logEvents=[{"timestamp": at, "message": "INFO ok é"}])
    told = await ask("patterns", "/shop/*", "--json", "--window", "10m", "--baseline", "30m")
    (whole,) = told.objects
    changes = {one["template"]: one["change"] for one in whole["patterns"]}
    assert (whole["lines"], whole["baseline_lines"]) == (6, 1)
    assert changes["ok é"] == "same"
    assert [one["change"] for one in whole["patterns"]] == ["new", "new", "same"]


async def test_a_group_that_is_not_there_is_no_traceback(ask: Ask) -> None:
    told = await ask("patterns", "group:/nowhere", "--json")
    assert told.objects[0]["lines"] == 0
    assert "Traceback" not in told.err


async def test_a_width_that_is_none_is_refused(ask: Ask) -> None:
    told = await ask("patterns", "/shop/*", "--baseline", "soon")
    assert told.status == ExitStatus.USAGE
    assert "--baseline: soon is no stretch of time" in told.err


def test_stacks_are_one_pattern_of_what_was_raised(run: Run, tmp_path: Path) -> None:
    stack = 'Traceback (most recent call last):\n  File "a.py", line {0}, in f\nKeyError: {0}\n'
    path = tmp_path / "stacks.log"
    path.write_text("".join("ERROR no order\n" + stack.format(n) for n in (1, 22)) + "INFO ok\n")
    found = json.loads(run(str(path), "--json").out)
    assert [(one["count"], one["level"]) for one in found["patterns"]] == [
        (2, "ERROR"),
        (1, "INFO"),
    ]
    assert "KeyError" in found["patterns"][0]["template"]
    assert "File" not in found["patterns"][0]["template"]
    assert found["lines"] == 3
