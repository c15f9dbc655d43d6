import pytest
from hypothesis import given, strategies as st

from awsobs.languages.secrets import MASK, masked

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # the example of AWS's own documentation

CORPUS = [
    ("key AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7EXAMPLE", "AKIA"),
    (f"aws_secret_access_key = {SECRET}", SECRET, "aws_secret_access_key"),
    (f'{{"SecretAccessKey": "{SECRET}", "x": 1}}', SECRET, '"x": 1'),
    (f'{{\\"secretAccessKey\\":\\"{SECRET}\\"}}', SECRET, "secretAccessKey"),
    ("AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEJ//abc+def==", "IQoJb3JpZ2luX2Vj", "AWS_SESSION_TOKEN"),
    (f"Authorization: Bearer {JWT}", JWT, "Authorization"),
    ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA", "Basic"),
    (f"cookie id={JWT}; path=/", JWT, "path=/"),
    ("-----BEGIN RSA PRIVATE KEY-----␊MIIEow␊-----END RSA PRIVATE KEY-----", "MIIEow", "END RSA"),
    ("-----BEGIN PRIVATE KEY-----␊MIIEvQ cut off", "MIIEvQ", "BEGIN"),
    ("slack xoxb-123456789012-abcdefghij", "123456789012-abcdefghij", "xoxb-"),
    ("git ghp_abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnop", "ghp_"),
    ("postgres://app:hunter2@db.internal/shop", "hunter2", "db.internal/shop"),
    ("login failed user=bob password=hunter2, retry", "hunter2", "user=bob"),
    ("db_password: 'hunter2 with spaces' next", "hunter2", "next"),
    ("api-key=0123456789abcdef&limit=5", "0123456789abcdef", "limit=5"),
    ("GET /o?X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027&x=1", "fe5f80f77d5fa3", "&x=1"),
    ("stripe sk_live_abcdefghijklmnop1234", "abcdefghijklmnop1234", "sk_live_"),
]


@pytest.mark.parametrize(("text", "secret", "kept"), CORPUS)
def test_a_secret_is_masked_and_the_rest_is_kept(text: str, secret: str, kept: str) -> None:
    shown = masked(text)
    assert secret not in shown
    assert kept in shown
    assert MASK in shown


@pytest.mark.parametrize(
    "text",
    [
        "timeout after 2000 ms POST /charge order=8820",
        "trace 1-67400000-0123456789abcdef01234567",
        "token bucket refilled, 12 tokens left",
        "GetSecretValue denied for role/ci-deploy",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf",
        "reset password mail sent",
        "see https://example.com/a:b/c",
    ],
)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


@given(st.text(max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = masked(text)
    assert masked(once) == once
