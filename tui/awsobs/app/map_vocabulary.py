"""The commands about the map."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from awsobs.app.command_line import Afterwards, Command, CommandError, plain
from awsobs.app.map_desk import FORMATS, MapDesk
from awsobs.app.new_files import check_free
from awsobs.app.trace_group_choice import expression_of
from awsobs.domain.safe_text import safe_text
from awsobs.languages.linear_regex import RegexError, searcher
from awsobs.languages.xray_filter import parsed
from awsobs.present.map_scope import FARTHEST, NEAREST


def map_commands(desk: MapDesk, keys: Callable[..., str]) -> list[Command]:
    """What `:` and the palette offer about the map."""
    return [
        Command(
            name="hide",
            what="nodes left out of the map; alone shows all",
            kind="map",
            usage="[EXPRESSION]",
            ready=partial(_hide, desk),
        ),
        Command(
            name="near",
            what="what a node calls and who calls it",
            kind="map",
            usage=f"[NODE] [1-{FARTHEST}]",
            key=keys("f", "map.near"),
            ready=partial(_near, desk),
        ),
        Command(
            name="xray",
            what="map of traces that X-Ray finds",
            kind="map",
            usage="[EXPRESSION]",
            ready=partial(_xray, desk),
        ),
        Command(
            name="group",
            what="map of one of X-Ray's groups",
            kind="map",
            usage="[NAME]",
            ready=partial(_group, desk),
        ),
        Command(
            name="xinsights",
            what="X-Ray's insights, groups, sampling",
            kind="map",
            key=keys("i", "map.xray"),
            ready=plain(desk.open_xray),
        ),
        Command(
            name="roots",
            what="who fails by itself, and who suffers",
            kind="map",
            key=keys("b", "map.roots"),
            ready=plain(desk.open_roots),
        ),
        Command(
            name="diff",
            what="the map against the time before",
            kind="map",
            key=keys("d", "map.changes"),
            ready=plain(desk.open_changes),
        ),
        Command(
            name="export",
            what="the map into a file",
            kind="map",
            usage=f"[{'|'.join(FORMATS)}] [FILE]",
            key=keys("x", "map.export"),
            ready=partial(_export, desk),
        ),
    ]


def _hide(desk: MapDesk, text: str) -> Afterwards:
    try:
        searcher(f"(?i){text}")
    except RegexError as error:
        raise CommandError(str(error)) from error
    return partial(desk.hide, text)


def _xray(desk: MapDesk, text: str) -> Afterwards:
    """Tried at once, so that what is wrong stands under what was typed."""
    try:
        if text:
            parsed(text)
    except ValueError as error:
        raise CommandError(str(error)) from error
    return partial(desk.show_traces, text)


def _group(desk: MapDesk, name: str) -> Afterwards:
    """Without a name the groups are listed."""
    if not name:
        return desk.open_groups
    try:
        return partial(desk.show_traces, expression_of(name))
    except ValueError as error:
        raise CommandError(safe_text(str(error))) from error


def _near(desk: MapDesk, text: str) -> Afterwards:
    name, _, hops = text.rpartition(" ")
    if not hops.isdigit():
        name, hops = text, str(NEAREST)
    elif not name:
        name, hops = hops, str(NEAREST)
    if not NEAREST <= int(hops) <= FARTHEST:
        raise CommandError(f"{NEAREST} to {FARTHEST} steps, not {hops}")
    return partial(desk.near, name.strip(), int(hops))


def _export(desk: MapDesk, text: str) -> Afterwards:
    word, _, path = text.strip().partition(" ")
    name = text.strip() if word not in FORMATS else path.strip()
    kind = word if word in FORMATS else Path(name).suffix.removeprefix(".") or FORMATS[0]
    if kind not in FORMATS:
        raise CommandError(f"no format {safe_text(kind)}; there are {', '.join(FORMATS)}")
    if name:
        check_free(name)
    return partial(desk.export, kind, name)
