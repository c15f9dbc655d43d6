import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.access import Access, is_loopback
from awsobs.sources.aws_files import aws_files
from awsobs.sources.instance import Instance
from awsobs.sources.outlook import Outlook, Surroundings, outlook

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

SSO = """
[profile ops-ro]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = ReadOnly
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
"""
ROLE = """
[profile base]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = secret
[profile ops]
role_arn = arn:aws:iam::123456789012:role/ops
source_profile = base
"""
CIRCLE = """
[profile ops]
role_arn = a
source_profile = base
[profile base]
role_arn = b
source_profile = ops
"""

Look = Callable[..., Outlook]


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """The outlook of a machine with these files and variables."""
    monkeypatch.setenv("HOME", str(tmp_path))

    def looked(
        config: str = "",
        *,
        credentials: str = "",
        profile: str = "",
        instance: Instance | None = None,
        **environ: str,
    ) -> Outlook:
        folder = tmp_path / ".aws"
        folder.mkdir(exist_ok=True)
        (folder / "config").write_text(config)
        (folder / "credentials").write_text(credentials)
        around = Surroundings(
            environ=environ, files=aws_files(environ), now=NOW, instance=lambda: instance
        )
        return outlook(Access(profile=profile), around)

    return looked


@pytest.fixture
def signed_in_to_sso(tmp_path: Path) -> Callable[..., None]:
    def keep(name: str, until: datetime, **more: str) -> None:
        folder = tmp_path / ".aws/sso/cache"
        folder.mkdir(parents=True, exist_ok=True)
        token = {"accessToken": "t", "expiresAt": f"{until:%Y-%m-%dT%H:%M:%SZ}"} | more
        (folder / f"{sha1(name.encode()).hexdigest()}.json").write_text(json.dumps(token))

    return keep


def refusal(look: Look, *arguments: str, **named: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        look(*arguments, **named)
    assert caught.value.condition is Condition.EXPIRED
    return caught.value


def test_keys_in_the_environment_come_first(look: Look) -> None:
    found = look(ROLE, AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s")
    assert (found.origin, found.is_static) == ("environment variables", True)


def test_keys_in_the_environment_win_over_a_profile_that_it_names_too(look: Look) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
    assert look(ROLE, profile="ops", AWS_PROFILE="ops", **keys).is_static
    assert look(ROLE, profile="ops", **keys).origin.startswith("role of profile ops")


def test_half_a_pair_names_the_half_that_is_missing(look: Look) -> None:
    assert "AWS_SECRET_ACCESS_KEY is not" in refusal(look, AWS_ACCESS_KEY_ID="k").what
    half = "[default]\naws_access_key_id = k\n"
    error = refusal(look, credentials=half)
    assert error.what == "profile default has aws_access_key_id, but no aws_secret_access_key"
    assert error.hint == "add it in ~/.aws/credentials"


def test_without_anything_the_user_learns_how_to_begin(look: Look) -> None:
    error = refusal(look)
    assert error.what == "no AWS credentials were found"
    assert error.hint == "run: aws configure, or aws configure sso"


def test_without_a_default_profile_the_others_are_named(look: Look) -> None:
    assert refusal(look, ROLE).hint == "profiles found: base, ops; choose with --profile"


def test_an_unknown_profile_is_answered_with_the_nearest_one(look: Look) -> None:
    error = refusal(look, ROLE, profile="opps")
    assert error.what == "no profile is named opps; did you mean ops?"
    assert error.hint == "profiles found: base, ops"


def test_names_of_profiles_stay_on_one_line_and_cannot_reach_the_terminal(look: Look) -> None:
    many = "".join(f"[profile p{n:02}\u202e]\n" for n in range(60))
    error = refusal(look, many, profile="x")
    assert len(error.hint) < 100
    assert error.hint.endswith(" more")
    assert "\u202e" not in error.hint


def test_keys_in_a_file_tell_where_new_ones_belong(look: Look) -> None:
    keys = "[ci]\naws_access_key_id = k\naws_secret_access_key = s\n"
    found = look(credentials=keys, profile="ci")
    assert found.renewal == "put new keys for ci into ~/.aws/credentials"


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (ROLE.replace("= base", "= nowhere"), "source_profile nowhere, which does not exist"),
        (ROLE.replace("source_profile = base", ""), "neither source_profile and"),
        (ROLE + "credential_source = Environment\n", "both source_profile and"),
        (ROLE.replace("profile base]\naws_access_key_id", "profile base]\nx"), "no credentials"),
        (CIRCLE, "build on each other"),
    ],
)
def test_a_role_that_stands_on_nothing_is_refused(look: Look, config: str, words: str) -> None:
    assert words in refusal(look, config, profile="ops").what


