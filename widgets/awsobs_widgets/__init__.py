"""Textual widgets over plain rows and cells."""

from awsobs_widgets.cell_view import CellView
from awsobs_widgets.filter_bar import FilterBar
from awsobs_widgets.guard import Crash, Guard
from awsobs_widgets.header_rule import HeaderRule
from awsobs_widgets.item_list import ItemList
from awsobs_widgets.line_changes import Line
from awsobs_widgets.line_view import LineView
from awsobs_widgets.palette import Attributes, Palette, Row, palette_of
from awsobs_widgets.record_tree import RecordTree
from awsobs_widgets.row_surface import FixedRows, RowSurface
from awsobs_widgets.tail_row import TailRow

__all__ = [
    "Attributes",
    "CellView",
    "Crash",
    "FilterBar",
    "FixedRows",
    "Guard",
    "HeaderRule",
    "ItemList",
    "Line",
    "LineView",
    "Palette",
    "RecordTree",
    "Row",
    "RowSurface",
    "TailRow",
    "palette_of",
]
