from argparse import Namespace
from datetime import timedelta

import pytest

from awsobs.settings import SettingsError, for_a_story, settings_from, width_of

UTF8 = {"LANG": "C.UTF-8"}


def test_a_flag_wins_over_our_variable_over_that_of_aws() -> None:
    environ = {"AWSOBS_REGION": "eu-west-1", "AWS_REGION": "us-east-1", "AWS_PROFILE": "ops"}
    settings = settings_from(Namespace(region="eu-north-1"), environ)
    assert settings.region == "eu-north-1"
    assert settings.profile == "ops"
    assert settings.origins["region"] == "--region"
    assert settings.origins["profile"] == "AWS_PROFILE"
    assert settings_from(Namespace(), environ).region == "eu-west-1"
    assert settings_from(Namespace(), {}).origins["region"] == "default"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("30m", timedelta(minutes=30)),
        ("1h30m", timedelta(minutes=90)),
        ("2d", timedelta(days=2)),
        ("90s", timedelta(seconds=90)),
    ],
)
def test_a_width_is_typed_in_units(text: str, width: timedelta) -> None:
    assert width_of(text) == width


@pytest.mark.parametrize("text", ["", "30", "m", "1h 3", "0m", "99d", "9" * 400 + "d", "-1h"])
def test_what_is_no_width_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no width|is outside|is too wide"):
        width_of(text)


@pytest.mark.parametrize(
    ("name", "value"), [("window", "soon"), ("budget", "0"), ("budget", "many")]
)
def test_a_bad_value_is_refused_with_the_name_of_its_option(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"--{name}"):
        settings_from(Namespace(**{name: value}), UTF8)


def test_a_variable_switches_on_and_off() -> None:
    assert not settings_from(Namespace(), {"AWSOBS_NO_MOUSE": "1"}).mouse
    assert settings_from(Namespace(), {"AWSOBS_NO_MOUSE": "no"}).mouse
    assert settings_from(Namespace(), {"AWSOBS_NO_INPUT": "yes"}).no_input
    told = settings_from(Namespace(no_mouse=True), {}).origins
    assert (told["mouse"], told["no_input"]) == ("--no-mouse", "default")


def test_a_story_takes_nothing_from_the_users_own_account() -> None:
    environ = {"AWS_PROFILE": "ops", "AWSOBS_LOG_GROUPS": "/mine", "AWSOBS_FILTER": "mine"}
    plain = for_a_story(settings_from(Namespace(theme="mono"), environ))
    assert (plain.profile, plain.log_groups, plain.filter, plain.theme) == ("", (), "", "mono")
    asked = for_a_story(settings_from(Namespace(log_group=["/a"], filter="b"), environ))
    assert (asked.log_groups, asked.filter) == (("/a",), "b")
    assert (asked.origins["profile"], asked.origins["filter"]) == ("the story", "--filter")


@pytest.mark.parametrize(
    ("environ", "plain"),
    [
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
        ({"LC_CTYPE": "de_DE.utf8@euro", "LANG": "C"}, False),
        ({}, False),
        ({"TERM": "linux", "LANG": "C.UTF-8"}, True),
        ({"AWSOBS_ASCII": "1", "LANG": "C.UTF-8"}, True),
        ({"AWSOBS_ASCII": "0", "LANG": "C"}, False),
    ],
)
def test_ascii_is_for_terminals_and_locales_that_have_no_more(
    environ: dict[str, str], plain: bool
) -> None:
    assert settings_from(Namespace(), environ).ascii is plain


def test_an_empty_no_color_says_nothing() -> None:
    assert not settings_from(Namespace(), {"NO_COLOR": ""}).no_color
    assert settings_from(Namespace(), {"NO_COLOR": "1"}).no_color
    assert settings_from(Namespace(), {"NO_COLOR": "0"}).no_color


def test_log_groups_are_repeatable() -> None:
    namespace = Namespace(log_group=["/aws/lambda/*", "/app"])
    assert settings_from(namespace, {}).log_groups == ("/aws/lambda/*", "/app")
