import pytest

from awsobs_widgets import Guard


def test_a_bug_is_caught_and_remembered_with_its_traceback() -> None:
    guard = Guard("logs")
    with guard.watching("making its view"):
        raise ValueError("broken")
    assert guard.crash is not None
    assert guard.crash.doing == "making its view"
    assert guard.crash.error == "ValueError: broken"
    assert "test_guard.py" in guard.crash.trace


def test_only_bugs_are_caught() -> None:
    with pytest.raises(KeyboardInterrupt), Guard("logs").watching("waiting"):
        raise KeyboardInterrupt
