"""The user's keys: what can be asked for, what is refused, and that screen and help follow."""

import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from textual.binding import Binding
from textual.pilot import Pilot

import awsobs.app
import awsobs_widgets
from awsobs.app.console import Console
from awsobs.app.keymap import CHAINS, with_keymap
from awsobs.app.keys import own_bindings
from awsobs.app.typed_keys import typed_key
from awsobs.domain.clock import FrozenClock
from awsobs.settings import Settings, SettingsError
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]


def classes_with_bindings() -> Iterator[type]:
    for package in (awsobs.app, awsobs_widgets):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            for kind in vars(module).values():
                is_ours = isinstance(kind, type) and kind.__module__ == module.__name__
                if is_ours and "BINDINGS" in vars(kind):
                    yield kind


def test_every_binding_has_an_id_and_an_id_means_one_action() -> None:
    actions: dict[str, set[tuple[str, str, str]]] = {}
    for kind in classes_with_bindings():
        for binding in vars(kind)["BINDINGS"]:
            assert isinstance(binding, Binding), kind
            assert binding.id, f"{kind.__name__}: {binding.key} has no id"
            meaning = (binding.key, binding.action, binding.description)
            actions.setdefault(binding.id, set()).add(meaning)
    shared = {name: ways for name, ways in actions.items() if len(ways) > 1}
    assert not shared
    assert len(actions) > 40


