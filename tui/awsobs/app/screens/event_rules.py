"""Which rules of EventBridge an event would match, and what keeps the others from it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from awsobs.analysis.event_matching import Verdict, verdicts
from awsobs.app.keys import FIND, hidden
from awsobs.app.panes.pane import Detail
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.events import Rule
from awsobs.domain.source_state import SourceError
from awsobs.present.event_verdicts import VerdictLine, summary, verdict_lines
from awsobs.present.rows import Row, fitted
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList


class EventRulesScreen(Page):
    """Evaluates all patterns here; `T` has EventBridge itself say what it makes of one.

    Args:
        scene: What is known.
        name: What the event is called.
        event: The event as the default bus gets it.
        ask_rules: Reads all rules.
        ask_verdict: Has EventBridge hold a pattern against an event.
        top_rows: The rows that every screen has.
        open_record: Opens the record of a rule.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("T", "test", "by TestEventPattern", "rules.test", FIND),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "its record"),
        ("rules.test", "ask EventBridge"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        name: str,
        event: Mapping[str, Any],
        ask_rules: Callable[[], Awaitable[tuple[Rule, ...]]],
        ask_verdict: Callable[[str, str], Awaitable[bool]],
        top_rows: TopRows,
        open_record: Callable[[Detail], None],
    ) -> None:
        self._scene, self._event = scene, event
        self._ask_rules, self._ask_verdict = ask_rules, ask_verdict
        self._open_record = open_record
        self._list = ItemList(dom_id="page-body", guard=Guard("event rules"))
        self._verdicts: tuple[Verdict, ...] | None = None
        self._error: SourceError | None = None
        self._title = f"RULES FOR {name}"
        super().__init__(Header(number="B", title=self._title), top_rows, ("cockpit", "rules"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def on_mount(self) -> None:
        """Ask once: rules do not change while somebody looks."""
        super().on_mount()
        self._read()

    @override
    def refresh_page(self) -> None:
        width, known = self.size.width, self._verdicts
        if not width:
            return
        facts: Row = ((summary(known), "muted"),) if known else ()
        self._page_header = Header(number="B", title=self._title, facts=facts)
        super().refresh_page()
        if known:
            self._list.show(list(verdict_lines(known, width)))
            return
        words, style = " asking for the rules", "muted"
        if self._error is not None:
            words, style = f" ✖ {self._error.what}", "fault"
        elif known is not None:
            words = " the default bus has no rules: nothing follows from it"
        self._list.show((), notice=(fitted(((words, style),), width),))

    @work(group="event rules")
    async def _read(self) -> None:
        try:
            self._verdicts = verdicts(await self._ask_rules(), self._event)
        except SourceError as error:
            self._error = error
        self.refresh_page()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        if (rule := self._rule) is not None:
            detail = Detail(number="8", title="RULE", name=rule.name, record=rule.record)
            self._open_record(detail)

    @property
    def _rule(self) -> Rule | None:
        line = self._list.current
        return line.verdict.rule if isinstance(line, VerdictLine) else None

    def action_test(self) -> None:
        """Ask EventBridge about the rule at the cursor."""
        rule = self._rule
        if rule is None or not rule.pattern:
            self.notify("a rule with a pattern is needed", markup=False, severity="warning")
        else:
            self._test(rule)

    @work(group="event rules")
    async def _test(self, rule: Rule) -> None:
        try:
            matches = await self._ask_verdict(rule.pattern, json.dumps(dict(self._event)))
        except SourceError as error:
            self.notify(error.what, markup=False, severity="warning")
            return
        words = "matches" if matches else "does not match"
        self.notify(f"EventBridge: {rule.name} {words}", markup=False)
