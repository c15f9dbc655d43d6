"""The keys of LOGS."""

from textual.binding import Binding

from awsobs.app.keys import FIND, PANE, hidden

_ERROR = "next, previous error"
_WARNING = "next, previous warning"
_MARK = "next, previous mark"
_TEXT = "left, right in long lines"

LOG_BINDINGS: list[Binding] = [
    hidden("n", "step(1)", "next, previous match", "find.next", FIND),
    hidden("N", "step(-1)", "next, previous match", "find.previous", FIND),
    hidden("e", "seek(1, 'ERROR')", _ERROR, "logs.next_error", FIND),
    hidden("E", "seek(-1, 'ERROR')", _ERROR, "logs.previous_error", FIND),
    hidden("w", "seek(1, 'WARN')", _WARNING, "logs.next_warning", FIND),
    hidden("W", "seek(-1, 'WARN')", _WARNING, "logs.previous_warning", FIND),
    hidden("m", "mark", "mark, unmark line", "logs.mark", FIND),
    hidden("u", "seek_mark(1)", _MARK, "logs.next_mark", FIND),
    hidden("U", "seek_mark(-1)", _MARK, "logs.previous_mark", FIND),
    hidden("h,left", "scroll_text(-1)", _TEXT, "logs.text_left", PANE),
    hidden("l,right", "scroll_text(1)", _TEXT, "logs.text_right", PANE),
    hidden("ctrl+w", "wrap", "wrap long lines", "logs.wrap", PANE),
    hidden("f", "fold", "unfold, fold stack trace", "logs.fold", PANE),
    hidden("i", "strip", "histogram on, off", "logs.strip", PANE),
    hidden("T", "app.command('goto ')", "go to a time", "logs.goto", FIND),
    hidden("t", "next_times", "utc, local, ago, received", "logs.times", PANE),
]
"""Found by `awsobs.app.keymap` through the pane."""
