"""Switching profile and region: what is offered, what is refused, and what is left of before."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from awsobs.app.command_line import Command, CommandError
from awsobs.app.console import Console
from awsobs.app.contexts import Contexts, Menu
from awsobs.app.screens.command import CommandScreen
from awsobs.domain.clock import FrozenClock
from awsobs.domain.context import Context
from awsobs.settings import Settings
from awsobs.store.memory import Memory
from awsobs_widgets import ItemList

Text = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]

HERE = Context(account="123456789012", region="us-east-1", profile="ops")
CONFIG = """
[default]
region = us-west-2
[profile ops]
region = eu-west-1
[profile dev]
role_arn = arn:aws:iam::210987654321:role/dev
[profile "two words"]
sso_account_id = 333344445555
[sso-session corp]
sso_region = eu-west-1
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "config").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "credentials").write_text("[keys]\naws_access_key_id = A\n", encoding="utf-8")
    return {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }


@pytest.fixture
def shown() -> list[Context]:
    return []


@pytest.fixture
def contexts(files: dict[str, str], shown: list[Context]) -> Contexts:
    settings = Settings(profile="ops", aliases={"333344445555": "sandbox"})
    return Contexts(settings, files, shown.append)


def told(commands: tuple[Command, ...]) -> dict[str, str]:
    return {command.name: command.what for command in commands}


def test_profiles_come_from_both_files_the_present_one_first(contexts: Contexts) -> None:
    assert told(contexts.menu(HERE).profiles) == {
        "ops": "eu-west-1 · 1234…9012 · here",
        "default": "us-west-2",
        "dev": "us-east-1 · 2109…4321",
        "keys": "us-east-1",
        "two words": "us-east-1 · sandbox",
    }


def test_regions_begin_where_we_are_and_have_been(contexts: Contexts) -> None:
    contexts.menu(HERE)
    names = [c.name for c in contexts.menu(Context(region="ap-south-1", profile="ops")).regions]
    assert names[:3] == ["ap-south-1", "us-east-1", "us-west-2"]
    assert len(names) == len(set(names)) >= 38


def test_a_profile_brings_its_region_or_keeps_the_present_one(
    contexts: Contexts, shown: list[Context]
) -> None:
    menu = contexts.menu(HERE)
    for name in ("default", "dev"):
        menu.profile(name)()
    assert shown == [
        Context(profile="default", region="us-west-2"),
        Context(profile="dev", region="us-east-1"),
    ]


def test_a_region_keeps_the_profile_and_forgets_the_account(
    contexts: Contexts, shown: list[Context]
) -> None:
    contexts.menu(HERE).region("eu-north-1")()
    assert shown == [Context(profile="ops", region="eu-north-1")]


@pytest.mark.parametrize(
    ("pick", "name", "words"),
    [
        (Menu.profile, "opps", "no profile opps · did you mean ops?"),
        (Menu.profile, "zzzz", "no profile zzzz · @ shows the profiles that there are"),
        (Menu.region, "eu-wst-1", "no region eu-wst-1 · did you mean eu-west-1?"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(
    contexts: Contexts, pick: Callable[[Menu, str], object], name: str, words: str
) -> None:
    with pytest.raises(CommandError, match=words.replace("?", r"\?")):
        pick(contexts.menu(HERE), name)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(mode="demo"), "the demo has no profiles; only the region can be switched"),
        (
            Settings(endpoint_url="http://127.0.0.1:1"),
            "with an endpoint of its own only the region can be switched",
        ),
    ],
)
def test_an_aws_of_its_own_has_regions_alone(
    files: dict[str, str], shown: list[Context], settings: Settings, words: str
) -> None:
    menu = Contexts(settings, files, shown.append).menu(HERE)
    assert (menu.profiles, menu.note) == ((), words)
    menu.region("eu-west-1")()
    assert shown
    with pytest.raises(CommandError, match=words):
        menu.profile("ops")


def test_a_file_that_does_not_parse_is_told_and_the_regions_stay(
    files: dict[str, str], contexts: Contexts
) -> None:
    Path(files["AWS_CONFIG_FILE"]).write_text("region = nowhere", encoding="utf-8")
    menu = contexts.menu(HERE)
    assert "line 1 stands in no [section]" in menu.note
    assert menu.profiles == ()
    assert menu.regions


@pytest.mark.parametrize(("keys", "name"), [("", "default"), ("AKIA", "environment")])
def test_one_can_come_back_to_no_profile(
    files: dict[str, str], shown: list[Context], keys: str, name: str
) -> None:
    contexts = Contexts(Settings(), {**files, "AWS_ACCESS_KEY_ID": keys}, shown.append)
    first, *_ = contexts.menu(Context(region="us-east-1")).profiles
    assert (first.name, "here" in first.what) == (name, True)
    contexts.menu(HERE).profile(name)()
    assert shown[0].profile == ("" if keys else "default")


