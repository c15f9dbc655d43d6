"""A small account on loopback, and commands that are run on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from awsobs import cli
from awsobs.domain.clock import SystemClock
from awsobs.local.cloud import Cloud
from awsobs.local.faults import FaultPlan, Refusal, Rule
from awsobs.local.operations import Call
from awsobs.local.server import LocalServer

AGO = timedelta(seconds=90)
ESCAPES = "\x1b]52;c;RVZJTA==\x07\x9b31m\x7f"


@dataclass(frozen=True)
class Told:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Ask = Callable[..., Awaitable[Told]]


class Shop:
    """The account: two log groups, an alarm, a metric, a change and a trace."""

    def __init__(self) -> None:
        self.cloud = Cloud(SystemClock())
        self.at = self.cloud.clock.now() - AGO
        self._lines()
        self._metric()
        self._trace()

    def put(self, operation: str, **parameters: Any) -> None:
        service, name = operation.split(":")
        self.cloud.answer(Call(service=service, operation=name, parameters=parameters))

    def _lines(self) -> None:
        at = int(self.at.timestamp() * 1000)
        for number, group in enumerate(("/shop/pay", "/shop/web")):
            self.put("logs:CreateLogGroup", logGroupName=group)
            stream = {"logGroupName": group, "logStreamName": "s"}
            self.put("logs:CreateLogStream", **stream)
            texts = (f"ERROR timeout {ESCAPES}", "INFO ok é", "x" * 300)
            events = [
                {"timestamp": at + 10 * index + number, "message": text}
                for index, text in enumerate(texts)
            ]
            self.put("logs:PutLogEvents", **stream, logEvents=events)

    def _metric(self) -> None:
        key = {"MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": "pay"}]}
        datum = key | {"Timestamp": self.at, "Value": 7.0}
        self.put("cloudwatch:PutMetricData", Namespace="AWS/Lambda", MetricData=[datum])
        alarm = {
            "Namespace": "AWS/Lambda",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 5.0,
            "ComparisonOperator": "GreaterThanThreshold",
        }
        for name in ("pay-errors", "spare"):
            self.put("cloudwatch:PutMetricAlarm", AlarmName=name, **alarm, **key)
        firing = {"StateValue": "ALARM", "StateReason": "too many"}
        self.put("cloudwatch:SetAlarmState", AlarmName="pay-errors", **firing)

    def _trace(self) -> None:
        start = self.at.timestamp()
        document = {
            "id": "0123456789abcdef",
            "trace_id": f"1-{int(start):08x}-{1:024x}",
            "name": "pay",
            "origin": "AWS::Lambda::Function",
            "start_time": start,
            "end_time": start + 0.1,
            "fault": True,
            "http": {"request": {"url": "https://x/pay"}, "response": {"status": 502}},
            "aws": {"account_id": "123456789012"},
        }
        self.put("xray:PutTraceSegments", TraceSegmentDocuments=[json.dumps(document)])


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
async def server(shop: Shop) -> AsyncIterator[LocalServer]:
    one = await LocalServer.start(shop.cloud)
    yield one
    await one.stop()


@pytest.fixture
def refuse(server: LocalServer) -> Callable[[str, str], None]:
    """Let operations be refused: `refuse("logs:FilterLogEvents", "AccessDeniedException")`.

    Several stand in one text, with spaces between.
    """

    def refused(operations: str, code: str) -> None:
        harm = Refusal(code=code, message="no")
        names = [operation.split(":") for operation in operations.split()]
        rules = [Rule(harm=harm, service=service, operation=name) for service, name in names]
        server.use(FaultPlan(rules))

    return refused


@pytest.fixture
def ask(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Ask:
    """Run a command on the account: `await ask("alarms", "--json")`."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "COLUMNS": "100",
        "LANG": "C.UTF-8",
    }.items():
        monkeypatch.setenv(name, value)

    async def asked(command: str, *arguments: str, url: str = server.url) -> Told:
        given = (command, "--no-config", "--endpoint-url", url, *arguments)
        status = await asyncio.to_thread(cli.run, given)
        told = capsys.readouterr()
        return Told(status, told.out, told.err)

    return asked
