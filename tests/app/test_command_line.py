import pytest

from awsobs.app.command_line import Command, exact, matches, nearest

NAMES = ("alarms", "logs", "metrics", "window", "alarm checkout-5xx-rate", "global events", "q")


def command(name: str) -> Command:
    return Command(name=name, what="", kind="console", ready=lambda _: lambda: None)


COMMANDS = [command(name) for name in NAMES]


def test_nothing_typed_offers_everything() -> None:
    assert [match.command.name for match in matches(COMMANDS, " ")] == list(NAMES)


def test_names_that_begin_so_come_first_then_those_that_contain_it() -> None:
    found = [match.command.name for match in matches(COMMANDS, "al")]
    assert found[:3] == ["alarms", "alarm checkout-5xx-rate", "global events"]


def test_the_letters_that_match_are_told() -> None:
    match = next(m for m in matches(COMMANDS, "al") if m.command.name == "global events")
    assert match.letters == (4, 5)


def test_a_command_is_known_with_its_arguments() -> None:
    known = exact(COMMANDS, "window 1h 30m")
    assert known is not None
    assert (known[0].name, known[1]) == ("window", "1h 30m")
    assert exact(COMMANDS, "windowed") is None


@pytest.mark.parametrize(("typed", "near"), [("alrams", "alarms"), ("lgos", "logs"), ("xyzzy", "")])
def test_the_nearest_name_is_suggested(typed: str, near: str) -> None:
    assert nearest(COMMANDS, typed) == near
