import pytest

from awsobs.domain.account_ids import abbreviated


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("arn:aws:sns:eu-west-1:123456789012:oncall", "arn:aws:sns:eu-west-1:1234…9012:oncall"),
        ("arn:aws-cn:iam::123456789012:role/a", "arn:aws-cn:iam::1234…9012:role/a"),
        ("account 123456789012", "account 1234…9012"),
        ('"recipientAccountId": "123456789012"', '"recipientAccountId": "1234…9012"'),
        ("https://sqs.eu.amazonaws.com/123456789012/q", "https://sqs.eu.amazonaws.com/1234…9012/q"),
        ("123456789012.dkr.ecr.amazonaws.com/shop", "1234…9012.dkr.ecr.amazonaws.com/shop"),
        ("123456789012", "1234…9012"),
        ("cut arn:aws:iam::12345678…", "cut arn:aws:iam::1234…"),
        ("bucket-210987654321-logs", "bucket-2109…4321-logs"),
        (
            "arn:aws:iam::1:a arn:aws:iam::123456789012:b 210987654321",
            "arn:aws:iam::1:a arn:aws:iam::1234…9012:b 2109…4321",
        ),
    ],
)  # fmt: skip
def test_an_account_number_is_shown_in_short(text: str, shown: str) -> None:
    assert abbreviated(text, ["210987654321", ""]) == shown


@pytest.mark.parametrize(
    "text",
    [
        "order 123456789012 paid",
        "1764072000000 arn:aws:s3:::bucket/123456789012",
        "account 1234567890123",
        "3210987654321 and 2109876543210",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "",
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert abbreviated(text, ["210987654321"]) == text
