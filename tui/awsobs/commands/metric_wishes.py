"""Series asked for on the command line: metrics, words to find them by, expressions."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, replace

from awsobs.analysis.metric_queries import query_of
from awsobs.analysis.metric_search import MetricSearch
from awsobs.collecting.questions import what_series_were, which_metrics
from awsobs.commands.asking import answer_of
from awsobs.commands.output import Output
from awsobs.commands.reading import Found, look
from awsobs.domain.clock import Clock, SystemClock
from awsobs.domain.metrics import MetricKey, SeriesQuery
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError, SourceState
from awsobs.languages.metric_name import metric_named
from awsobs.settings import Settings, SettingsError

MOST = 500
"""Series of one call to CloudWatch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for; expressions may name the metrics m0, m1, … in their order."""

    metrics: tuple[MetricKey, ...] = ()
    words: str = ""
    statistic: str = ""
    expressions: tuple[str, ...] = ()


def add_wishes(parser: ArgumentParser) -> None:
    """Metrics by name or by words, their statistic, and expressions."""
    parser.add_argument(
        "metric",
        nargs="*",
        metavar="METRIC",
        help="NAMESPACE/NAME[Dimension=Value,…]; without any, what METRICS shows",
    )
    parser.add_argument(
        "--search", default="", metavar="WORDS", help="all metrics whose names have these words"
    )
    parser.add_argument(
        "--stat", default="", metavar="STATISTIC", help="of these metrics; Average, p99, Sum …"
    )
    parser.add_argument(
        "--expression",
        dest="math",  # as a setting it is X-Ray's
        action="append",
        default=[],
        metavar="EXPRESSION",
        help="metric math or SEARCH; the metrics are m0, m1, … in it",
    )


def wish_of(namespace: Namespace) -> Wish | None:
    """What is asked for, or nothing.

    Raises:
        SettingsError: a text names no metric, or a statistic has nothing to be of.
    """
    try:
        metrics = tuple(metric_named(text) for text in namespace.metric)
    except ValueError as error:
        raise SettingsError(safe_text(str(error))) from error
    wish = Wish(
        metrics=metrics,
        words=namespace.search.strip(),
        statistic=namespace.stat.strip(),
        expressions=tuple(text for text in namespace.math if text.strip()),
    )
    if not (wish.metrics or wish.words or wish.expressions):
        if wish.statistic:
            raise SettingsError("--stat needs a METRIC or --search")
        return None
    return wish


def found_for(wish: Wish, settings: Settings, output: Output) -> Found:
    """The series of a wish, as if a pane had read them; the alarms lend their thresholds."""
    found = look(settings, output, "metrics", asked=("alarms", "identity"))
    clock, series = SystemClock(), found.memory.metrics
    try:
        queries = _queries(wish, settings, clock, output)
        if queries:
            series.replace(answer_of(what_series_were(queries, found.window), settings, clock))
    except SourceError as error:
        state = SourceState(condition=error.condition, since=clock.now(), what=error.what)
        found.memory.feeds.set_state("metrics", state)
        return replace(found, failures={**found.failures, "metrics": error})
    state = SourceState(condition=Condition.READY, since=clock.now())
    found.memory.feeds.set_state("metrics", state)
    return found


def _queries(wish: Wish, settings: Settings, clock: Clock, output: Output) -> list[SeriesQuery]:
    metrics = [*wish.metrics]
    if wish.words:
        listed = answer_of(which_metrics(lambda _: None), settings, clock)
        found = MetricSearch(listed).found(wish.words)
        if len(found) > MOST:
            output.note(f"{len(found):,} metrics have these words, the first {MOST} are shown")
        metrics += found[: MOST - len(metrics)]
    asked = [query_of(metric, wish.statistic) for metric in dict.fromkeys(metrics)]
    queries = [replace(query, id=f"m{place}") for place, query in enumerate(asked)]
    return queries + [
        SeriesQuery(id=f"e{place}", label=text, expression=text)
        for place, text in enumerate(wish.expressions)
    ]
