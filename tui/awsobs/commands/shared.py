"""`awsobs traces --shared`: what failing requests have in common, and others have not."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace

from awsobs.analysis.shared_facts import SharedFact
from awsobs.commands.output import NARROWEST, Output, Shape, is_plain, output_of, printed
from awsobs.commands.reading import Found, look, say_failures
from awsobs.commands.twin import filter_of
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.traces import TraceSummary
from awsobs.present.ascii import ascii_row
from awsobs.present.emptiness import empty_words
from awsobs.present.rows import text_of
from awsobs.present.searchable import TRACES, worst_of
from awsobs.present.shared_facts import fact_rows, facts_of, failing_word
from awsobs.settings import Settings, first_environment, settings_from

Read = Callable[[Settings, Output], Found]

_MOST_TRACES = 150
"""Documents tell only versions and exceptions: as many as this are enough for shares."""


def answer_shared(namespace: Namespace, read: Read | None) -> int:
    """Read, rank and print; the exit status.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "traces")
    output = replace(output, width=max(output.width, NARROWEST))
    wanted = filter_of(TRACES, settings)
    try:
        found = (read or _look)(settings, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    summaries = [s for s in found.memory.traces.summaries() if wanted is None or wanted(s)]
    word = failing_word(summaries)
    facts = facts_of(summaries, word, found.memory.traces.trace)
    return _told(facts, summaries, word, found, output)


def _look(settings: Settings, output: Output) -> Found:
    return look(
        settings, output, "traces", asked=("traces",), brief=False, most_traces=_MOST_TRACES
    )


def _told(
    facts: Sequence[SharedFact],
    summaries: Sequence[TraceSummary],
    word: str,
    found: Found,
    output: Output,
) -> int:
    if output.as_shapes:
        status = printed(output.line(_shape(fact, word)) for fact in facts)
    else:
        rows = fact_rows(facts, word, output.width)
        shown = map(ascii_row, rows) if is_plain(found.settings) else rows
        status = printed(text_of(row).rstrip() for row in shown)
    status = status or say_failures(found, output)
    if not facts and not status:
        output.note(_nothing(summaries, word))
    return status


def _nothing(summaries: Sequence[TraceSummary], word: str) -> str:
    if not summaries:
        return empty_words("traces")
    count = sum(worst_of(summary) == word for summary in summaries)
    if not word:
        return f"none of {len(summaries):,} traces failed"
    return f"{count:,} of {len(summaries):,} traces have a {word}; nothing sets them apart"


def _shape(fact: SharedFact, word: str) -> Shape:
    return {
        "name": fact.name,
        "value": fact.value,
        "class": word,
        "failing": fact.failing,
        "of_failing": fact.of_failing,
        "others": fact.others,
        "of_others": fact.of_others,
        "difference": round(fact.difference, 4),
    }
