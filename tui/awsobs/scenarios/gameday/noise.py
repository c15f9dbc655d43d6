"""What an account's people and programs do all day, whatever the story is."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from awsobs.scenarios.checkout.deploys import CLI
from awsobs.scenarios.checkout.identities import ACCOUNT, Person, Role
from awsobs.scenarios.checkout.records import REGION, Deed
from awsobs.scenarios.draws import draw, hex_id
from awsobs.scenarios.gameday.plan import HISTORY

_EVERY: Final = 75.0
_LONGEST: Final = 1800.0  # it goes on so long after the start

_TERRAFORM: Final = "APN/1.0 HashiCorp/1.0 Terraform/1.13.5 aws-sdk-go-v2/1.39.4 os/linux"
_BROWSER: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) Chrome/142.0.0.0 Safari/537.36"
_FUNCTIONS: Final = ("image-resizer", "newsletter", "search-indexer", "price-import", "sitemap")
_PEOPLE: Final = ("erin", "frank", "grace")


def noise(place: str, start: float) -> Iterator[Deed]:
    """Deeds from three hours before the start to half an hour after, oldest first."""
    count = int((HISTORY + _LONGEST) / _EVERY)
    for number in range(count):
        here = f"{place}/noise/{number}"
        at = start - HISTORY + _EVERY * (number + draw(f"{here}/at"))
        if at < start + _LONGEST:
            yield _deed(here, at)


def _deed(here: str, at: float) -> Deed:
    chance = draw(f"{here}/which")
    thing = _FUNCTIONS[int(draw(f"{here}/thing") * len(_FUNCTIONS))]
    person = Person(_PEOPLE[int(draw(f"{here}/who") * len(_PEOPLE))], mfa=True)
    pipeline = Role("batch-deploy", f"run-{int(at) % 9973}", at - 90)
    if chance < 0.30:
        name = ("DescribeInstances", "DescribeSecurityGroups")[int(chance * 100) % 2]
        return _made(at, person, "ec2", name, {"maxResults": 100}, reads=True)
    if chance < 0.50:
        role = f"arn:aws:iam::{ACCOUNT}:role/{thing}-function"
        request: Mapping[str, Any] = {"roleArn": role, "roleSessionName": thing}
        return _made(at, Person("batch"), "sts", "AssumeRole", request, reads=True)
    if chance < 0.62:
        request = {"functionName": thing, "publish": True, "dryRun": False}
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{thing}"
        answer = {"functionName": thing, "functionArn": arn, "version": str(int(at) % 400)}
        return _made(at, pipeline, "lambda", "UpdateFunctionCode20150331v2", request, answer)
    if chance < 0.74:
        request = {"resourceArn": f"arn:aws:s3:::{thing}-data", "tags": {"owner": "data"}}
        return _made(at, pipeline, "tagging", "TagResources", request)
    if chance < 0.84:
        request = {"logGroupName": f"/batch/{thing}", "logStreamName": hex_id(here, 12)}
        return _made(at, Person("batch"), "logs", "CreateLogStream", request)
    if chance < 0.93:
        request = {"volumeId": f"vol-{hex_id(thing, 16)}", "description": "nightly"}
        answer = {"snapshotId": f"snap-{hex_id(here, 16)}"}
        return _made(at, Person("batch"), "ec2", "CreateSnapshot", request, answer)
    request = {"alarmName": f"{thing}-age", "threshold": 900.0, "period": 300}
    return _made(at, person, "monitoring", "PutMetricAlarm", request)


def _made(
    at: float,
    who: Person | Role,
    service: str,
    name: str,
    request: Mapping[str, Any],
    answer: Mapping[str, Any] | None = None,
    *,
    reads: bool = False,
) -> Deed:
    is_person = isinstance(who, Person) and who.mfa is not None
    agent = _BROWSER if is_person else _TERRAFORM if isinstance(who, Role) else CLI
    return Deed(
        at=at,
        who=who,
        service=service,
        name=name,
        address="198.51.100.4" if is_person else "203.0.113.9",
        agent=agent,
        request=request,
        response=answer,
        reads=reads,
    )
