"""Sigma rules: what a selection, a condition and a modifier mean on a record of CloudTrail."""

from collections.abc import Mapping

import pytest

from awsobs.languages.sigma.correlations import correlation_of
from awsobs.languages.sigma.errors import SigmaError
from awsobs.languages.sigma.rules import OtherLogs, rule_of
from awsobs.languages.sigma.yaml_text import documents_of

RECORD = {
    "eventName": "PutUserPolicy",
    "eventSource": "iam.amazonaws.com",
    "sourceIPAddress": "198.51.100.7",
    "userAgent": r"tool*1 C:\path",
    "readOnly": False,
    "nothing": None,
    "userIdentity": {"arn": "arn:aws:iam::1:user/Ann", "type": "IAMUser"},
    "requestParameters": {
        "userName": "ann",
        "policyDocument": '{"Effect":"Allow","Action":"*"}',
        "count": 12,
        "items": [{"port": 22}, {"port": 443}, {"tags": ["a", "b"]}],
        "a.b": "dotted",
    },
}


_LAUGHS = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 8)
)
"""A few lines that stand for millions of words."""


def holds(detection: str, record: Mapping[str, object] = RECORD) -> bool:
    head = "title: t\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n"
    text = head + "\n".join("  " + line for line in detection.splitlines())
    return rule_of(documents_of(text)[0], {}).selection.test(record)


def selects(selection: str) -> bool:
    return holds(f"s: {selection}\ncondition: s")


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("{eventName: putuserpolicy}", True),
        ("{eventName: PutUser}", False),
        ("{eventName: Put*Policy}", True),
        ("{eventName: Put?serPolicy}", True),
        (r"{userAgent: 'tool\*1 C:\path'}", True),
        (r"{userAgent: 'tool?1*path'}", True),
        (r"{userAgent: 'tool\?1*'}", False),
        ("{eventName: [Other, PUTUSERPOLICY]}", True),
        ("{eventName: PutUserPolicy, eventSource: s3.amazonaws.com}", False),
        ("[{eventName: Other}, {eventSource: iam.amazonaws.com}]", True),
        ("{readOnly: false}", True),
        ("{readOnly: 'False'}", True),
        ("{requestParameters.count: 12}", True),
        ("{requestParameters.count: '12'}", True),
        ("{requestParameters.items.port: 443}", True),
        ("{requestParameters.items.tags: b}", True),
        ("{requestParameters.items.port: 80}", False),
        ("{nothing: null}", True),
        ("{missing: null}", True),
        ("{eventName: null}", False),
        ("{missing: ''}", False),
        ("{missing: '*'}", False),
        ('{requestParameters|contains: \'"Effect":"allow"\'}', True),
        ("{requestParameters.policyDocument|contains|all: ['allow', 'action']}", True),
        ("{requestParameters.policyDocument|contains|all: ['allow', 'deny']}", False),
        ("{eventName|startswith: put}", True),
        ("{eventName|endswith: policy}", True),
        ("{eventName|endswith: put}", False),
        ("{eventName|cased: putuserpolicy}", False),
        ("{eventName|startswith|cased: Put}", True),
        ("{eventName|re: '^Put(User|Role)Policy$'}", True),
        ("{eventName|re: '^putuser'}", False),
        ("{eventName|re|i: '^putuser'}", True),
        ("{sourceIPAddress|cidr: 198.51.100.0/24}", True),
        ("{sourceIPAddress|cidr: ['10.0.0.0/8', '2001:db8::/32']}", False),
        ("{eventSource|cidr: 10.0.0.0/8}", False),
        ("{userIdentity.arn|fieldref|endswith: requestParameters.userName}", True),
        ("{userIdentity.type|fieldref: requestParameters.userName}", False),
        ("{userIdentity.type|fieldref|neq: requestParameters.userName}", True),
        ("{eventName|exists: true}", True),
        ("{nothing|exists: true}", False),
        ("{missing|exists: false}", True),
        ("{requestParameters.count|gte: 12}", True),
        ("{requestParameters.count|lt: 12}", False),
        ("{eventName|gt: 1}", False),
        ("{eventName|neq: PutUserPolicy}", False),
        ("[ann, nobody]", True),
        ("{'|all': [ann, '198.51']}", True),
        ("{'|all': [ann, nobody]}", False),
    ],
)
def test_a_selection_means_what_sigma_says(selection: str, expected: bool) -> None:
    assert selects(selection) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("yes_1 and not no_1", True),
        ("not yes_1 or yes_2", True),
        ("not (yes_1 or yes_2)", False),
        ("no_1 or yes_1 and no_2", False),
        ("1 of yes_*", True),
        ("all of no_*", False),
        ("all of them", False),
        ("1 of them", True),
        ("any of no_*", False),
        ("yes_1 AND NOT no_1", True),
        ("[no_1, yes_1]", True),
    ],
)
def test_a_condition_binds_not_before_and_before_or(condition: str, expected: bool) -> None:
    names = {"yes_1": "Put*", "yes_2": "*Policy", "no_1": "Get*", "no_2": "List*"}
    lines = [f"{name}: {{eventName: '{value}'}}" for name, value in names.items()]
    assert holds("\n".join([*lines, f"condition: {condition}"])) is expected


