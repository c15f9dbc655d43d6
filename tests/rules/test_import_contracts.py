"""Each import contract of pyproject.toml catches a violation that is planted for it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

VIOLATIONS = {
    "Rooms import downwards only": ("tui/awsobs/domain/planted.py", "import awsobs.store.memory"),
    "Inside the app too": ("tui/awsobs/app/panes/planted.py", "import awsobs.app.console"),
    "Widgets know nothing of AWS or of the application": (
        "widgets/awsobs_widgets/planted.py",
        "import awsobs.domain.logs",
    ),
    "Only the app draws": ("tui/awsobs/present/planted.py", "import textual"),
    "Only sources, the daemon and local AWS know boto": (
        "tui/awsobs/collecting/planted.py",
        "import botocore",
    ),
}


def linted(tree: Path) -> "subprocess.CompletedProcess[str]":
    program = (
        "import sys; sys.path[:0] = ['tui', 'widgets']; "
        "from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("tui", "widgets"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.timeout(120)
@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(contract: str, tree: Path) -> None:
    path, statement = VIOLATIONS[contract]
    (tree / path).write_text(f'"""Planted."""\n\n{statement}\n')
    result = linted(tree)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contract} BROKEN" in result.stdout


@pytest.mark.timeout(120)
def test_a_new_room_must_be_placed(tree: Path) -> None:
    room = tree / "tui/awsobs/attic"
    room.mkdir()
    (room / "__init__.py").write_text('"""Planted."""\n')
    result = linted(tree)
    assert result.returncode == 1
    assert "attic" in result.stdout


@pytest.mark.timeout(120)
def test_the_code_keeps_its_contracts(tree: Path) -> None:
    result = linted(tree)
    assert result.returncode == 0, result.stdout
