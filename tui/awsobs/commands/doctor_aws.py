"""What `awsobs doctor` asks AWS: who we are, where, what we may, and what time it is there."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from os import environ

from awsobs.collecting.preflight import access_of
from awsobs.domain.checkup import Check, Verdict
from awsobs.domain.clock import Clock
from awsobs.domain.context import short_account
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError
from awsobs.present.durations import age
from awsobs.settings import Settings
from awsobs.sources import fields
from awsobs.sources.clients import Keys
from awsobs.sources.pace import Pace
from awsobs.sources.probes import Answer, Probe, probes
from awsobs.sources.session import WHO_AM_I, Aws

_CREDENTIALS, _REGION, _ENDPOINT, _CLOCK, _CALLS = (
    *("credentials", "region", "endpoint", "clock", "permissions"),
)
_DEMO = "; awsobs demo needs no account"
_NETWORK = "is there a network, and a way through firewall and proxy?"
_ORDER = (Answer.DENIED, Answer.ALLOWED, Answer.UNKNOWN)
_SOON = timedelta(minutes=15)
_APART = timedelta(seconds=30)
_TOO_FAR_APART = timedelta(minutes=4)
"""AWS takes requests that are five minutes off; some are on their way for a while."""


async def aws_checks(settings: Settings, clock: Clock) -> list[Check]:
    """Everything about the account, from one call for each operation."""
    pace = Pace(clock, budget=math.inf, own_endpoint=bool(settings.endpoint_url))
    async with Aws(access_of(settings), clock, pace=pace, attempts=1) as aws:
        try:
            await aws.keys()
        except SourceError as error:
            return [_refusal(error)]
        asked = await probes(aws, settings.log_groups)
        return [*_told(await aws.keys(), aws.region, settings, asked, clock.now())]


def _told(
    keys: Keys, region: str, settings: Settings, asked: Sequence[Probe], now: datetime
) -> Iterator[Check]:
    errors = [probe.error for probe in asked if probe.error is not None]
    expired = next((error for error in errors if error.condition is Condition.EXPIRED), None)
    yield _keys_check(keys, now) if expired is None else _refusal(expired)
    yield from _identity_checks(asked)
    origin = settings.origins.get("region", "")
    where = f"{region} ({safe_text(origin)})" if origin not in ("", "default") else region
    yield Check(part=_REGION, verdict=Verdict.FINE, what=where, facts={"region": region})
    yield from _endpoint_checks(settings, errors, len(asked))
    yield from _clock_checks(asked)
    yield from _permission_checks(asked, is_signed_in=expired is None)


def _refusal(error: SourceError) -> Check:
    part = _REGION if error.what.startswith("no region") else _CREDENTIALS
    is_offline = error.condition is Condition.OFFLINE
    return Check(
        part=part,
        verdict=Verdict.WRONG,
        what=error.what,
        fix=f"{error.hint}{_DEMO}" if error.hint else _DEMO[2:],
        status=ExitStatus.UNREACHABLE if is_offline else ExitStatus.CREDENTIALS,
    )


def _keys_check(keys: Keys, now: datetime) -> Check:
    facts = {
        "origin": keys.origin,
        "until": f"{keys.until:%Y-%m-%dT%H:%M:%SZ}" if keys.until else None,
    }
    if keys.until is None:
        return Check(part=_CREDENTIALS, verdict=Verdict.FINE, what=keys.origin, facts=facts)
    left = keys.until - now
    return Check(
        part=_CREDENTIALS,
        verdict=Verdict.FINE if left > _SOON else Verdict.WARNING,
        what=f"{keys.origin}, for {age(left)} more",
        fix="" if left > _SOON else "renew them before you begin",
        facts=facts,
    )


def _identity_checks(asked: Sequence[Probe]) -> Iterator[Check]:
    reply = next((probe.reply for probe in asked if probe.operation == WHO_AM_I), None) or {}
    if not (account := fields.name(reply, "Account")):
        return
    arn = fields.name(reply, "Arn")
    shown = arn.replace(account, short_account(account))
    facts = {"account": account, "arn": arn}
    yield Check(part="identity", verdict=Verdict.FINE, what=shown, facts=facts)


def _endpoint_checks(
    settings: Settings, errors: Sequence[SourceError], count: int
) -> Iterator[Check]:
    by_fix: dict[str, list[SourceError]] = {}
    for error in errors:
        if error.condition is Condition.OFFLINE:
            by_fix.setdefault(error.hint or _NETWORK, []).append(error)
    for fix, alike in by_fix.items():
        different = list(dict.fromkeys(error.what for error in alike))
        more = f", and {len(different) - 1} more like it" if len(different) > 1 else ""
        yield Check(
            part=_ENDPOINT,
            verdict=Verdict.WRONG,
            what=f"{different[0]}{more}",
            fix=fix,
            status=ExitStatus.UNREACHABLE,
            facts={"operations": [error.operation for error in alike]},
        )
    if not by_fix:
        where = safe_text(settings.endpoint_url) or "AWS"
        what = f"{where} answered {count} calls{_proxy_words(settings)}"
        yield Check(part=_ENDPOINT, verdict=Verdict.FINE, what=what)


def _proxy_words(settings: Settings) -> str:
    """Through which proxy; a name and a password may stand before its host."""
    if access_of(settings).on_loopback:
        return ""
    proxy = next((environ[n] for n in ("HTTPS_PROXY", "https_proxy") if environ.get(n)), "")
    return f" through {safe_text(proxy.rpartition('@')[2])}" if proxy else ""


def _clock_checks(asked: Sequence[Probe]) -> Iterator[Check]:
    """How far this clock is from the services', by the answer that had the shortest way."""
    apart = [probe.at - probe.server_time for probe in asked if probe.server_time is not None]
    if not apart:
        yield Check(part=_CLOCK, verdict=Verdict.UNKNOWN, what="no answer to compare with")
        return
    least = min(apart, key=abs)
    facts = {"seconds": round(least.total_seconds(), 1)}
    if abs(least) < _APART:
        yield Check(part=_CLOCK, verdict=Verdict.FINE, what="as AWS has it", facts=facts)
        return
    direction = "ahead of" if least > timedelta() else "behind"
    corrected = ", for which awsobs makes up, and other tools do not"
    yield Check(
        part=_CLOCK,
        verdict=Verdict.WARNING,
        what=f"this clock is {age(abs(least))} {direction} AWS"
        + (corrected if abs(least) >= _TOO_FAR_APART else ""),
        fix="set it: sudo timedatectl set-ntp true",
        facts=facts,
    )