def test_what_begins_with_an_underscore_is_not_one_of_them() -> None:
    assert not holds("_x: {eventName: Put*}\ny: {eventName: Get*}\ncondition: 1 of them")


@pytest.mark.parametrize("bytes_before", ["", "x", "xy"])
def test_base64offset_is_found_wherever_the_text_began(bytes_before: str) -> None:
    from base64 import b64encode

    text = b64encode(f"{bytes_before}curl http://evil and more".encode()).decode()
    rule = "s: {data|base64offset|contains: 'http://evil'}\ncondition: s"
    assert holds(rule, {"data": text})
    assert not holds(rule, {"data": b64encode(b"curl http://good").decode()})


@pytest.mark.parametrize(
    ("detection", "said"),
    [
        ("s: {eventName|sounds: x}\ncondition: s", "modifier sounds"),
        ("s: {eventName|re: '('}\ncondition: s", "expression"),
        ("s: {ip|cidr: nowhere}\ncondition: s", "no network"),
        ("s: {n|gt: many}\ncondition: s", "no number"),
        ("s: {n: {a: b}}\ncondition: s", "must be text"),
        ("s: {}\ncondition: s", "empty"),
        ("s: {a: b}\ncondition: t", "called t"),
        ("s: {a: b}\ncondition: 1 of t*", "called t"),
        ("s: {a: b}\ncondition: (s", "lacks"),
        ("s: {a: b}\ncondition: s and", "too early"),
        ("s: {a: b}\ncondition: s s", "unexpected s"),
        ("s: {a: b}\ncondition: s | count() > 5", "counting"),
        ("s: {a: b}", "missing"),
        ("s: {a: []}\ncondition: s", "no value"),
    ],
)
def test_a_rule_that_is_not_understood_says_why(detection: str, said: str) -> None:
    with pytest.raises(SigmaError, match=said.replace("(", r"\(")):
        holds(detection)


def test_a_rule_for_other_logs_is_told_from_a_broken_one() -> None:
    text = "title: t\nlogsource: {product: windows}\ndetection: {s: {a: b}, condition: s}"
    with pytest.raises(OtherLogs):
        rule_of(documents_of(text)[0], {})


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- a\n- b",
        "a: !!python/object/apply:os.system [x]",
        "a: [",
        "\x00",
        "a: 2024-99-99",
        _LAUGHS,
    ],
)
def test_yaml_that_is_no_rule_is_refused_in_words(text: str) -> None:
    with pytest.raises(SigmaError):
        documents_of(text)


def test_a_selection_knows_which_events_it_can_match() -> None:
    head = "title: t\nlogsource: {product: aws}\ndetection:\n  a: {eventName: [One, Two]}\n"
    text = head + "  b: {eventName|contains: w}\n  c: {eventSource: x}\n  condition: a and not c"
    assert rule_of(documents_of(text)[0], {}).selection.names == {"one", "two"}
    open_ended = text.replace("a and not c", "a or b")
    assert rule_of(documents_of(open_ended)[0], {}).selection.names is None


def test_a_correlation_is_read() -> None:
    text = (
        "title: t\ncorrelation:\n  type: value_count\n  rules: [a, b]\n  group-by: [who]\n"
        "  timespan: 5m\n  condition: {field: eventName, gte: 10}"
    )
    correlation = correlation_of(documents_of(text)[0])
    assert correlation.timespan.total_seconds() == 300
    assert not correlation.is_passed_by(9)
    assert correlation.is_passed_by(10)


@pytest.mark.parametrize(
    "change",
    [
        ("value_count", "sum"),
        ("5m", "5 minutes"),
        ("gte: 10", "about: 10"),
        ("field: eventName, ", ""),
        ("rules: [a, b]", "rules: []"),
    ],
)
def test_a_correlation_that_is_not_understood_is_refused(change: tuple[str, str]) -> None:
    text = (
        "title: t\ncorrelation:\n  type: value_count\n  rules: [a, b]\n  group-by: [who]\n"
        "  timespan: 5m\n  condition: {field: eventName, gte: 10}"
    )
    with pytest.raises(SigmaError):
        correlation_of(documents_of(text.replace(*change))[0])
