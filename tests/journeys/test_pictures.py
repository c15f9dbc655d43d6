"""The pictures in screenshots/ are what the demo draws, and each is drawn the same again."""

import subprocess
import sys
from pathlib import Path

import pytest

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
MAKE = (SCREENSHOTS / "make.sh").read_text(encoding="utf-8")


def drawn(folder: Path, size: str, at: str, keys: str) -> Path:
    file = folder / "picture.svg"
    options = ["--seed", "1", "--svg", str(file), "--size", size, "--at", at, "--keys", keys]
    result = subprocess.run(
        [sys.executable, "-m", "awsobs", "demo", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return file


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", ["cockpit-120x40", "map-120x40"])
def test_a_picture_is_drawn_the_same_again(name: str, tmp_path: Path) -> None:
    line = next(row for row in MAKE.splitlines() if row.startswith(f"draw {name} "))
    _, _, size, at, keys = line.split(" ", 4)
    file = drawn(tmp_path, size, at, keys.strip('"'))
    text = file.with_suffix(".txt").read_text(encoding="utf-8")
    assert text == (SCREENSHOTS / f"{name}.txt").read_text(encoding="utf-8")
    assert file.read_bytes() == (SCREENSHOTS / f"{name}.svg").read_bytes()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--size", "12"], "no size such as 120x40"),
        (["--size", "0x4"], "outside 1x1"),
        (["--scenario", "nothing"], "checkout"),
    ],
)
def test_a_picture_of_nothing_is_refused(options: list[str], says: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "awsobs", "demo", "--svg", str(tmp_path / "x.svg"), *options]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr
