"""What a trail event's row says beside its name."""

from awsobs.analysis.trail_folds import Fold, is_role_taking
from awsobs.analysis.trail_identity import part
from awsobs.domain.situation import Suspect
from awsobs.domain.trail import TrailEvent
from awsobs.present.change_words import first_words, short_resource
from awsobs.present.rows import Row, Span, cut

_LONG = 40


def is_shown(event: TrailEvent, *, is_narrow: bool) -> bool:
    """Whether it is told when reads are hidden: what changes, is refused, or takes a role.

    Where room is short, taking a role is not told either.
    """
    if not event.succeeded or event.is_root or event.is_insight:
        return True
    return not is_narrow if is_role_taking(event) else event.is_write


def is_root_without_mfa(event: TrailEvent) -> bool:
    """A console login of the root user without a second factor."""
    return event.is_root and event.name == "ConsoleLogin" and event.mfa is False


def mark_of(event: TrailEvent, *, is_suspect: bool) -> Span:
    """The glyph of a row."""
    if is_suspect:
        return "◆", "warning bold"
    if not event.succeeded:
        return "▲", "error bold"
    if event.is_insight or (event.is_root and event.mfa is not True):
        return "!", "warning bold"
    if is_role_taking(event) or not event.is_write:
        return " ", ""
    return "◇", "muted bold"


def words_of(event: TrailEvent, *, is_narrow: bool) -> str:
    """What stands behind the name, with its gap: what is wrong, else on which resource."""
    if not event.succeeded:
        return " denied" if is_narrow and _is_denial(event) else f"  {cut(event.error_code, 30)}"
    if event.is_insight:
        return "  unusual" if is_narrow else f"  {insight_words(event)}"
    if is_root_without_mfa(event):
        return "  no MFA" if is_narrow else "  root, no MFA"
    if is_narrow or not event.resources:
        return ""
    name = short_resource(event.resources[0].name)
    return f"  {cut(name, _LONG)}" if name else ""


def insight_words(event: TrailEvent) -> str:
    """What Insights found: `unusual calls, 12/min, usually 0.4, begins` (record insightDetails)."""
    details = part(event.record, "insightDetails")
    statistics = part(part(details, "insightContext"), "statistics")
    found, usual = (part(statistics, name).get("average") for name in ("insight", "baseline"))
    what = "errors" if details.get("insightType") == "ApiErrorRateInsight" else "calls"
    state = {"Start": "begins", "End": "ends"}.get(str(details.get("state")), "")
    words = [f"unusual {what}"]
    if isinstance(found, int | float):
        words.append(f"{found:.3g}/min")
    if isinstance(usual, int | float):
        words.append(f"usually {usual:.2g}")
    return ", ".join([*words, state] if state else words)


def fold_words(fold: Fold, *, is_narrow: bool) -> str:
    """What stands behind the name: how often it was done, and to what."""
    if fold.count == 1:
        return words_of(fold.event, is_narrow=is_narrow)
    times = f" × {fold.count:,}"
    if fold.resources > 1 and fold.event.succeeded and not is_narrow:
        return f"{times}  {fold.resources:,} resources"
    return f"{times}{words_of(fold.event, is_narrow=is_narrow)}"


def suspect_words(suspect: Suspect) -> tuple[str, Row]:
    """The suspect's resource, and its first change with the values set off."""
    event = suspect.event
    name = suspect.resource or (event.resources[0].name if event.resources else "")
    words = first_words(suspect)
    if words is None:
        return cut(short_resource(name), 24), ()
    values = f"{words.before} → {words.after}" if words.before else words.after
    change: Row = ((f"{words.label} ", "text"), (values, "strong"), (f" {words.unit}", "text"))
    more = len(suspect.changes) - 1
    if more:
        change = (*change, (f" +{more}", "muted"))
    return cut(short_resource(name), 24), change


def _is_denial(event: TrailEvent) -> bool:
    code = event.error_code.lower()
    return "denied" in code or "unauthorized" in code