def test_a_role_is_renewed_as_what_it_builds_on(look: Look) -> None:
    found = look(ROLE, profile="ops")
    assert found.renewal == "put new keys for base into ~/.aws/config"
    assert not found.needs_code
    assert not found.is_static


def test_a_role_may_use_keys_of_its_own_profile(look: Look) -> None:
    own = ROLE.replace("source_profile = base", "source_profile = ops\n")
    keys = "aws_access_key_id = k\naws_secret_access_key = s\n"
    assert look(own + keys, profile="ops").origin.startswith("role of profile ops")


def test_mfa_anywhere_in_a_chain_of_roles_needs_a_code(look: Look) -> None:
    chain = ROLE + "mfa_serial = arn:m\n[profile top]\nrole_arn = r\nsource_profile = ops\n"
    found = look(chain, profile="top")
    assert found.needs_code
    assert found.renewal == "run: aws sts get-caller-identity --profile ops"


def test_a_role_through_sso_is_renewed_with_the_sso_profile(
    look: Look, signed_in_to_sso: Callable[..., None]
) -> None:
    signed_in_to_sso("corp", NOW + timedelta(hours=1))
    config = SSO + "[profile top]\nrole_arn = r\nsource_profile = ops-ro\n"
    assert look(config, profile="top").renewal == "run: aws sso login --profile ops-ro"


def test_whoever_never_signed_in_to_sso_is_told_the_command(look: Look) -> None:
    error = refusal(look, SSO, profile="ops-ro")
    assert error.what == "profile ops-ro is not signed in to SSO"
    assert error.hint == "run: aws sso login --profile ops-ro"


def test_an_sso_session_that_has_ended_says_when(
    look: Look, signed_in_to_sso: Callable[..., None]
) -> None:
    signed_in_to_sso("corp", NOW - timedelta(hours=1))
    error = refusal(look, SSO, profile="ops-ro")
    assert error.what == "the SSO session of profile ops-ro expired 2026-11-25 11:00Z"


def test_an_sso_session_that_renews_itself_is_good(
    look: Look, signed_in_to_sso: Callable[..., None]
) -> None:
    registered = f"{NOW + timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}"
    parts = {"refreshToken": "r", "clientId": "c", "clientSecret": "s"}
    signed_in_to_sso("corp", NOW - timedelta(hours=1), registrationExpiresAt=registered, **parts)
    assert look(SSO, profile="ops-ro").origin == "SSO of profile ops-ro"


def test_sso_without_a_session_is_known_by_its_start_url(
    look: Look, signed_in_to_sso: Callable[..., None]
) -> None:
    url = "https://corp.awsapps.com/start"
    signed_in_to_sso(url, NOW + timedelta(hours=1))
    legacy = SSO.replace("sso_session = corp", f"sso_start_url = {url}\nsso_region = eu-west-1")
    assert look(legacy, profile="ops-ro").renewal == "run: aws sso login --profile ops-ro"


def test_sso_that_is_half_configured_says_what_lacks(look: Look) -> None:
    half = SSO.replace("sso_role_name = ReadOnly\n", "")
    assert refusal(look, half, profile="ops-ro").what == "profile ops-ro lacks sso_role_name"
    nowhere = SSO.replace("[sso-session corp]", "[sso-session core]")
    assert "sso-session corp" in refusal(look, nowhere, profile="ops-ro").what


