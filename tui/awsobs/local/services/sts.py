"""Security Token Service: who a caller is, and keys for a while."""

import re
import secrets
import string
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from awsobs.local.operations import Call, Fault, Operations, Reply

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("sts")

USER_NAME = "local"
USER_ID = "AIDALOCALAWSOBSUSER00"

_ROLE_ARN = re.compile(r"arn:aws[\w-]*:iam::(\d{12}):role/(?:[\w+=,.@-]+/)*([\w+=,.@-]{1,64})")
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_SHORTEST, _LONGEST = 900, 43_200
_MOST_SESSIONS = 1_000
_LETTERS = string.ascii_uppercase + "234567"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSession:
    """A role that somebody assumed."""

    role_arn: str
    role_name: str
    role_id: str
    account: str
    name: str
    began: datetime

    @property
    def arn(self) -> str:
        return f"arn:aws:sts::{self.account}:assumed-role/{self.role_name}/{self.name}"


class StsState:
    """The newest role sessions, by the access key each was given."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, RoleSession] = OrderedDict()

    def session(self, access_key_id: str) -> RoleSession | None:
        """Whose key this is, if it came from AssumeRole."""
        return self._sessions.get(access_key_id)

    def remember(self, access_key_id: str, session: RoleSession) -> None:
        """Keep a session; the oldest one goes when there are too many."""
        self._sessions[access_key_id] = session
        if len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)


@operations.answer("GetCallerIdentity")
def get_caller_identity(cloud: "Cloud", call: Call) -> Reply:
    """The user `local`, or the role session of the key."""
    session = cloud.sts.session(call.caller.access_key_id)
    if session is not None:
        user_id = f"{session.role_id}:{session.name}"
        return {"UserId": user_id, "Account": session.account, "Arn": session.arn}
    return {"UserId": USER_ID, "Account": cloud.account, "Arn": user_arn(cloud)}


@operations.answer("GetSessionToken")
def get_session_token(cloud: "Cloud", call: Call) -> Reply:
    """Keys of the user's own for a while."""
    return {"Credentials": _credentials(cloud, call, 43_200)}


@operations.answer("AssumeRole")
def assume_role(cloud: "Cloud", call: Call) -> Reply:
    """Keys of a role's; later calls signed with them are the role's in the trail."""
    role_arn, name = str(call.parameters["RoleArn"]), str(call.parameters["RoleSessionName"])
    role = _ROLE_ARN.fullmatch(role_arn)
    if role is None:
        raise Fault("ValidationError", f"{role_arn:.200} is invalid")
    if not _SESSION_NAME.fullmatch(name):
        raise Fault("ValidationError", f"The role session name {name:.100} is invalid")
    credentials = _credentials(cloud, call, 3_600)
    session = RoleSession(
        role_arn=role_arn,
        role_name=role[2],
        role_id="AROA" + _random(17),
        account=role[1],
        name=name,
        began=cloud.clock.now(),
    )
    cloud.sts.remember(credentials["AccessKeyId"], session)
    user = {"AssumedRoleId": f"{session.role_id}:{name}", "Arn": session.arn}
    return {"Credentials": credentials, "AssumedRoleUser": user}


def user_arn(cloud: "Cloud") -> str:
    """The ARN of the one user that all long-term keys belong to."""
    return f"arn:aws:iam::{cloud.account}:user/{USER_NAME}"


def _credentials(cloud: "Cloud", call: Call, default: int) -> Mapping[str, Any]:
    seconds = int(call.parameters.get("DurationSeconds", default))
    if not _SHORTEST <= seconds <= _LONGEST:
        raise Fault(
            "ValidationError", f"DurationSeconds must be between {_SHORTEST} and {_LONGEST}"
        )
    return {
        "AccessKeyId": "ASIA" + _random(16),
        "SecretAccessKey": secrets.token_urlsafe(30),
        "SessionToken": secrets.token_urlsafe(150),
        "Expiration": cloud.clock.now() + timedelta(seconds=seconds),
    }


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
