from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.situation import Change, Suspect
from awsobs.domain.trail import TrailEvent
from awsobs.present.change_words import short_resource, words_of
from awsobs.present.header import header_row
from awsobs.present.rows import text_of
from awsobs.present.trail import trail_view
from awsobs.present.trail_choice import TrailChoice
from awsobs.present.view import PaneView

View = Callable[..., PaneView]
LONG = "UpdateFunctionConfiguration"


@pytest.fixture
def view(incident: Any) -> View:
    def make(events: Any = None, width: int = 60, height: int = 12, **more: Any) -> PaneView:
        return trail_view(
            incident.events if events is None else events,
            coverage=more.pop("coverage", incident.coverage),
            state=more.pop("state", incident.ready),
            now=incident.now,
            onset=more.pop("onset", incident.situation.onset),
            suspect=more.pop("suspect", incident.suspect),
            width=width,
            height=height,
            kind=more.pop("kind", "standard"),
            **more,
        )

    return make


def _describes(event: TrailEvent) -> bool:
    return event.name.startswith("Describe")


def texts(view: PaneView) -> list[str]:
    return [text_of(row).rstrip() for item in view.items for row in item.rows]


def test_the_standard_rows_stand_in_the_cells_of_the_picture(view: View) -> None:
    assert texts(view()) == [
        " 07:39:12   −1m48 ◆ UpdateFunctionConfiguration   ci-deploy",
        "                    payments  timeout 10 → 2 s  203.0.113.9",
        " 07:38:55   −2m05   AssumeRole                    ci-deploy",
        " 07:31:02   −9m58 ◇ PutMetricAlarm                    alice",
        " 07:30:41    −10m ! ConsoleLogin  root, no MFA         root",
        " 07:21:17    −19m ◇ UpdateService  web            ci-deploy",
        " 07:12:44    −28m ▲ StopLogging  AccessDenied           bob",
        " 06:58:30    −42m ◇ ModifyDBInstance  carts           alice",
        " 06:40:00   −1h01 ◇ PutObject  releases/payments  ci-deploy",
    ]


@pytest.mark.parametrize(
    ("width", "name", "who", "shown"),
    [
        (60, LONG, "ci-deploy", ("UpdateFunctionCon…", "payments", "ci-deploy")),
        (60, LONG, "AWSServiceRole", ("UpdateFunctionC…", "payments", "AWSService…")),
        (60, "UpdateService", "AWSServiceRole", ("UpdateService", "payments", "AWSServiceRole")),
        (72, LONG, "ci-deploy", (LONG, "payments", "ci-deploy")),
        (50, LONG, "ci-deploy", ("UpdateFunctionC…", "ci-deploy")),
    ],
)
def test_on_what_it_was_done_stays_in_view(
    view: View, incident: Any, width: int, name: str, who: str, shown: tuple[str, ...]
) -> None:
    event = replace(incident.events[0], name=name, who=who)
    assert tuple(texts(view([event], width, suspect=None))[0][20:].split()) == shown


def test_the_compact_rows_keep_the_distance_and_drop_the_clock(view: View) -> None:
    assert texts(view(width=40, height=6, kind="compact"))[:6] == [
        " −1m48 ◆ UpdateFunctionConfigura…",
        "         timeout 10 → 2 s      payments",
        " −9m58 ◇ PutMetricAlarm           alice",
        "  −10m ! ConsoleLogin  no MFA      root",
        "  −19m ◇ UpdateService        ci-deploy",
        "  −28m ▲ StopLogging denied         bob",
    ]


def test_only_the_suspect_is_marked(view: View) -> None:
    items = view().items
    marked = [item.key for item in items if any("◆" in text for text, _ in item.rows[0])]
    assert marked == ["07:39:12 UpdateFunctionConfiguration"]
    assert len(items[0].rows) == 2
    assert ("10 → 2", "strong") in items[0].rows[1]


def test_without_an_onset_the_age_is_told(view: View) -> None:
    rows = texts(view(onset=None, suspect=None))
    assert rows[0] == " 07:39:12      5m ◇ UpdateFunctionCon…  payments  ci-deploy"


def test_reads_are_hidden_until_they_are_asked_for(view: View) -> None:
    assert not any("DescribeAlarms" in text for text in texts(view()))
    assert any("DescribeAlarms" in text for text in texts(view(with_reads=True)))
    asked = view(matches=_describes)
    assert [item.key for item in asked.items] == ["07:33:00 DescribeAlarms"]


def test_only_reads_is_as_good_as_nothing(view: View, incident: Any) -> None:
    reads = [event for event in incident.events if event.name == "DescribeAlarms"]
    said = text_of(view(reads).notice[0]).strip()
    assert said == "no management events · note: delivery lag ~5 min, up to 15"


