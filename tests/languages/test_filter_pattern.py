import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.delimited_pattern import words_of
from awsobs.languages.filter_pattern import LONGEST, PatternError, parse

TRAIL = json.dumps(
    {
        "eventType": "UpdateTrail",
        "sourceIPAddress": "111.111.111.111",
        "arrayKey": ["value", "another value"],
        "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
        "SomeObject": None,
        "ThisFlag": True,
        "ThatFlag": False,
        "recipientAccountId": "123456789012",
        "user-agent": "curl",
        "dotted.key": "yes",
        "latency": 512.5,
        "tiny": 0.001,
        "status": 404,
        "statusText": "404",
    }
)
USERS = json.dumps(
    {
        "user": {"id": 1, "email": "John.Stiles@example.com"},
        "users": [
            {"id": 2, "email": "John.Doe@example.com"},
            {"id": 3, "email": "Jane.Doe@example.com"},
        ],
        "actions": ["GET", "PUT", "DELETE"],
        "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
    }
)
ACCESS = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'


@pytest.mark.parametrize(
    ("pattern", "message", "expected"),
    [
        ("", "anything", True),
        ("   ", "", True),
        ("ERROR", "[ERROR] A fatal exception has occurred", True),
        ("ERROR", "Exiting with ERRORCODE: -1", True),
        ("ERROR", "an error", False),
        ("ERROR -Exiting", "Exiting with ERRORCODE: -1", False),
        ('"ERROR" - "Exiting"', "Exiting with ERRORCODE: -1", False),
        ("ERROR Exception", "[ERROR] Caught IllegalArgumentException", True),
        ("ERROR Exception", "[ERROR] nothing", False),
        ("Failed to process the request", "[WARN] Failed to process the request", True),
        ('"to process"', "[WARN] Failed to process", True),
        ('"process to"', "[WARN] Failed to process", False),
        ("-ERROR", "fine", True),
        ("-ERROR", "ERROR", False),
        ("?ERROR ?WARN", "ERROR message", True),
        ("?ERROR ?WARN", "WARN message", True),
        ("?ERROR ?WARN", "INFO message", False),
        ('?"a b" ?c', "xa bx", True),
        ("?ERROR request", "a request", True),
        ("?ERROR -request", "nothing", True),
        ("timed_out", "a timed_out b", True),
        (r'"say \"hi\""', 'they say "hi"', True),
        ('"日本"', "x日本y", True),
    ],
)
def test_terms_match_as_the_guide_says(pattern: str, message: str, expected: bool) -> None:
    assert parse(pattern).matches(message) is expected


