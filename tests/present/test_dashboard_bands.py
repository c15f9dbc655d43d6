from datetime import UTC, datetime

from typing_extensions import override

from awsobs.domain.dashboards import Contents, Widget, WidgetKind
from awsobs.domain.window import live_window
from awsobs.present.dashboard import Drawing
from awsobs.present.dashboard_bands import band_lines
from awsobs.present.dashboard_layout import Box, boxes_of
from awsobs.present.rows import Row, text_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def widget(place: int, x: int, y: int, kind: WidgetKind = WidgetKind.METRIC) -> Widget:
    return Widget(place=place, x=x, y=y, width=12, height=6, kind=kind, title=f"w{place}")


class Counting(Drawing):
    """A drawing that counts what is drawn."""

    drawn = 0

    @override
    def widget_rows(self, box: Box) -> list[Row]:
        self.drawn += 1
        return super().widget_rows(box)


def test_widgets_beside_each_other_are_one_band_in_their_order() -> None:
    widgets = [widget(2, 12, 0), widget(1, 0, 0), widget(3, 0, 6)]
    drawing = Drawing(Contents(), live_window(NOW), NOW, focused=2)
    lines = band_lines(drawing, boxes_of(widgets, 119), 120)
    assert [[one.place for one in line.widgets] for line in lines] == [[1, 2], [3]]
    head = text_of(lines[0].rows[0])
    assert head.startswith(" w1 ─")
    assert "w2 ━" in head
    assert all(len(text_of(row)) == 120 for line in lines for row in line.rows)


def test_only_what_is_seen_is_drawn() -> None:
    widgets = [widget(n, 0, 6 * n) for n in range(500)]
    drawing = Counting(Contents(), live_window(NOW), NOW)
    lines = band_lines(drawing, boxes_of(widgets, 79), 80)
    assert len(lines) == 500
    assert sum(len(line.rows) for line in lines) > 3_000
    assert drawing.drawn == 0
    assert text_of(lines[250].rows[0]).startswith(" w250")
    assert drawing.drawn == 1
