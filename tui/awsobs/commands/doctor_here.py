"""What `awsobs doctor` looks at on this machine: the file of settings and the terminal."""

from collections.abc import Iterator, Mapping

from awsobs.domain.checkup import Check, Verdict
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import safe_text
from awsobs.present.palettes import colour_system
from awsobs.settings import Settings, SettingsError
from awsobs.settings.environment import encoding_of, plain_terminal
from awsobs.settings.machine import multiplexer, terminal_size

_ROOM = (80, 24)
_LEAST_ROOM = (40, 10)
_SETTINGS = "settings"
_TERMINAL = "terminal"


def settings_check(settings: Settings, error: SettingsError | None) -> Check:
    """How the file of settings is, if there is one."""
    if error is not None:
        what, _, fix = safe_text(str(error).replace("\n", " | ")).partition(" | ")
        return Check(
            part=_SETTINGS,
            verdict=Verdict.WRONG,
            what=what,
            fix=fix or "the rest of this was looked at without it",
            status=ExitStatus.USAGE,
        )
    what = safe_text(settings.config) if settings.config else "no file of settings, defaults hold"
    return Check(part=_SETTINGS, verdict=Verdict.FINE, what=what)


def terminal_checks(settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    """Whether the console can open here, and how well it can draw."""
    problems = list(_terminal_problems(settings, environ))
    if not problems:
        yield Check(
            part=_TERMINAL,
            verdict=Verdict.FINE,
            what=_terminal_words(settings, environ),
            facts=_facts(settings, environ),
        )
    for what, fix in problems:
        facts = _facts(settings, environ)
        yield Check(part=_TERMINAL, verdict=Verdict.WARNING, what=what, fix=fix, facts=facts)


def _terminal_problems(settings: Settings, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    name = safe_text(environ.get("TERM", ""))
    inside = multiplexer(environ)
    if name in ("", "dumb"):
        words = "TERM is dumb" if name else "TERM is not set"
        yield f"{words}, so the console cannot open", "export TERM=xterm-256color"
    elif inside and colour_system(environ) == "standard" and name.startswith("screen"):
        fix = (
            'set -g default-terminal "tmux-256color"'
            if inside == "tmux"
            else "term screen-256color"
        )
        file = "~/.tmux.conf" if inside == "tmux" else "~/.screenrc"
        yield f"TERM={name} inside {inside} means 16 colours", f"put into {file}: {fix}"
    if (size := terminal_size()) is not None and (size[0] < _ROOM[0] or size[1] < _ROOM[1]):
        shown = f"{size[0]}x{size[1]}"
        if size[0] < _LEAST_ROOM[0] or size[1] < _LEAST_ROOM[1]:
            yield f"{shown} has room for one line only", "make it 80x24 or larger"
        else:
            yield f"{shown} shows one pane at a time", "make it 80x24 or larger"
    if settings.ascii and (why := plain_terminal(environ)):
        yield f"{why}={safe_text(environ.get(why, ''))} means ASCII signs", "export LANG=C.UTF-8"


def _terminal_words(settings: Settings, environ: Mapping[str, str]) -> str:
    told = _facts(settings, environ)
    words = [f"TERM={told['term']}", f"{told['colours']} colours"]
    for name in ("size", "encoding"):
        words += [str(told[name])] if told[name] else []
    words += [f"inside {told['inside']}"] if told["inside"] else []
    words += ["mouse on" if told["mouse"] else "mouse off"]
    return ", ".join([*words, "rows scrolled" if told["scroll_region"] else "no scroll region"])


def _facts(settings: Settings, environ: Mapping[str, str]) -> Mapping[str, object]:
    size = terminal_size()
    colours = {"standard": "16", "truecolor": "16 million"}
    system = colour_system(environ)
    return {
        "term": safe_text(environ.get("TERM", "")),
        "colours": "no" if settings.no_color else colours.get(system, system),
        "size": f"{size[0]}x{size[1]}" if size else None,
        "encoding": safe_text(encoding_of(environ)[0]) or None,
        "inside": multiplexer(environ) or None,
        "mouse": settings.mouse,
        "scroll_region": settings.scroll_region,
    }