@pytest.mark.parametrize(
    ("pattern", "message", "expected"),
    [
        ("%AUTHORIZED%", "[ERROR 401] UNAUTHORIZED REQUEST", True),
        ("%AUTHORIZED%", "ok", False),
        ("%^ERROR%", "ERROR first", True),
        ("%^ERROR%", "an ERROR", False),
        (r"%10\.10\.0\.1%", "from 10.10.0.1", True),
        (r"%10\.10\.0\.1%", "from 10x10x0x1", False),
        ("%colou?r%", "color", True),
        ("%gray|grey%", "grey", True),
        (r"%a{3}\x28%", "aaa(", True),
        (r"%\d{3}\s\w+%", "404 Not", True),
        ("{ $.eventType = %Trail% }", TRAIL, True),
        ("{ $.eventType != %Trail% }", TRAIL, False),
        ("{ $.status = %^4% }", TRAIL, True),
        ("[..., status=%4.{2}%, bytes]", ACCESS, True),
    ],
)
def test_regular_expressions_stand_alone_or_as_values(
    pattern: str, message: str, expected: bool
) -> None:
    assert parse(pattern).matches(message) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('{ $.eventType = "UpdateTrail" }', True),
        ("{$.eventType=UpdateTrail}", True),
        ("{ $.eventType = updatetrail }", False),
        ("{ $.sourceIPAddress != 123.123.* }", True),
        ("{ $.sourceIPAddress = 111.111.* }", True),
        ('{ $.arrayKey[0] = "value" }', True),
        ('{ $.arrayKey[7] = "value" }', False),
        ('{ $.eventType[0] = "value" }', False),
        ("{ $.objectList[1].id = 2 }", True),
        ("{ $.objectList[1].id = 2.0 }", True),
        ("{ $.SomeObject IS NULL }", True),
        ("{ $.Other IS NULL }", False),
        ("{ $.SomeOtherObject NOT EXISTS }", True),
        ("{ $.SomeObject NOT EXISTS }", False),
        ("{ $.ThisFlag IS TRUE }", True),
        ("{ $.ThatFlag IS FALSE }", True),
        ("{ $.ThisFlag IS FALSE }", False),
        ("{ $.status IS TRUE }", False),
        ('{ $.eventType = "*Trail" }', True),
        ('{ $.eventType = "Update*" }', True),
        ('{ $.eventType = "*date*" }', True),
        ('{ $.eventType = "Up*rail" }', False),
        ("{ $.latency = * }", True),
        ("{ $.absent = * }", False),
        ("{ $.absent != x }", False),
        ("{ $.SomeObject != x }", False),
        ("{ $.recipientAccountId = 123456789012 }", True),
        ("{ $.user-agent = curl }", True),
        ("{ $.['dotted.key'] = yes }", True),
        ('{ $["dotted.key"] = yes }', True),
        ("{ $.latency >= 500 }", True),
        ("{ $.latency > 512.5 }", False),
        ("{ $.latency > +1000 }", False),
        ("{ $.latency < 10e3 }", True),
        ("{ $.tiny < 1e-2 && $.tiny > 1e-4 }", True),
        ("{ $.status = 4* }", True),
        ("{ $.status != 500 }", True),
        ('{ $.status = "404" }', False),
        ("{ $.statusText = 404 }", True),
        ("{ $.statusText > 400 }", False),
        ("{ $.ThisFlag > 0 }", False),
        ("{ $.arrayKey = value }", False),
        ("{ $.arrayKey != value }", False),
    ],
)
def test_json_conditions_match_as_the_guide_says(pattern: str, expected: bool) -> None:
    assert parse(pattern).matches(TRAIL) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', True),
        ('{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', False),
        (
            "{ $.user.id = 1 || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }",
            True,
        ),
        (
            "{ ($.user.id = 1 || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }",
            False,
        ),
        ("{ $.coordinates[0][1] = 1 }", True),
        ("{ $.users != 1 }", False),
    ],
)
def test_compound_json_conditions_keep_the_order_of_operations(
    pattern: str, expected: bool
) -> None:
    assert parse(pattern).matches(USERS) is expected


@pytest.mark.parametrize(
    "message", ["", "text", "[1]", '"x"', "{", '{"a":}', "[" * 5000, '{"a":' * 5000]
)
def test_what_is_no_json_object_matches_no_json_pattern(message: str) -> None:
    assert not parse("{ $.a NOT EXISTS }").matches(message)


@pytest.mark.parametrize(
    ("pattern", "message", "expected"),
    [
        ("[ip, user, username, timestamp, request, status_code, bytes]", ACCESS, True),
        ("[ip, user, username, timestamp, request, status_code]", ACCESS, False),
        ("[..., status_code, bytes]", ACCESS, True),
        ("[ip, user, ...]", ACCESS, True),
        ("[ip, user, ..., status_code, bytes > 1000]", ACCESS, True),
        ("[ip, user, ..., status_code, bytes > 1534]", ACCESS, False),
        (
            "[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]",
            ACCESS,
            True,
        ),
        ("[..., request=*.html*, status_code=4*,]", ACCESS, True),
        ("[..., status_code = 4* && status_code != 403, bytes]", ACCESS, True),
        ("[..., status_code = 4* && status_code != 404, bytes]", ACCESS, False),
        ("[w1=ERROR, w2]", "ERROR message", True),
        ("[w1=ERROR, w2]", "ERROR WARN message", False),
        ("[w1=ERROR || w1=WARN, w2]", "WARN message", True),
        ("[w1!=ERROR&&w1!=WARN, w2]", "INFO message", True),
        ("[w1!=ERROR&&w1!=WARN, w2]", "WARN message", False),
        ('[a="x y", b]', '"x y" z', True),
        ("[a]", "", False),
        ("[a, ...]", "", False),
        ("[...]", "", True),
    ],
)
def test_space_delimited_conditions_match_as_the_guide_says(
    pattern: str, message: str, expected: bool
) -> None:
    assert parse(pattern).matches(message) is expected


def test_a_space_delimited_pattern_extracts_its_fields_by_name_or_number() -> None:
    assert parse("[..., request=*.html*, status_code=4*,]").extract(ACCESS) == {
        "$status_code": "404",
        "$request": "GET /index.html HTTP/1.0",
        "$7": "1534",
        "$4": "10/Oct/2000:13:25:15 -0700",
        "$3": "frank",
        "$2": "-",
        "$1": "127.0.0.1",
    }
    assert parse("ERROR").extract("ERROR") == {}


