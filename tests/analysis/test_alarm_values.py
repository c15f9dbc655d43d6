from datetime import UTC, datetime, timedelta

from awsobs.analysis.alarm_values import with_newest
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ERRORS = MetricKey("Shop", "Errors")


def test_an_alarm_shows_the_newest_value_of_the_same_statistic() -> None:
    points = ((NOON, 9.0), (NOON + timedelta(minutes=1), 41.0))
    query = SeriesQuery(id="m0", label="errors", metric=ERRORS, statistic="Sum")
    alarms = [
        Alarm(name="same", state=AlarmState.ALARM, metric=ERRORS, statistic="Sum", value=9.0),
        Alarm(name="no data", metric=ERRORS, statistic="Sum"),
        Alarm(
            name="other statistic",
            state=AlarmState.OK,
            metric=ERRORS,
            statistic="Average",
            value=2.0,
        ),
        Alarm(name="composite", value=None),
    ]
    shown = with_newest(alarms, [Series(query=query, points=points)])
    assert [alarm.value for alarm in shown] == [41.0, None, 2.0, None]


def test_a_series_without_points_changes_nothing() -> None:
    query = SeriesQuery(id="m0", label="errors", metric=ERRORS, statistic="Sum")
    alarm = Alarm(name="same", state=AlarmState.OK, metric=ERRORS, statistic="Sum", value=9.0)
    assert list(with_newest([alarm], [Series(query=query)])) == [alarm]