def test_a_login_that_only_the_cli_can_read_says_how_to_hand_it_over(look: Look) -> None:
    error = refusal(look, "[profile new]\nlogin_session = arn:x\n", profile="new")
    assert "aws configure export-credentials --profile new" in error.hint


@pytest.mark.parametrize(
    ("config", "environ", "origin"),
    [
        ("[default]\ncredential_process = sh -c x\n", {}, "credential_process of profile default"),
        ("", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x"}, "the container's role"),
        ("", {"BOTO_CONFIG": "/b"}, "/b"),
    ],
)
def test_what_only_botocore_can_try_is_taken_to_be_fine(
    look: Look, config: str, environ: dict[str, str], origin: str
) -> None:
    assert look(config, **environ).origin == origin


def test_a_web_identity_token_must_be_there(look: Look, tmp_path: Path) -> None:
    token = tmp_path / "token"
    variables = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ROLE_ARN": "arn:r"}
    assert refusal(look, **variables).what.startswith("the web identity token is not at")
    token.write_text("t")
    assert look(**variables).origin == "web identity token"
    del variables["AWS_ROLE_ARN"]
    assert "AWS_ROLE_ARN is not" in refusal(look, **variables).what


def test_an_instance_gives_its_role_if_it_has_one(look: Look) -> None:
    assert look(instance=Instance(role="web")).origin == "instance role web"
    assert look(instance=Instance()).origin == "instance role"
    with pytest.raises(SourceError):
        look(instance=Instance(role=""))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = b\n", "line 1 stands in no [section]"),
        ("[default]\nnonsense\n", "line 2 has no NAME = VALUE"),
        ("[default]\na = 1\na = 2\n", "line 3 says again"),
        ("[default]\ns3 =\n  nonsense\n", "s3 in [default] has a line without ="),
    ],
)
def test_a_file_that_does_not_parse_is_named_with_the_line(
    look: Look, text: str, words: str
) -> None:
    error = refusal(look, text)
    assert error.what.startswith("~/.aws/config cannot be read: ")
    assert words in error.what
    assert "AWS_CONFIG_FILE" in error.hint


def test_a_file_of_bytes_is_told_apart_from_one_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"\xff\xfe[\x00")
    with pytest.raises(SourceError, match="no UTF-8"):
        aws_files({"AWS_CONFIG_FILE": str(path)})
    with pytest.raises(SourceError, match="is a directory"):
        aws_files({"AWS_CONFIG_FILE": str(tmp_path)})


@given(text=st.text(st.sampled_from("[]=\n #;%ab\x1b\u202e'"), max_size=60))
def test_any_text_in_place_of_a_file_is_read_or_refused(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("aws") / "config"
    path.write_text(text, encoding="utf-8")
    try:
        names = aws_files({"AWS_CONFIG_FILE": str(path)}).names
    except SourceError as error:
        names = (error.what,)
    assert not any("\x1b" in name or "\u202e" in name for name in names)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:4599", True),
        ("http://localhost:4566", True),
        ("http://[::1]:1", True),
        ("https://aws.localhost", True),
        ("https://logs.eu-west-1.amazonaws.com", False),
        ("http://127.evil.example", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, here: bool) -> None:
    assert is_loopback(url) is here


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("no-such-program --key hunter2", "no program no-such-program"),
        ('"sh -c', "no program what it names"),
    ],
)
def test_a_program_that_is_not_there_is_told_by_its_name_alone(
    look: Look, command: str, named: str
) -> None:
    what = refusal(look, f"[default]\ncredential_process = {command}\n").what
    assert what == f"credential_process of profile default cannot be run: {named}"


def test_the_missing_half_of_a_key_is_named(look: Look) -> None:
    what = refusal(look, AWS_SECRET_ACCESS_KEY="s").what
    assert "AWS_ACCESS_KEY_ID is not set" in what
    profile = "[default]\naws_access_key_id = k\naws_secret_access_key = s\n"
    assert look(profile, AWS_SECRET_ACCESS_KEY="s").is_static  # botocore looks at the id alone
