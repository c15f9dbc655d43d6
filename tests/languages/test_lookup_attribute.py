import pytest

from awsobs.languages.console_filter import FilterError
from awsobs.languages.lookup_attribute import READS, Attribute, lookup_attribute
from awsobs.present.searchable import TRAIL


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("", None),
        ("user:alice", Attribute("Username", "alice")),
        ("user=alice", Attribute("Username", "alice")),
        ("user:x event:Update* error:*", Attribute("Username", "x")),
        ("user:ci-* event:UpdateService", Attribute("EventName", "UpdateService")),
        ("event:RunInstances user:bob key:ASIA1", Attribute("AccessKeyId", "ASIA1")),
        ("source:lambda", Attribute("EventSource", "lambda.amazonaws.com")),
        ("source:lambda.amazonaws.com", Attribute("EventSource", "lambda.amazonaws.com")),
        ('resource:"arn:aws:s3:::b"', Attribute("ResourceName", "arn:aws:s3:::b")),
        ("resource:web user:bob", Attribute("ResourceName", "web")),
        ("eventID:1-2 event:X", Attribute("EventId", "1-2")),
        ("(user:alice)", Attribute("Username", "alice")),
        ("write:no", READS),
        ("write:no user:bob", Attribute("Username", "bob")),
    ],
)
def test_the_most_selective_attribute_that_is_demanded(
    text: str, attribute: Attribute | None
) -> None:
    assert lookup_attribute(text, TRAIL.fields) == attribute


@pytest.mark.parametrize(
    "text",
    [
        "alice",
        "user:al*",
        "user:*",
        "!user:alice",
        "user!=alice",
        "user~al",
        "user:alice | user:bob",
        "(user:alice | event:X)",
        "write:yes",
        "/user/",
        "user:" + "x" * 2_001,
    ],
)
def test_what_is_not_demanded_plainly_is_not_sent(text: str) -> None:
    assert lookup_attribute(text, TRAIL.fields) is None


def test_a_filter_that_cannot_be_understood_is_refused() -> None:
    with pytest.raises(FilterError):
        lookup_attribute('user:"alice', TRAIL.fields)
