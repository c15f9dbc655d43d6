"""The keys of the console that its desks act on."""

from textual.binding import Binding

from awsobs.app.keys import FIND, MOVE, hidden

DESK_BINDINGS: list[Binding] = [
    hidden("s", "desk('groups')", "log groups, streams", "logs.groups", FIND),
    hidden("c", "desk('context')", "lines around this one", "logs.context", FIND),
    hidden("L", "desk('live')", "live tail on, off", "logs.live_tail", FIND),
    hidden("x", "desk('export')", "lines into a file", "logs.export", FIND),
    hidden("Y", "desk('command')", "copy the aws command", "logs.command", FIND),
    hidden("I", "insights", "Logs Insights", "move.insights", MOVE),
    hidden("X", "desk('trace')", "trace of this row", "jump.trace", MOVE),
    hidden("7", "desk('traces')", "traces, worst first", "move.traces", MOVE),
    hidden("8", "desk('events')", "rules, schedules", "move.events", MOVE),
    hidden("6", "desk('timeline')", "timeline, verdict", "move.timeline", MOVE),
    hidden("H", "desk('handover')", "hand-over into a file", "move.handover", MOVE),
    hidden("9", "desk('dashboards')", "dashboards", "move.dashboards", MOVE),
    hidden("B", "desk('event rules')", "rules it sets off", "jump.rules", MOVE),
    hidden("L", "desk('to logs')", "log lines of this row", "jump.logs", MOVE),
    hidden("M", "desk('to map')", "its node, its metrics", "jump.map", MOVE),
    hidden("C", "desk('to trail')", "changes of this row", "jump.trail", MOVE),
    hidden("C", "desk('what changed')", "what changed before", "alarms.changes", MOVE),
]
"""A key acts in the panes that `desk_places` names for it."""
