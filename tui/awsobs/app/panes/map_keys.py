"""Keys that do something where MAP has the focus."""

from textual.binding import Binding

from awsobs.app.keys import FIND, MOVE, PANE, hidden, named

MAP_BINDINGS: list[Binding] = [
    hidden("right,l", "beside(1)", "node to the right", "map.right", MOVE),
    hidden("left,h", "beside(-1)", "node to the left", "map.left", MOVE),
    hidden("shift+right", "pan(1)", "map to the side", "map.pan_right", MOVE),
    hidden("shift+left", "pan(-1)", "map to the side", "map.pan_left", MOVE),
    hidden("plus,equals_sign", "nearer(1)", "nearer, farther", "map.nearer", PANE),
    hidden("underscore", "nearer(-1)", "nearer, farther", "map.farther", PANE),
    hidden("f", "app.desk('map near')", "near this node", "map.near", FIND),
    named("b", "app.desk('map roots')", "roots, victims", "map.roots", FIND),
    named("d", "app.desk('map changes')", "against before", "map.changes", FIND),
    hidden("x", "app.desk('map export')", "map into a file", "map.export", PANE),
    hidden("i", "app.desk('map xray')", "X-Ray insights", "map.xray", FIND),
]
"""The desk of the map acts on those of the console."""
