"""Sigma rules against pysigma's reading of them, where it is installed (`pip install pysigma`).

pysigma parses and this file evaluates what it has parsed, node by node.
"""

import importlib
import ipaddress
import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from awsobs.languages.sigma.rules import rule_of
from awsobs.languages.sigma.yaml_text import documents_of

pytest.importorskip("sigma.rule", reason="pysigma is not installed")

RECORD: Mapping[str, Any] = {
    "eventName": "PutUserPolicy",
    "sourceIPAddress": "198.51.100.7",
    "userAgent": r"tool*1 C:\path",
    "readOnly": False,
    "count": 12,
    "nothing": None,
    "policy": '{"Effect":"Allow","Action":"*"}',
    "user": "arn:aws:iam::1:user/ann",
    "name": "ann",
    "data": "bGVhZCBjdXJsIGh0dHA6Ly9ldmlsIGFuZCBtb3Jl",
}
DETECTIONS = [
    "s: {eventName: putuserpolicy}",
    "s: {eventName: Put*}",
    "s: {eventName: '?utUserPolic?'}",
    r"s: {userAgent: 'tool\*1 C:\path'}",
    r"s: {userAgent: 'tool\*1 C:\\path'}",
    r"s: {userAgent: 'tool\*1*'}",
    r"s: {userAgent: '*\path'}",
    r"s: {userAgent: 'tool\?1*'}",
    "s: {eventName: [A, PutUserPolicy], readOnly: false}",
    "s: [{eventName: A}, {count: 12}]",
    "s: {count: '12'}",
    "s: {nothing: null}",
    "s: {missing: null, eventName|contains: user}",
    "s: {eventName: null}",
    "s: {name: ''}",
    "s: {policy|contains|all: [allow, action]}",
    "s: {policy|contains|all: [allow, deny]}",
    "s: {policy|contains: [allow, deny]}",
    "s: {eventName|startswith: put}",
    "s: {eventName|endswith: put}",
    "s: {eventName|cased: putuserpolicy}",
    "s: {eventName|startswith|cased: Put}",
    "s: {eventName|re: '^Put(User|Role)'}",
    "s: {eventName|re: '^put'}",
    "s: {eventName|re|i: '^put'}",
    "s: {sourceIPAddress|cidr: 198.51.100.0/24}",
    "s: {sourceIPAddress|cidr: [10.0.0.0/8, 192.168.0.0/16]}",
    "s: {user|fieldref|endswith: name}",
    "s: {user|fieldref: name}",
    "s: {eventName|exists: true}",
    "s: {missing|exists: true}",
    "s: {count|gte: 12}",
    "s: {count|lt: 12}",
    "s: {data|base64offset|contains: 'http://evil'}",
    "s: {data|base64offset|contains: 'http://good'}",
    "s: {data|base64: 'lead curl http://evil and more'}",
    "s: {eventName|neq: Other}",
    "s: {eventName|neq: PutUserPolicy}",
]
CONDITIONS = [
    "yes_1 and not no_1",
    "not yes_1 or yes_2",
    "not (yes_1 or yes_2)",
    "no_1 or yes_1 and no_2",
    "yes_1 and no_2 or yes_2",
    "1 of yes_*",
    "all of yes_*",
    "all of them",
    "1 of them",
    "any of no_*",
    "not 1 of no_*",
    "not all of yes_* or no_1",
]
FOUR = "yes_1: {eventName: 'Put*'}\nyes_2: {name: ann}\nno_1: {name: bob}\nno_2: {eventName: 'G*'}"


def texts() -> list[str]:
    return [f"{one}\ncondition: s" for one in DETECTIONS] + [
        f"{FOUR}\ncondition: {one}" for one in CONDITIONS
    ]


@pytest.mark.parametrize("text", texts())
def test_a_rule_holds_where_pysigma_s_reading_of_it_holds(text: str) -> None:
    raw = {
        "title": "t",
        "logsource": {"product": "aws", "service": "cloudtrail"},
        "detection": yaml.safe_load(text),
    }
    rule = importlib.import_module("sigma.rule").SigmaRule.from_dict(raw)
    expected = holds(rule.detection.parsed_condition[0].parse())
    assert rule_of(documents_of(yaml.safe_dump(raw))[0], {}).selection.test(RECORD) is expected


def holds(node: Any) -> bool:
    match type(node).__name__:
        case "ConditionAND":
            return all(map(holds, node.args))
        case "ConditionOR":
            return any(map(holds, node.args))
        case "ConditionNOT":
            return not holds(node.args[0])
        case _:
            return equals(RECORD.get(node.field), node.value)


def equals(found: Any, value: Any) -> bool:
    shown = str(found).lower() if isinstance(found, bool) else str(found)
    match type(value).__name__:
        case "SigmaNull":
            return found is None
        case "SigmaExists":
            return (found is not None) is value.exists
        case "SigmaExpansion":
            return any(equals(found, one) for one in value.values)
        case "SigmaNumber":
            return shown == str(value.number)
        case "SigmaBool":
            return shown == str(value.boolean).lower()
        case "SigmaCompareExpression":
            return compared(found, value)
        case "SigmaCIDRExpression":
            return ipaddress.ip_address(shown) in value.network
        case "SigmaRegularExpression":
            flags = re.I if any(flag.name == "IGNORECASE" for flag in value.flags) else 0
            return re.search(str(value.regexp), shown, flags) is not None
        case "SigmaFieldReference":
            other = re.escape(str(RECORD.get(value.field)))
            before = ".*" if value.ends_with else ""
            return re.fullmatch(before + other, shown, re.I) is not None
        case kind:
            assert kind in ("SigmaString", "SigmaCasedString")
            flags = 0 if kind == "SigmaCasedString" else re.I
            return found is not None and bool(re.fullmatch(pattern(value), shown, flags | re.S))


def compared(found: Any, value: Any) -> bool:
    limit = float(str(value.number.number))
    return {
        "LT": found < limit,
        "LTE": found <= limit,
        "GT": found > limit,
        "GTE": found >= limit,
    }[value.op.name]


def pattern(value: Any) -> str:
    pieces = (
        re.escape(part) if isinstance(part, str) else ".*" if "MULTI" in part.name else "."
        for part in value.s
    )
    return "".join(pieces)