def test_the_usual_keys_clash_nowhere() -> None:
    known = {
        binding.id or "": binding.key
        for chain in CHAINS
        for kind in chain
        for binding in own_bindings(kind)
    }
    assert with_keymap(Settings(keymap=known)).keymap == known


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("?", "question_mark"),
        ("é", "é"),
        ("G", "G"),
        ("^e", "ctrl+e"),
        ("Ctrl+E", "ctrl+e"),
        ("esc", "escape"),
        ("pgdn", "pagedown"),
        ("S-tab", "shift+tab"),
        ("shift+g", "G"),
        ("alt+x", "alt+x"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("F5", "f5"),
        ("question_mark", "question_mark"),
        (" x ", "x"),
        ("↑", "up"),
        ("+", "plus"),
    ],
)
def test_a_key_may_be_written_as_people_do(written: str, meant: str) -> None:
    assert typed_key(written) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("ctrl+i", "arrives as tab"),
        ("^m", "arrives as enter"),
        ("ctrl+h", "arrives as backspace"),
        ("ctrl+[", "arrives as escape"),
        ("ctrl+/", "arrives as ctrl"),
        ("ctrl+enter", "arrives as enter"),
        ("ctrl+shift+x", "arrives as ctrl"),
        ("shift+1", "arrives as another character"),
        ("ctl+x", "no key is called"),
        ("pageupp", "did you mean pageup"),
        ("xyzzy", "no key is called"),
        ("ctrl++", "no key is called"),
        ("a+", "no key is called"),
        ("f99", "no key is called"),
        ("", "needs a name"),
        ("\x1b", "needs a name"),
        ("<any>", "no key is called"),
    ],
)
def test_a_key_that_no_terminal_sends_is_refused_with_the_reason(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        typed_key(written)


def refused(keymap: dict[str, str]) -> str:
    origins = {f"keymap.{name}": f"config.toml:{line}" for line, name in enumerate(keymap, 2)}
    settings = Settings(keymap=keymap, config="/me/config.toml", origins=origins)
    with pytest.raises(SettingsError) as wrong:
        with_keymap(settings)
    return str(wrong.value).split("\n")[0]


@pytest.mark.fault("X3")
def test_an_action_that_there_is_not_is_told_with_the_nearest() -> None:
    assert refused({"move.zoom": "Z", "logs.nxt_error": "x"}) == (
        "/me/config.toml:3: there is no action logs.nxt_error; did you mean logs.next_error?"
    )
    assert ":info" in refused({"qqqqq": "x"})


@pytest.mark.fault("X3")
@pytest.mark.parametrize(
    ("keymap", "both"),
    [
        ({"logs.next_error": "n"}, ("logs.next_error", "find.next")),
        ({"pane.raw": "?"}, ("pane.raw", "console.keys")),
        ({"pane.raw": "t", "pane.copy": "t"}, ("pane.raw", "pane.copy")),
        ({"move.zoom": "ctrl+z"}, ("move.zoom", "console.suspend")),
        ({"help.close": ":"}, ("help.close", "find.command")),
        ({"tree.open": "q"}, ("tree.open", "console.quit")),
    ],
)
def test_two_actions_on_one_key_are_both_named(
    keymap: dict[str, str], both: tuple[str, str]
) -> None:
    words = refused(keymap)
    assert all(name in words for name in both)
    assert words.startswith("/me/config.toml:")


@pytest.mark.parametrize(
    "keymap",
    [
        {"logs.next_error": "n", "find.next": "e"},
        {"move.back": "ctrl+g", "filter.cancel": "ctrl+g", "page.back": "ctrl+g"},
        {"logs.next_error": "f3", "tree.open": "f3"},
        {"find.filter": "ctrl+f,/"},
        {"pane.raw": ","},
    ],
)
def test_keys_that_never_meet_may_be_the_same(keymap: dict[str, str]) -> None:
    assert with_keymap(Settings(keymap=keymap)).keymap.keys() == keymap.keys()


@pytest.mark.parametrize("name", ["filter.cancel", "command.next", "console.quit_at_once"])
def test_what_acts_while_the_user_types_cannot_be_on_a_letter(name: str) -> None:
    assert "while you type" in refused({name: "x"})


KEYMAP = {"move.zoom": "f6", "logs.next_error": "n", "find.next": "ctrl+n", "console.quit": "Q"}


@pytest.fixture
def own_keys(memory: Memory, clock: FrozenClock) -> Console:
    return Console(with_keymap(Settings(keymap=KEYMAP)), memory, clock)


async def test_the_users_keys_act_and_the_usual_ones_do_not(own_keys: Console) -> None:
    async with own_keys.run_test(size=(120, 40)) as pilot:
        await pilot.press("z")
        assert own_keys.get_default_screen().zoomed is None
        await pilot.press("f6")
        assert own_keys.get_default_screen().zoomed == "alarms"
        await pilot.press("q")
        assert own_keys.is_running
        await pilot.press("Q")
    assert own_keys.return_code == 0


async def test_footer_and_help_name_the_users_keys(own_keys: Console, screen: Screen) -> None:
    async with own_keys.run_test(size=(120, 40)) as pilot:
        await pilot.press("1")
        await pilot.pause()
        assert "F6 zoom" in screen(own_keys).splitlines()[-1]
        await pilot.press("question_mark")
        await pilot.pause()
        shown = screen(own_keys)
    assert "n E  next, previous error" in shown
    assert "^n N  next, previous match" in shown
    assert "Q ^q  quit" in shown


async def test_the_chains_name_all_that_can_listen_at_one_moment(console: Console) -> None:
    known = [{binding.id for kind in chain for binding in own_bindings(kind)} for chain in CHAINS]

    async def listening(pilot: Pilot[None], *keys: str) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        ids = {active.binding.id for active in console.screen.active_bindings.values()} - {None}
        assert len(ids) > 3
        assert any(ids <= chain for chain in known), (keys, ids)

    async with console.run_test(size=(120, 40)) as pilot:
        for pane in "12345":
            await listening(pilot, pane)
            await listening(pilot, "slash")
            await listening(pilot, "escape")
        for opened in ("question_mark", "colon", "exclamation_mark"):
            await listening(pilot, opened)
            await pilot.press("escape")
        await pilot.press("3", "v")
        await listening(pilot)


async def test_pages_and_the_palette_name_the_users_keys_too(
    memory: Memory, clock: FrozenClock, screen: Screen
) -> None:
    keymap = {
        "page.back": "b",
        "overlay.close": "f9",
        "command.complete": "ctrl+t",
        "filter.cancel": "ctrl+g",
        "move.logs": "f7",
        "time.wider": "ctrl+y",
    }
    console = Console(with_keymap(Settings(keymap=keymap)), memory, clock)
    async with console.run_test(size=(120, 40)) as pilot:

        async def shown(*keys: str) -> list[str]:
            await pilot.press(*keys)
            await pilot.pause()
            await pilot.pause()
            return screen(console).splitlines()

        assert "b back" in (await shown("v"))[-1]
        palette = "\n".join(await shown("b", "colon"))
        assert "^t complete" in palette
        assert "F9 close" in palette
        assert re.search(r"logs .* pane +F7", palette)
        assert re.search(r"window .* time +\{ \^y", palette)
        assert any("F9 close" in row for row in await shown("f9", "question_mark"))
        assert "^g give up" in (await shown("f9", "slash"))[-1]