def test_values_are_read_from_json_and_from_fields() -> None:
    assert parse("{ $.latency = * }").value("$.latency")(TRAIL) == 512.5
    assert parse("{ $.latency = * }").value("$.absent")(TRAIL) is None
    assert parse("{ $.latency = * }").value("$.arrayKey")(TRAIL) is None
    assert parse("[..., size]").value("$size")(ACCESS) == "1534"
    for pattern, reference in (("[a]", "$b"), ("ERROR", "$.a"), ("{ $.a = 1 }", "a")):
        with pytest.raises(PatternError):
            parse(pattern).value(reference)


def test_words_in_brackets_and_quotes_are_one_word() -> None:
    assert words_of(' a [b c] "d e"f ') == ["a", "b c", "d e", "f"]
    assert words_of('["a b') == ['["a', "b"]
    assert words_of("a b c", most=2) == ["a", "b"]


def test_many_unclosed_brackets_cost_no_quadratic_time() -> None:
    assert len(words_of("[ " * 200_000)) == 200_000


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ('""', 0),
        ("ERROR:", 5),
        ("a ?", 3),
        ("a b-c", 3),
        ('"open', 0),
        ("%some!thing%", 5),
        ("%(a)%", 1),
        ("%[%", 0),
        ("%a% b", 4),
        ("{", 1),
        ("{}", 1),
        ("{ $.a = 1", 9),
        ("{ $.a }", 6),
        ("{ $.a = }", 8),
        ("{ a = 1 }", 2),
        ("{ $ = 1 }", 3),
        ("{ $.a IS NOT TRUE }", 12),
        ("{ $.a EXISTS }", 13),
        ("{ $.a > x }", 8),
        ('{ $.a > "5" }', 8),
        ("{ $.a = 1 && }", 13),
        ("{ ($.a = 1 }", 11),
        ("{ $.a = a@b }", 9),
        ("{ $.a = 1 } x", 12),
        ("{ $.a = %a% || $.a = %b% || $.a = %c% }", 34),
        ("[", 1),
        ("[a, ..., b, ...]", 15),
        ("[a=]", 3),
        ("[a=[b]", 3),
        ("[a=1 && b=2]", 8),
        ("[a] b", 4),
        ("x" * (LONGEST + 1), LONGEST),
        ("{" + "(" * 100 + "$.a = 1" + ")" * 100 + "}", 42),
    ],
)
def test_malformed_patterns_are_refused_with_a_place(pattern: str, position: int) -> None:
    with pytest.raises(PatternError) as refusal:
        parse(pattern)
    assert (refusal.value.position, bool(refusal.value.message)) == (position, True)


def test_the_example_that_names_two_fields_in_one_is_refused_as_at_aws() -> None:
    with pytest.raises(PatternError):
        parse("[ip, user, username, timestamp, request, status_code = 4* && bytes > 1000]")


SIGN_IN = {
    "eventName": "ConsoleLogin",
    "userIdentity": {"type": "IAMUser"},
    "responseElements": {"ConsoleLogin": "Success"},
}
CIS_EVENTS: list[tuple[dict[str, object], set[str]]] = [
    ({"errorCode": "Client.UnauthorizedOperation"}, {"UnauthorizedAPICalls"}),
    ({"errorCode": "AccessDeniedException"}, {"UnauthorizedAPICalls"}),
    ({"errorCode": "ThrottlingException"}, set()),
    ({**SIGN_IN, "additionalEventData": {"MFAUsed": "No"}}, {"NoMFAConsoleSignin"}),
    ({**SIGN_IN, "additionalEventData": {"MFAUsed": "Yes"}}, set()),
    ({"userIdentity": {"type": "Root"}, "eventType": "AwsApiCall"}, {"RootUsage"}),
    ({"userIdentity": {"type": "Root"}, "eventType": "AwsServiceEvent"}, set()),
    ({"userIdentity": {"type": "Root", "invokedBy": "x"}, "eventType": "AwsApiCall"}, set()),
    ({"eventName": "AttachUserPolicy"}, {"IAMChanges"}),
    ({"eventName": "StopLogging"}, {"CloudTrailCfgChanges"}),
    (
        {"eventName": "ConsoleLogin", "errorMessage": "Failed authentication"},
        {"ConsoleSigninFailures"},
    ),
    ({"eventSource": "kms.amazonaws.com", "eventName": "DisableKey"}, {"DisableOrDeleteCMK"}),
    ({"eventSource": "other.amazonaws.com", "eventName": "DisableKey"}, set()),
    ({"eventSource": "s3.amazonaws.com", "eventName": "PutBucketAcl"}, {"S3BucketPolicyChanges"}),
    (
        {"eventSource": "config.amazonaws.com", "eventName": "DeleteDeliveryChannel"},
        {"AWSConfigChanges"},
    ),
    ({"eventName": "RevokeSecurityGroupEgress"}, {"SecurityGroupChanges"}),
    ({"eventName": "ReplaceNetworkAclEntry"}, {"NACLChanges"}),
    ({"eventName": "DetachInternetGateway"}, {"NetworkGWChanges"}),
    ({"eventName": "DeleteRoute"}, {"RouteTableChanges"}),
    ({"eventName": "ModifyVpcAttribute"}, {"VPCChanges"}),
    (
        {"eventSource": "organizations.amazonaws.com", "eventName": "AcceptHandshake"},
        {"AWSOrganizationsChanges"},
    ),
    ({"eventName": "DescribeInstances"}, set()),
]