def _permission_checks(asked: Sequence[Probe], *, is_signed_in: bool) -> Iterator[Check]:
    if not is_signed_in:
        what = "not known without credentials that hold"
        yield Check(part=_CALLS, verdict=Verdict.UNKNOWN, what=what)
        return
    lost = [p for p in asked if p.error is not None and p.error.condition is Condition.OFFLINE]
    for probe in sorted(asked, key=lambda probe: (_ORDER.index(probe.answer), probe.operation)):
        if probe not in lost:
            yield _permission_check(probe)
    if lost:
        what = f"not known for {len(lost)} calls, which got no answer"
        facts = {"operations": sorted(probe.operation for probe in lost)}
        yield Check(part=_CALLS, verdict=Verdict.UNKNOWN, what=what, facts=facts)


def _permission_check(probe: Probe) -> Check:
    facts = {"operation": probe.operation, "answer": probe.answer.value}
    match probe.answer:
        case Answer.ALLOWED:
            return Check(part=_CALLS, verdict=Verdict.FINE, what=probe.operation, facts=facts)
        case Answer.DENIED:
            return Check(
                part=_CALLS,
                verdict=Verdict.WRONG,
                what=probe.what,
                fix="awsobs iam-policy prints the policy that allows it",
                status=ExitStatus.CREDENTIALS,
                facts=facts,
            )
        case Answer.UNKNOWN:
            what = f"{probe.operation} not known: {probe.what}"
            return Check(part=_CALLS, verdict=Verdict.UNKNOWN, what=what, facts=facts)