def test_the_header_tells_the_lag(view: View) -> None:
    row = header_row(view().header, 60, focused=False)
    assert text_of(row) == "─ 4 TRAIL ────────────────────────────── writes · lag ~5m ──"
    narrow = header_row(view(width=40, kind="compact").header, 40, focused=False)
    assert text_of(narrow) == "─ 4 TRAIL ─────────────────── lag ~5m ──"


def test_the_wide_header_tells_the_coverage(view: View) -> None:
    wide = view(width=67, height=25, kind="wide").header
    assert text_of(wide.facts) == "writes · complete 07:02–07:40 · lag ~5m"


def test_what_is_old_is_no_lag(view: View, incident: Any) -> None:
    old = replace(incident.coverage, newest=incident.now - timedelta(hours=2))
    assert text_of(view(coverage=old).header.facts) == "writes · newest 2h old"


def test_the_wide_layout_counts_and_finds(view: View) -> None:
    foot = [text_of(row).rstrip() for row in view(width=67, height=25, kind="wide").foot]
    assert foot[1] == " who     ci-deploy 4   alice 2   root 1   bob 1"
    assert foot[3] == " what    write 7   read hidden   denied 1"
    assert foot[5] == " ! root console login without MFA                         07:30:41"
    assert foot[6] == " ▲ attempt to stop the trail, denied                      07:12:44"


def test_an_event_after_the_onset_has_a_plus(view: View, incident: Any) -> None:
    later = replace(incident.events[3], id="x", time=incident.now)
    assert texts(view([later]))[0].startswith(" 07:45:02   +4m02 ◇")


def test_an_event_of_another_day_shows_its_date(view: View, incident: Any) -> None:
    older = replace(incident.events[3], id="x", time=incident.now - timedelta(days=3))
    assert texts(view([older], onset=None))[0].startswith(" 28 Feb        3d ◇")


def test_a_suspect_without_known_changes_names_its_resource(view: View, incident: Any) -> None:
    event: TrailEvent = incident.events[0]
    bare = Suspect(event=event, resource="payments")
    assert texts(view(suspect=bare))[1].split() == ["payments", "203.0.113.9"]


def test_what_changed_is_worth_more_than_from_where(view: View) -> None:
    assert texts(view(width=50))[1] == "                    payments  timeout 10 → 2 s"


def test_changes_are_told_in_few_words() -> None:
    memory = words_of(Change(path="spec.memorySize", before="512", after="128"))
    assert memory.sentence("→") == "memory size 512→128 MB"
    assert words_of(Change(path="timeout", before=None, after="2")).sentence("→") == "timeout 2 s"
    assert words_of(Change(path="tags[0]", before="a", after=None)).after == "–"
    long = words_of(Change(path="policy", before="x" * 900, after="y" * 900))
    assert len(long.sentence("→")) < 50


def test_resources_are_shown_by_what_tells_them() -> None:
    assert short_resource("arn:aws:lambda:eu-west-1:1:function:payments") == "payments"
    assert short_resource("releases/payments") == "releases/payments"
    assert short_resource("arn:aws:iam::1:role/service/deployer") == "deployer"
    assert short_resource("/aws/lambda/orders") == "orders"


def test_the_newest_of_thousands_are_listed_and_the_suspect_however_old_it_is(
    view: View, incident: Any
) -> None:
    many = [replace(incident.events[3], id=str(number)) for number in range(5_000)]
    made = view([*many, incident.events[0]])
    assert [item.key for item in made.items[:2]] == ["0", "1"]
    assert made.items[-2].record is incident.events[0]
    assert len(made.items[-2].rows) == 2
    assert texts(made)[-1] == f" {5_000 - (len(made.items) - 2):,} older · / finds them"
    assert made.items[-1].record is None
    assert "older" not in texts(view(many[:300]))[-1]


def test_the_choice_of_events_is_made_once(incident: Any) -> None:
    asked: list[str] = []

    def matches(event: TrailEvent) -> bool:
        asked.append(event.id)
        return event.who == "alice"

    choice, events = TrailChoice(), incident.events
    first = choice.of(events, matches, with_reads=False, is_narrow=False)
    assert {event.who for event in first} == {"alice"}
    assert choice.of(events, matches, with_reads=False, is_narrow=False) is first
    assert len(asked) == len(events)
    assert choice.of(events, None, with_reads=False, is_narrow=False) != first
    assert choice.of(events[:2], None, with_reads=True, is_narrow=False) == events[:2]


def test_repeats_are_one_row_with_their_number_until_they_are_unfolded(
    view: View, incident: Any
) -> None:
    newest = incident.events[-1]
    repeats = [
        replace(newest, id=f"again {n}", time=incident.now - timedelta(seconds=n))
        for n in range(212)
    ]
    (folded,) = texts(view(repeats, width=72, suspect=None, with_folds=True))
    assert folded[20:].split()[:3] == [newest.name, "×", "212"]
    (narrow,) = texts(view(repeats, width=40, suspect=None, with_folds=True, kind="compact"))
    assert f"{newest.name} × 212" in narrow
    assert len(texts(view(repeats, suspect=None))) == 212
