from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from awsobs.settings import SettingsError, settings_from
from awsobs.settings.config_file import MOST_BYTES, config_of

FULL = b"""\
profile = "ops-ro"
region = "eu-west-1"
endpoint_url = "http://127.0.0.1:4599"
window = "2h"
log_groups = [
    "/aws/lambda/*",
    "/app",
]
budget = 2
ascii = true
no_color = true
mouse = false
theme = "light"
log_file = "~/awsobs.log"

[aliases]
123456789012 = "prod"

[keymap]
"logs.next_error" = "ctrl+e"
logs.previous_error = "E"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".config/awsobs").mkdir(parents=True)
    return tmp_path


def write(home: Path, content: bytes) -> Path:
    file = home / ".config/awsobs/config.toml"
    file.write_bytes(content)
    return file


def test_the_file_sets_everything_and_each_value_knows_its_line(home: Path) -> None:
    file = write(home, FULL)
    settings = settings_from(Namespace(), {"HOME": str(home)})
    assert (settings.profile, settings.region) == ("ops-ro", "eu-west-1")
    assert settings.endpoint_url == "http://127.0.0.1:4599"
    assert settings.window == timedelta(hours=2)
    assert settings.log_groups == ("/aws/lambda/*", "/app")
    assert settings.budget == 2
    assert (settings.ascii, settings.no_color, settings.mouse) == (True, True, False)
    assert (settings.theme, settings.log_file) == ("light", "~/awsobs.log")
    assert settings.alias_of("123456789012") == "prod"
    assert settings.alias_of("210987654321") == ""
    assert settings.keymap == {"logs.next_error": "ctrl+e", "logs.previous_error": "E"}
    assert settings.config == str(file)
    assert settings.origins["log_groups"] == "config.toml:5"
    assert settings.origins["mouse"] == "config.toml:12"
    assert settings.origins["keymap.logs.next_error"] == "config.toml:20"
    assert settings.origins["filter"] == "default"


def test_flags_and_variables_go_before_the_file(home: Path) -> None:
    write(home, FULL)
    environ = {
        "HOME": str(home),
        "AWS_REGION": "us-east-1",
        "AWSOBS_ASCII": "0",
        "AWSOBS_BUDGET": "3",
    }
    settings = settings_from(Namespace(theme="dark"), environ)
    assert (settings.theme, settings.region) == ("dark", "us-east-1")
    assert (settings.ascii, settings.budget) == (False, 3)
    assert settings.origins["ascii"] == "AWSOBS_ASCII"


def test_keys_in_the_environment_go_before_a_profile_in_the_file(home: Path) -> None:
    write(home, FULL)
    environ = {"HOME": str(home), "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}
    settings = settings_from(Namespace(), environ)
    assert settings.profile == ""
    assert settings.origins["profile"] == "AWS_ACCESS_KEY_ID"
    assert settings_from(Namespace(profile="dev"), environ).profile == "dev"


def test_without_the_file_nothing_is_missing(home: Path) -> None:
    assert settings_from(Namespace(), {"HOME": str(home)}).config == ""
    assert settings_from(Namespace(), {}).config == ""


def test_the_file_may_stand_elsewhere(home: Path, tmp_path: Path) -> None:
    write(home, b'theme = "light"')
    other = tmp_path / "other.toml"
    other.write_text('theme = "mono"')
    xdg = tmp_path / "xdg/awsobs"
    xdg.mkdir(parents=True)
    (xdg / "config.toml").write_text('theme = "contrast"')
    environ = {"HOME": str(home)}
    assert settings_from(Namespace(config=str(other)), environ).theme == "mono"
    assert settings_from(Namespace(), environ | {"AWSOBS_CONFIG": str(other)}).theme == "mono"
    named = environ | {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    assert settings_from(Namespace(), named).theme == "contrast"
    relative = environ | {"XDG_CONFIG_HOME": "xdg"}
    assert settings_from(Namespace(), relative).theme == "light"


@pytest.mark.fault("X3")
@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b'\nreigon = "x"', 2, "there is no setting reigon; did you mean region?"),
        (b'log-groups = "x"', 1, "did you mean log_groups?"),
        (b"xyzzy = 1", 1, "there are profile, region, "),
        (b'[keymapp]\n"a.b" = "c"', 1, "did you mean keymap?"),
        (b"region = 1", 1, 'region: wants text in quotes, such as "eu-west-1"'),
        (b"window = 30", 1, 'window: wants text in quotes, such as "30m"'),
        (b'\n\nwindow = "soon"', 3, "window: soon is no width"),
        (b'budget = "5"', 1, "budget: wants a number, such as 5"),
        (b"budget = true", 1, "budget: wants a number"),
        (b"budget = nan", 1, "budget: nan is outside"),
        (b'ascii = "yes"', 1, "ascii: wants true or false"),
        (b"log_groups = [\n1]", 1, "log_groups: wants texts"),
        (b"aliases = 1", 1, "aliases: wants a table"),
        (b'[aliases]\n123 = "x"', 2, "123: an account id has 12 digits"),
        (b'[aliases]\n123456789012 = ""', 2, "123456789012: the alias is empty"),
        (b"[keymap]\nlogs.next_error = 1", 2, "next_error: wants text in quotes"),
        (b'[keymap]\na.b = ["c"]', 2, "b: wants text in quotes"),
        (b'\naws_secret_access_key = "x"', 2, "no secret belongs in this file"),
        (b'api_key = "x"', 1, "no secret belongs in this file"),
        (b'a = 1\nregion = "eu', 2, "is no TOML: "),
        (b'\n\nregion = """eu\n\n', 4, "is no TOML: unterminated string"),
        (b'region = "a"\nregion = "b"', 2, "is no TOML: cannot overwrite a value"),
        (b"[a\n", 1, "is no TOML: "),
        (b'region = "a"\n# \xff', 2, "is not UTF-8"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_way_out(
    content: bytes, line: int, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as wrong:
        settings_from(Namespace(config=str(file)), {})
    first, way_out = str(wrong.value).split("\n")
    assert first.startswith(f"{file}:{line}: ")
    assert words in first
    assert "--no-config" in way_out
    assert "awsobs demo" in way_out


@pytest.mark.fault("X3")
@pytest.mark.parametrize(
    "content",
    [b"a = " + b"[" * 50_000, b"#" * (MOST_BYTES + 1), b"\na = " + b"9" * 5000],
    ids=["deep", "large", "number"],
)
def test_a_file_of_any_shape_ends_in_words(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(
        SettingsError, match=r"config\.toml: (nests too|has more than 1 MB|is no TOML)"
    ):
        settings_from(Namespace(config=str(file)), {})


@pytest.mark.fault("X3")
def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nowhere: no such file"):
        settings_from(Namespace(config=str(tmp_path / "nowhere")), {})
    with pytest.raises(SettingsError, match="is a directory"):
        settings_from(Namespace(config=str(tmp_path)), {})


@pytest.mark.fault("X3")
def test_without_the_file_a_broken_one_does_no_harm(home: Path) -> None:
    write(home, b"broken")
    settings = settings_from(Namespace(no_config=True), {"HOME": str(home)})
    assert settings.config == ""


@pytest.mark.fault("X3")
def test_words_about_hostile_text_are_safe_to_print() -> None:
    with pytest.raises(SettingsError) as wrong:
        config_of(b'"\\u001b[31m\\u202e\\n" = 1', "/config.toml")
    first, _ = str(wrong.value).split("\n")
    assert first.isprintable()


@given(st.binary(max_size=200))
def test_no_bytes_are_more_than_a_file_can_hold(content: bytes) -> None:
    try:
        config_of(content, "config.toml")
    except SettingsError as error:
        assert len(str(error).split("\n")) == 2  # noqa: PT017 - either outcome is right
