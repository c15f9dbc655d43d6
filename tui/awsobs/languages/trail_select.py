"""A filter of the trail as the SELECT that CloudTrail Lake or Athena is asked.

The statement finds at least what the filter lets through; the filter itself is applied to what
comes. Only parts that every match must meet are sent, and only those that mean no less there.
Athena's columns are those of the table that the CloudTrail console makes (user guide, "Querying
AWS CloudTrail logs"); Lake's are those of "CloudTrail Lake supported event schemas".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from awsobs.languages.lookup_attribute import demanded

LAKE_COLUMNS = ("eventJson",)
_MEMBERS = {
    "useridentity.type": "type",
    "useridentity.principalid": "principalId",
    "useridentity.arn": "arn",
    "useridentity.accountid": "accountId",
    "useridentity.invokedby": "invokedBy",
    "useridentity.accesskeyid": "accessKeyId",
    "useridentity.username": "userName",
}
_ISSUER = {
    "useridentity.sessioncontext.sessionissuer.type": "type",
    "useridentity.sessioncontext.sessionissuer.arn": "arn",
    "useridentity.sessioncontext.sessionissuer.username": "userName",
}
_MFA = "useridentity.sessioncontext.attributes.mfaauthenticated"
_PLAIN = {
    "eventversion": "eventVersion",
    "eventtime": "eventTime",
    "eventsource": "eventSource",
    "eventname": "eventName",
    "awsregion": "awsRegion",
    "sourceipaddress": "sourceIPAddress",
    "useragent": "userAgent",
    "errorcode": "errorCode",
    "errormessage": "errorMessage",
    "requestid": "requestID",
    "eventid": "eventID",
    "eventtype": "eventType",
    "readonly": "readOnly",
    "recipientaccountid": "recipientAccountId",
}
_JSON = {
    "requestparameters": "requestParameters",
    "responseelements": "responseElements",
    "additionaleventdata": "additionalEventData",
}
ATHENA_COLUMNS = (*_PLAIN, *_JSON, *_MEMBERS, *_ISSUER, _MFA)
MOST_ROWS = 5_000

_TABLE = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+){0,2}")
_STORE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FOUND_IN = {
    "event": "eventName",
    "source": "eventSource",
    "ip": "sourceIPAddress",
    "region": "awsRegion",
}
_YES = frozenset({"yes", "true", "1"})
Spell = Callable[[str], str]


def lake_select(
    store: str, text: str, fields: Iterable[str], start: datetime, end: datetime
) -> str:
    """What CloudTrail Lake is asked; `store` is the id of an event data store.

    Raises:
        FilterError: the filter cannot be understood.
        ValueError: that is no id of a store.
    """
    if not _STORE.fullmatch(store):
        raise ValueError(f"{store} is no id of an event data store")
    wheres = [
        f"eventTime >= '{start:%Y-%m-%d %H:%M:%S}'",
        f"eventTime <= '{end:%Y-%m-%d %H:%M:%S}'",
        *_wheres(text, fields, str, writes="readOnly = false"),
    ]
    return _statement(", ".join(LAKE_COLUMNS), store, wheres, "eventTime")


def athena_select(
    table: str,
    partitions: Iterable[str],
    text: str,
    fields: Iterable[str],
    start: datetime,
    end: datetime,
) -> str:
    """What Athena is asked; `partitions` are the names of the columns the table is cut by.

    Raises:
        FilterError: the filter cannot be understood.
        ValueError: that is no name of a table.
    """
    if not _TABLE.fullmatch(table):
        raise ValueError(f"{table} is no name of a table")
    wheres = [
        *_days(tuple(partitions), start, end),
        f"eventtime >= '{start:%Y-%m-%dT%H:%M:%SZ}'",
        f"eventtime <= '{end:%Y-%m-%dT%H:%M:%SZ}'",
        *_wheres(text, fields, str.lower, writes="readonly = 'false'"),
    ]
    return _statement(", ".join(ATHENA_COLUMNS), table, wheres, "eventtime")


def record_of(row: Mapping[str, str | None], parsed: Callable[[str], object]) -> dict[str, object]:
    """The record that a row of Athena's is of; `parsed` reads JSON, None where it is none."""
    record: dict[str, object] = {
        name: value for column, name in _PLAIN.items() if (value := row.get(column))
    }
    for column, name in _JSON.items():
        if value := row.get(column):
            read = parsed(value)
            record[name] = read if read is not None else value
    who: dict[str, object] = {n: v for c, n in _MEMBERS.items() if (v := row.get(c))}
    issuer = {n: v for c, n in _ISSUER.items() if (v := row.get(c))}
    session: dict[str, object] = {"sessionIssuer": issuer} if issuer else {}
    if mfa := row.get(_MFA):
        session["attributes"] = {"mfaAuthenticated": mfa}
    if session:
        who["sessionContext"] = session
    if who:
        record["userIdentity"] = who
    return record


def _statement(columns: str, table: str, wheres: list[str], order: str) -> str:
    joined = " AND ".join(wheres)
    return f"SELECT {columns} FROM {table} WHERE {joined} ORDER BY {order} DESC LIMIT {MOST_ROWS}"


def _wheres(text: str, fields: Iterable[str], spell: Spell, *, writes: str) -> Iterator[str]:
    for name, operator, value in demanded(text, fields):
        if operator not in (":", "="):
            continue
        if name == "error" and value == "*":
            yield f"{spell('errorCode')} IS NOT NULL"
        elif name == "write" and value.lower() in _YES:
            yield writes
        elif name in _FOUND_IN and value != "*":
            yield f"lower({spell(_FOUND_IN[name])}) LIKE '{_pattern(value)}'"


def _pattern(value: str) -> str:
    """A LIKE that matches at least what the filter does, whatever the case."""
    is_glob = any(mark in value for mark in "*?")
    wanted = value.lower().replace("'", "''")
    if is_glob:
        return re.sub(r"\[[^\]]*\]", "%", wanted).replace("*", "%").replace("?", "_")
    return f"%{wanted}%"


def _days(partitions: tuple[str, ...], start: datetime, end: datetime) -> Iterator[str]:
    """What spares Athena the days that are not asked for."""
    if "timestamp" in partitions:
        yield f"\"timestamp\" >= '{start:%Y/%m/%d}'"
        yield f"\"timestamp\" <= '{end:%Y/%m/%d}'"
    elif {"year", "month", "day"} <= set(partitions):
        day = "year || month || day"
        yield f"{day} >= '{start:%Y%m%d}'"
        yield f"{day} <= '{end:%Y%m%d}'"
