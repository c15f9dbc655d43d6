"""The user's keys for actions, checked before a screen opens: known ids, usable keys, no clash."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input

from awsobs.app.console import Console
from awsobs.app.keys import key_name, own_bindings
from awsobs.app.panes.alarms import AlarmsPane
from awsobs.app.panes.logs import LogsPane
from awsobs.app.panes.map import MapPane
from awsobs.app.panes.metrics import MetricsPane
from awsobs.app.panes.trail import TrailPane
from awsobs.app.screens.alarm import AlarmScreen
from awsobs.app.screens.cockpit import CockpitScreen
from awsobs.app.screens.command import CommandInput, CommandScreen
from awsobs.app.screens.context import ContextScreen
from awsobs.app.screens.dashboard import DashboardScreen
from awsobs.app.screens.dashboards import DashboardsScreen
from awsobs.app.screens.event_rules import EventRulesScreen
from awsobs.app.screens.events import EventsScreen
from awsobs.app.screens.groups import GroupInput, GroupScreen
from awsobs.app.screens.health import HealthScreen
from awsobs.app.screens.help import HelpList, HelpScreen
from awsobs.app.screens.insights import InsightsScreen, QueryInput
from awsobs.app.screens.map_changes import MapChangesScreen
from awsobs.app.screens.map_roots import MapRootsScreen
from awsobs.app.screens.metric_chart import ChartScreen
from awsobs.app.screens.metric_picker import MetricInput, MetricPicker
from awsobs.app.screens.metric_sets import SetsScreen
from awsobs.app.screens.overlay import Overlay
from awsobs.app.screens.patterns import PatternsScreen
from awsobs.app.screens.record import RecordScreen
from awsobs.app.screens.suspects import SuspectsScreen
from awsobs.app.screens.timeline import TimelineScreen
from awsobs.app.screens.trace import TraceScreen
from awsobs.app.screens.traces import TracesScreen
from awsobs.app.screens.trail_event import EventScreen
from awsobs.app.screens.trail_facets import FacetsScreen
from awsobs.app.screens.trail_findings import FindingsScreen
from awsobs.app.screens.trail_status import TrailStatusScreen
from awsobs.app.screens.xray import XrayScreen
from awsobs.app.typed_keys import typed_key, types
from awsobs.settings import Settings
from awsobs.settings.config_keys import nearest
from awsobs_widgets import ItemList, LineView, RecordTree
from awsobs_widgets.filter_bar import FilterInput

Chain = tuple[type[DOMNode], ...]
_COCKPIT: Chain = (CockpitScreen, Console)
_BODIES: tuple[Chain, ...] = (
    (LineView, LogsPane),
    (ItemList, MetricsPane),
    (ItemList, AlarmsPane),
    (ItemList, TrailPane),
    (ItemList, MapPane),
    (FilterInput, LogsPane),
    (FilterInput, MapPane),
)
CHAINS: tuple[Chain, ...] = (
    *(body + _COCKPIT for body in _BODIES),
    (RecordTree, RecordScreen, Console),
    (RecordTree, EventScreen, Console),
    (ItemList, AlarmScreen, Console),
    (ItemList, HealthScreen, Console),
    (ItemList, PatternsScreen, Console),
    (ItemList, SuspectsScreen, Console),
    (ItemList, FindingsScreen, Console),
    (ItemList, EventsScreen, Console),
    (ItemList, DashboardsScreen, Console),
    (ItemList, TimelineScreen, Console),
    (ItemList, DashboardScreen, Console),
    (ItemList, EventRulesScreen, Console),
    (ItemList, TrailStatusScreen, Console),
    (ItemList, FacetsScreen, Console),
    (ItemList, MapRootsScreen, Console),
    (ItemList, XrayScreen, Console),
    (ItemList, MapChangesScreen, Console),
    (ItemList, ContextScreen, Console),
    (ItemList, InsightsScreen, Console),
    (ItemList, TraceScreen, Console),
    (ItemList, TracesScreen, Console),
    (FilterInput, TracesScreen, Console),
    (QueryInput, InsightsScreen, Console),
    (HelpList, HelpScreen, Console),
    (CommandInput, CommandScreen, Console),
    (GroupInput, GroupScreen, Console),
    (ItemList, ChartScreen, Console),
    (ItemList, SetsScreen, Console),
    (MetricInput, MetricPicker, Console),
)
"""What can listen to a key at one moment, from the widget that has the focus outwards."""

_WHILE_TYPING = frozenset({"console.quit_at_once"})
"""Actions that act in the middle of typing too."""


def with_keymap(settings: Settings) -> Settings:
    """The settings with the user's keys as Textual names them.

    Raises:
        SettingsError: an action that there is not, a key that cannot be used, or two actions
            on one key.
    """
    if not settings.keymap:
        return settings
    actions = _actions()
    wanted = {name: _keys(settings, name, actions) for name in settings.keymap}
    for chain in CHAINS:
        _refuse_clashes(settings, wanted, chain)
    return replace(settings, keymap={name: ",".join(keys) for name, keys in wanted.items()})


def keys_told(settings: Settings) -> dict[str, str]:
    """Every action by its id: the keys it is on, and what it does."""
    told: dict[str, str] = {}
    for name, binding in sorted(_actions().items()):
        keys = settings.keymap.get(name, binding.key).split(",")
        told[name] = f"{' '.join(map(key_name, keys))}   {binding.description}"
    return told


def _actions() -> dict[str, Binding]:
    return {binding.id or "": binding for chain in CHAINS for binding in _bindings(chain)}


def _bindings(chain: Chain) -> Iterator[Binding]:
    """What may act in a chain; an overlay lets only keys with priority through."""
    is_overlay = any(issubclass(kind, Overlay) for kind in chain)
    for kind in chain:
        for binding in own_bindings(kind):
            if binding.priority or not (is_overlay and kind is Console):
                yield binding


def _keys(settings: Settings, name: str, actions: Mapping[str, Binding]) -> list[str]:
    if name not in actions:
        hint = nearest(name, actions) or "; :info in the console lists all"
        raise settings.refusal(f"keymap.{name}", f"there is no action {name}{hint}")
    try:
        keys = [typed_key(text) for text in _split(settings.keymap[name])]
    except ValueError as error:
        raise settings.refusal(f"keymap.{name}", f"{name}: {error}") from error
    if _must_not_type(name) and (wrong := [key for key in keys if types(key)]):
        words = f"{name}: acts while you type, so {key_name(wrong[0])} cannot be its key"
        raise settings.refusal(f"keymap.{name}", words)
    return keys


def _split(keys: str) -> list[str]:
    """Keys between commas; a comma alone is a key."""
    return [","] if keys.strip() == "," else keys.split(",")


def _must_not_type(name: str) -> bool:
    inputs = (chain[0] for chain in CHAINS if issubclass(chain[0], Input))
    typing = {binding.id for kind in inputs for binding in own_bindings(kind)}
    return name in _WHILE_TYPING or name in typing


def _refuse_clashes(settings: Settings, wanted: Mapping[str, list[str]], chain: Chain) -> None:
    usual: dict[str, frozenset[str]] = {}
    for binding in _bindings(chain):
        usual[binding.id or ""] = frozenset(binding.key.split(","))
    for one, other in combinations(usual, 2):
        if usual[one] & usual[other]:
            continue  # made to share: the inner one acts
        both = frozenset(wanted.get(one, usual[one])) & frozenset(wanted.get(other, usual[other]))
        if both:
            changed = one if one in wanted else other
            words = f"{one} and {other} are both on {key_name(min(both))}"
            raise settings.refusal(f"keymap.{changed}", words)
