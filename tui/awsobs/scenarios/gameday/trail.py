"""The trail of a game day: what the plan's people do, among what everybody else does."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from awsobs.scenarios.checkout.deploys import CLI
from awsobs.scenarios.checkout.identities import Person, Role
from awsobs.scenarios.checkout.records import Deed, record_of
from awsobs.scenarios.draws import draw
from awsobs.scenarios.gameday.noise import noise
from awsobs.scenarios.gameday.phases import Phases
from awsobs.scenarios.gameday.plan import Act, Plan

AGENTS: Final = {
    "cli": CLI,
    "console": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "terraform": "APN/1.0 HashiCorp/1.0 Terraform/1.13.5 aws-sdk-go-v2/1.39.4 os/linux",
    "boto": "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux lang/python#3.13.7",
}
_SESSION_AGE: Final = 1500.0
_PLACE: Final = re.compile(r"arn:aws:(\w[\w-]*):([\w-]*):")


def records(plan: Plan, seed: int, phases: Phases) -> list[tuple[float, Mapping[str, Any]]]:
    """Each record with its time in epoch seconds, oldest first."""
    deeds = [_deed(act, phases) for act in plan.acts]
    deeds += noise(f"{plan.name}/{seed}", phases.start)
    deeds.sort(key=lambda deed: deed.at)
    return [(deed.at, record_of(seed, deed)) for deed in deeds]


def truth(plan: Plan, seed: int, phases: Phases) -> Iterator[str]:
    """The ids of the records that the failure begins with."""
    for act in plan.acts:
        if act.truth:
            yield record_of(seed, _deed(act, phases))["eventID"]


def _deed(act: Act, phases: Phases) -> Deed:
    at = phases.moment(act.at)
    since = at - _SESSION_AGE * (0.5 + draw(f"session/{act.role}/{act.who}"))
    refused = {"errorCode": act.error, "errorMessage": "refused"} if act.error else {}
    user = Person(act.who, mfa=None if act.keys else True)
    return Deed(
        at=at,
        who=Role(act.role, act.who, since) if act.role else user,
        service=act.service,
        name=act.name,
        address=act.address,
        agent=AGENTS.get(act.agent, act.agent),
        request=act.request,
        response=act.response,
        resources=act.resources,
        reads=act.reads,
        more=refused,
    )
