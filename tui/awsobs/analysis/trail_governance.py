"""What is wrong with how an account keeps its events.

After CIS AWS Foundations Benchmark 3.1 (on in all regions), 3.2 (validation), 3.4 (delivered to
CloudWatch Logs within a day), 3.7 (encrypted), and the user guide's page "Security best practices
in AWS CloudTrail".
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from awsobs.domain.findings import SEVERITIES
from awsobs.domain.trail_status import Concern, Governance, TrailStatus

LATE = timedelta(days=1)
"""A trail that logs and delivered nothing for so long does not work."""

_FOREVER = "the event history forgets after 90 days, and holds no data events"


def concerns(governance: Governance, now: datetime) -> tuple[Concern, ...]:
    """What should be mended, the worst first; nothing is told of what could not be read."""
    found = [*_of_all(governance), *(one for t in governance.trails for one in _of_one(t, now))]
    return tuple(sorted(found, key=lambda one: -SEVERITIES.index(one.severity)))


def _of_all(governance: Governance) -> Iterator[Concern]:
    """What no trail does, though one has to."""
    trails = governance.trails
    if not trails:
        yield _concern("critical", "no trail keeps events", _FOREVER, "create-trail, start-logging")
        return
    if any(one.is_logging is None for one in trails):
        return  # one of those that could not be read may do it all
    logging = [one for one in trails if one.is_logging]
    if not logging:
        yield _concern("critical", "no trail is logging", _FOREVER, "start-logging")
        return
    if not any(one.is_multi_region for one in logging):
        yield _concern(
            "high",
            "no trail records all regions",
            "what is done in a region that nobody uses leaves no trace",
            "update-trail --is-multi-region-trail",
        )
    if not any(one.has_global_events for one in logging):
        yield _concern(
            "high",
            "no trail records global services",
            "IAM, STS and CloudFront act without a region",
            "update-trail --include-global-service-events",
        )
    known = [one.management for one in logging if one.management is not None]
    if len(known) == len(logging) and "All" not in known:
        kinds = " and ".join(sorted({one or "none" for one in known}))
        yield _concern(
            "medium",
            "no trail records all management events",
            f"recorded is {kinds}; who only looked is not known, or who changed",
            "put-event-selectors with ReadWriteType=All",
        )


def _of_one(trail: TrailStatus, now: datetime) -> Iterator[Concern]:
    if trail.is_logging is False:
        yield _concern(
            "high", "logging is switched off", _stopped(trail), "start-logging", trail.name
        )
        return
    if trail.delivery_error:
        yield _concern(
            "high",
            "events are not delivered",
            f"its bucket {trail.bucket} answers {trail.delivery_error}",
            "look at the bucket and its policy",
            trail.name,
        )
    elif trail.delivered is not None and now - trail.delivered > LATE:
        yield _concern(
            "high",
            "nothing was delivered for more than a day",
            f"the last time was {trail.delivered:%d %b %H:%M}Z",
            "look at the bucket and its policy",
            trail.name,
        )
    if trail.log_group_error:
        yield _concern(
            "medium",
            "events do not reach CloudWatch Logs",
            trail.log_group_error,
            "look at its role and log group",
            trail.name,
        )
    if trail.digest_error:
        yield _concern(
            "medium", "digests are not delivered", trail.digest_error, "see its bucket", trail.name
        )
    if not trail.is_validated:
        yield _concern(
            "medium",
            "log files are not validated",
            "nobody can prove that what lies in the bucket was not changed",
            "update-trail --enable-log-file-validation",
            trail.name,
        )
    if not trail.kms_key:
        yield _concern(
            "low",
            "no key of your own encrypts it",
            "whoever may read the bucket may read every event",
            "update-trail --kms-key-id",
            trail.name,
        )
    if trail.insights == ():
        yield _concern(
            "informational",
            "CloudTrail Insights is off",
            "unusual rates of calls and errors are not looked for (it costs by event)",
            "put-insight-selectors",
            trail.name,
        )


def _stopped(trail: TrailStatus) -> str:
    since = f"since {trail.stopped:%d %b %H:%M}Z" if trail.stopped else "it has never been on"
    return f"{since}: nothing of it is kept"


def _concern(severity: str, title: str, why: str, next_step: str, trail: str = "") -> Concern:
    return Concern(severity=severity, title=title, trail=trail, why=why, next_step=next_step)