def test_hostile_names_are_made_safe(files: dict[str, str], contexts: Contexts) -> None:
    Path(files["AWS_CONFIG_FILE"]).write_text(
        '[profile "\x1b]52;c;RVZJTA==\x07evil\u202e"]\nregion = \x1b[31mred\n', encoding="utf-8"
    )
    menu = contexts.menu(HERE)
    words = " ".join(c.name + c.what for c in (*menu.profiles, *menu.regions))
    assert "evil" in words
    assert words.isprintable()


# --- on the screen --------------------------------------------------------------------------


async def typed(pilot: Pilot[None], settled: Settled, *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


async def test_at_switches_and_nothing_of_before_is_left(
    memory: Memory, clock: FrozenClock, screen: Text, settled: Settled, collecting: Any
) -> None:
    collector = collecting()
    console = Console(Settings(mode="demo"), memory, clock, lambda: collector)
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await typed(pilot, settled, "1", "up", "slash", *"order", "enter", "v")
        assert "order=" in screen(console)
        await typed(pilot, settled, "at", *"eu-west-3")
        assert "eu-west-3" in screen(console)
        await typed(pilot, settled, "enter")
        assert isinstance(console.screen, type(console.get_default_screen()))
        text = screen(console)
        assert "eu-west-3" in text.splitlines()[0]
        for old in ("order=", "checkout-5xx-rate", "ci-deploy", "us-east-1", "1234…9012"):
            assert old not in text
        for loading in ("listing alarms…", "connecting to AWS…", "series…", "traces…"):
            assert loading in text
        cockpit = console.get_default_screen()
        assert cockpit.focused_pane.NAME == "logs"
        assert cockpit.pane("logs").filter_text == "order"
        visit = collector.visits[-1]
        assert (visit.epoch, visit.context.region) == (1, "eu-west-3")


async def test_the_present_region_is_no_switch(console: Console, settled: Settled) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await typed(pilot, settled, "colon", *"region", "space", *"us-east-1", "enter")
        assert console.scene.memory.visit.epoch == 0
        assert len(console.scene.memory.logs)


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("region eu-wst-1", "✖ no region eu-wst-1 · did you mean eu-west-1?"),
        ("ctx opps", "✖ no profile opps"),
    ],
)
async def test_an_unknown_one_is_told_in_place_and_nothing_changes(
    console: Console, screen: Text, settled: Settled, command: str, wrong: str
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        keys = ["space" if letter == " " else letter for letter in command]
        await typed(pilot, settled, "colon", *keys, "enter")
        assert wrong in screen(console)
        assert isinstance(console.screen, CommandScreen)
        assert console.scene.memory.visit.epoch == 0


async def test_tab_completes_what_may_follow(console: Console, settled: Settled) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await typed(pilot, settled, "colon", *"reg", "tab", *"mx", "tab", "enter")
        assert console.scene.memory.visit.context.region == "mx-central-1"
        await typed(pilot, settled, "colon", *"region", "space", *"ap-southeast7", "tab", "enter")
        assert console.scene.memory.visit.context.region == "ap-southeast-7"


async def test_both_words_alone_open_the_list(
    console: Console, screen: Text, settled: Settled
) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        for word in ("ctx", "region"):
            await typed(pilot, settled, "colon", *word, "enter")
            assert "enter switch" in screen(console)
            items = console.screen.query_one(ItemList)
            assert len(items) >= 38
            await typed(pilot, settled, "escape")


async def test_help_and_the_palette_name_the_switch(
    console: Console, screen: Text, settled: Settled
) -> None:
    async with console.run_test(size=(120, 60)) as pilot:
        await typed(pilot, settled, "question_mark")
        assert "@  profile, region" in screen(console)
        await typed(pilot, settled, "escape", "ctrl+p", *"ctx")
        assert "another profile" in screen(console)


async def test_the_demo_says_that_it_has_no_profiles(
    memory: Memory, clock: FrozenClock, screen: Text, settled: Settled
) -> None:
    console = Console(Settings(mode="demo"), memory, clock)
    async with console.run_test(size=(120, 40)) as pilot:
        await typed(pilot, settled, "colon", *"ctx", "space", *"foo", "enter")
        assert "✖ the demo has no profiles; only the region can be switched" in screen(console)
        await typed(pilot, settled, "escape", "at")
        assert "38 of 38" in screen(console)