def test_all_cis_patterns_parse_and_find_their_events(shared: Path) -> None:
    patterns = json.loads((shared / "data/detection/cis_filter_patterns.json").read_text())
    parsed = {name: parse(text) for name, text in patterns.items()}
    found = [
        {name for name, pattern in parsed.items() if pattern.matches(json.dumps(event))}
        for event, _ in CIS_EVENTS
    ]
    assert found == [wanted for _, wanted in CIS_EVENTS]
    assert set().union(*found) == set(patterns)
    assert len(patterns) == 15


def answer_of(pattern: str, message: str) -> bool | int:
    """Whether the message matches, or else where the pattern is refused."""
    try:
        return parse(pattern).matches(message)
    except PatternError as error:
        return error.position


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_parses_or_is_refused_within_itself(pattern: str, message: str) -> None:
    assert 0 <= answer_of(pattern, message) <= max(1, len(pattern))


_MARKS = ["{", "}", "[", "]", "(", ")", "$", ".a", "=", "!=", ">", "5*", '"x"', "&&", "||", "..."]
_MORE = [",", " ", "%a%", "?", "-", "IS", "NULL", "NOT", "EXISTS", "w"]


@given(st.lists(st.sampled_from(_MARKS + _MORE), max_size=14).map("".join))
def test_any_mix_of_marks_parses_or_is_refused(pattern: str) -> None:
    assert 0 <= answer_of(pattern, '{"a": 5, "w": "x"}') <= max(1, len(pattern))


_WORDS = st.text("abcXYZ019_", min_size=1, max_size=4)


@given(st.lists(_WORDS, min_size=1, max_size=4), st.text("abcXYZ019_ ", max_size=30))
def test_terms_are_a_conjunction_of_substrings(terms: list[str], message: str) -> None:
    assert parse(" ".join(terms)).matches(message) is all(term in message for term in terms)
    optional = " ".join(f"?{term}" for term in terms)
    assert parse(optional).matches(message) is any(term in message for term in terms)


@given(st.integers(-1000, 1000), st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.data())
def test_numbers_compare_as_numbers(value: int, operator: str, data: st.DataObject) -> None:
    limit = data.draw(st.integers(value - 1, value + 1))
    expected = {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "!=": value != limit,
    }[operator]
    assert parse(f"{{ $.n {operator} {limit} }}").matches(json.dumps({"n": value})) is expected
    assert parse(f"[n{operator}{limit}]").matches(str(value)) is expected


@pytest.mark.parametrize(
    ("pattern", "message", "fits"),
    [
        ('{ $.level = "ERROR" }', r'{"level": "\u0045RROR"}', True),
        ('{ $.level = "ERROR" && $.ms > 9 }', '{"level": "ERROR", "ms": 10}', True),
        ('{ $.level = "ERROR" && $.ms > 9 }', '{"level": "WARN", "ms": 10}', False),
        ("{ $.a = ERROR || $.b = WARN }", '{"b": "WARN"}', True),
        ("{ ($.a = x1) && ($.b != WARN) }", '{"a": "x1", "b": "INFO"}', True),
        ("{ $.a = Infinity }", '{"a": 1e999}', True),
        ("{ $.a = true }", '{"a": true}', True),
        ("{ $.a = 10 }", '{"a": 1e1}', True),
    ],
)
def test_a_value_is_found_however_json_spells_it(pattern: str, message: str, fits: bool) -> None:
    assert parse(pattern).matches(message) is fits
