"""Texts in every place of a local AWS where somebody else may have put them."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.app.console import Console
from awsobs.collecting.look_once import poll_once
from awsobs.domain.alarms import AlarmState
from awsobs.domain.clock import Clock, FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Caller
from awsobs.local.server import LocalServer
from awsobs.local.services.events_state import EventRule
from awsobs.local.services.xray_documents import Document
from awsobs.settings import Settings
from awsobs.sources.access import USER_AGENT
from awsobs.store.memory import Memory

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Spread:
    """Puts a text everywhere, past the checks that keep some names clean in the real AWS."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._count = 0

    def everywhere(self, texts: Sequence[str]) -> None:
        """Each text in each place."""
        for text in texts:
            self._count += 1
            at = self.cloud.clock.now() - timedelta(seconds=60 + self._count % 300)
            self._log(text, at)
            self._trail(text, at)
            self._alarm(text)
            self._metric(text, at)
            self._rule(text)
            self._trace(text, at)

    def _call(self, operation: str, **parameters: Any) -> None:
        service, name = operation.split(":")
        hidden = Caller(user_agent=USER_AGENT)  # the trail shows none of our own calls
        self.cloud.answer(
            Call(service=service, operation=name, parameters=parameters, caller=hidden)
        )

    def _log(self, text: str, at: datetime) -> None:
        milliseconds = int(at.timestamp() * 1000)
        lines = [
            (milliseconds, text),
            (milliseconds, f"ERROR {text} went wrong"),
            (milliseconds, json.dumps({"level": "ERROR", "message": text, "user": text})),
        ]
        self.cloud.logs.put("/shop", text[:200], lines, milliseconds)

    def _trail(self, text: str, at: datetime) -> None:
        record = {
            "eventID": f"event-{self._count}",
            "eventTime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "eventName": "UpdateFunctionConfiguration",
            "eventSource": "lambda.amazonaws.com",
            "readOnly": False,
            "userIdentity": {"type": "IAMUser", "userName": text, "principalId": text},
            "sourceIPAddress": text,
            "userAgent": text,
            "errorCode": "AccessDenied" if self._count % 2 else "",
            "errorMessage": text,
            "requestParameters": {"functionName": text, "nested": [{"json": json.dumps([text])}]},
            "responseElements": {text: text},
            "resources": [{"ARN": text, "type": "AWS::Lambda::Function"}],
        }
        self.cloud.trail.put(record)

    def _alarm(self, text: str) -> None:
        name = f"{text[:200]} {self._count}"
        self._call(
            "cloudwatch:PutMetricAlarm",
            AlarmName=name,
            AlarmDescription=text[:1000],
            Namespace="shop",
            MetricName=text[:200] or "m",
            Dimensions=[{"Name": "d", "Value": text[:200]}] if text else [],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=5.0,
            ComparisonOperator="GreaterThanThreshold",
        )
        self.cloud.alarms.seed(name, AlarmState.ALARM, self._since(), reason=text[:900] or "r")

    def _since(self) -> datetime:
        return self.cloud.clock.now() - timedelta(seconds=30)

    def _metric(self, text: str, at: datetime) -> None:
        self.cloud.metrics.put("shop", text[:200], (("d", text[:200]),), at, 7.0)

    def _rule(self, text: str) -> None:
        name = f"rule-{self._count}"
        self.cloud.events.bus("default").rules[name] = EventRule(
            name=name,
            bus="default",
            arn=f"arn:aws:events:us-east-1:123456789012:rule/{self._count}",
            state="ENABLED",
            schedule=text,
            description=text,
            targets={text: {"Id": text, "Arn": text}},
        )

    def _trace(self, text: str, at: datetime) -> None:
        text = text.encode("utf-8", "replace").decode()  # others X-Ray does not take
        start = at.timestamp()
        trace_id = f"1-{int(start):08x}-{self._count:024x}"
        body = {
            "id": f"{self._count:016x}",
            "trace_id": trace_id,
            "name": text,
            "start_time": start,
            "end_time": start + 0.1,
            "fault": True,
            "annotations": {"note": text, text: text},
            "metadata": {"default": {"note": [text]}},
            "http": {"request": {"url": f"https://shop/{text}", "user_agent": text}},
            "cause": {"exceptions": [{"id": "e", "message": text, "type": text}]},
            "subsegments": [
                {
                    "id": f"{self._count + 0x10000:016x}",
                    "name": f"{text} db",
                    "namespace": "remote",
                    "start_time": start,
                    "end_time": start + 0.05,
                    "sql": {"sanitized_query": text, "url": text},
                }
            ],
        }
        document = Document(
            text=json.dumps(body),
            id=f"{self._count:016x}",
            trace_id=trace_id,
            start=start,
            end=start + 0.1,
            in_progress=False,
            is_subsegment=False,
        )
        self.cloud.xray.put(document, start)


@pytest.fixture
def screen() -> Callable[[Console], str]:
    """The text of the whole screen."""

    def text(console: Console) -> str:
        strips = console.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage] # nothing public tells what is drawn
        return "\n".join(strip.text for strip in strips)

    return text


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def spread() -> Callable[[Clock], Spread]:
    """A local AWS to put texts into."""
    return lambda clock: Spread(Cloud(clock, quotas=False))


@pytest.fixture
def filled(clock: FrozenClock) -> Callable[[Cloud], Awaitable[Memory]]:
    """What the sources make of a local AWS, read over a real socket."""

    async def fill(cloud: Cloud) -> Memory:
        server = await LocalServer.start(cloud)
        memory = Memory()
        settings = Settings(
            endpoint_url=server.url, access_key=("test", "test"), region="us-east-1"
        )
        try:
            assert not await poll_once(settings, memory, clock)
        finally:
            await server.stop()
        return memory

    return fill
