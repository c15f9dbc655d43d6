"""All settings of one run, by precedence."""

import re
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from awsobs.domain.safe_text import safe_text
from awsobs.domain.window import DEFAULT_WIDTH
from awsobs.languages.times import moment_of, stretch_of
from awsobs.settings.config_file import config_for
from awsobs.settings.environment import plain_terminal
from awsobs.settings.found import Found
from awsobs.settings.log_targets import log_targets, trail_targets
from awsobs.settings.places import cache_path
from awsobs.settings.record import Settings

if TYPE_CHECKING:
    from awsobs.domain.responses import Hook
    from awsobs.settings.finding_settings import FindingSettings

WIDEST = timedelta(days=14)


def settings_from(namespace: Namespace, environ: Mapping[str, str]) -> Settings:
    """Settings by precedence: flag, AWSOBS_ variable, AWS_ variable, file, default.

    Raises:
        SettingsError: a value that cannot be used, or a file that says what cannot be.
    """
    config = config_for(namespace, environ)
    found = Found(namespace, environ, config)
    plain = plain_terminal(environ)
    found.origins["ascii"] = plain or "default"
    targets = log_targets(namespace)
    findings = cast("FindingSettings | None", config.values.get("findings"))
    if "hooks" in config.values:
        found.origins["hooks"] = config.origin("hooks")
    if findings:
        found.origins["suppressions"] = config.origin("findings", "suppress")
        found.origins["rule_folders"] = config.origin("findings", "rules")
    return Settings(
        profile=found.profile(),
        region=found.text("region", "AWSOBS_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"),
        endpoint_url=found.text("endpoint_url", "AWSOBS_ENDPOINT_URL", "AWS_ENDPOINT_URL"),
        window=found.value("window", width_of, DEFAULT_WIDTH, "AWSOBS_WINDOW"),
        start=found.value("start", moment_of, None, "AWSOBS_FROM", option="from"),
        end=found.value("end", moment_of, None, "AWSOBS_TO", option="to"),
        log_groups=found.groups(targets.groups),
        log_files=targets.files,
        trail_files=trail_targets(namespace),
        log_lines=found.value("log_lines", _lines_of, 1_000_000, "AWSOBS_LOG_LINES"),
        stdin=getattr(namespace, "stdin", 0),
        filter=found.text("filter", "AWSOBS_FILTER"),
        expression=found.value("expression", _expression_of, "", "AWSOBS_EXPRESSION"),
        budget=found.value("budget", _budget_of, 5.0, "AWSOBS_BUDGET"),
        ascii=found.switch("ascii", "ascii", "AWSOBS_ASCII", default=bool(plain)),
        # Any text at all is a wish for no colour, says the convention of this variable.
        no_color=found.switch("no_color", "no_color", "NO_COLOR", off=()),
        mouse=found.switch("mouse", "no_mouse", "AWSOBS_NO_MOUSE", turns=False, default=True),
        bell=found.switch("bell", "", "AWSOBS_BELL", default=True),
        cache=_cache_in(found, environ),
        trail_queue=found.value("trail_queue", _queue_of, "", "AWSOBS_TRAIL_QUEUE"),
        trail_queue_takes=found.switch("trail_queue_takes", "", "AWSOBS_TRAIL_QUEUE_TAKES"),
        scroll_region=found.switch("scroll_region", "", "AWSOBS_SCROLL_REGION", default=True),
        theme=found.text("theme", "AWSOBS_THEME") or "awsobs-dark",
        no_input=found.switch("no_input", "no_input", "AWSOBS_NO_INPUT"),
        log_file=found.text("log_file", "AWSOBS_LOG_FILE"),
        aliases=found.table("aliases"),
        keymap=found.table("keymap"),
        suppressions=findings.suppressions if findings else (),
        rule_folders=findings.rules if findings else (),
        hooks=cast("tuple[Hook, ...]", config.values.get("hooks", ())),
        config=config.path,
        origins=found.origins,
    )


def _cache_in(found: Found, environ: Mapping[str, str]) -> str:
    """The file that keeps what was read of the trail, unless that is switched off."""
    is_on = found.switch("cache", "no_cache", "AWSOBS_CACHE", turns=False, default=True)
    path = cache_path(environ) if is_on else None
    return str(path) if path else ""


def for_a_story(settings: Settings) -> Settings:
    """The settings without what looks at the user's own account, unless an option asked."""
    where = dict.fromkeys(("profile", "region", "endpoint_url"), "the story")
    asked = {name for name, origin in settings.origins.items() if origin.startswith("--")}
    return replace(
        settings,
        profile="",
        region="",
        endpoint_url="",
        start=settings.start if "start" in asked else None,
        end=settings.end if "end" in asked else None,
        log_groups=settings.log_groups if "log_groups" in asked else (),
        filter=settings.filter if "filter" in asked else "",
        expression=settings.expression if "expression" in asked else "",
        hooks=tuple(hook for hook in settings.hooks if hook.in_demo),
        trail_queue="",
        origins={**settings.origins, **where},
    )


def width_of(text: str) -> timedelta:
    """The width of a window as it is typed: `30m`, `1h`, `1h30m`, `2d`.

    Raises:
        ValueError: not a width, or none that a window can have.
    """
    try:
        width = stretch_of(text)
    except ValueError:
        raise ValueError(f"{text} is no width; try 30m, 1h or 2d") from None
    if not timedelta(minutes=1) <= width <= WIDEST:
        raise ValueError(f"{text} is outside 1m to {WIDEST.days}d")
    return width


def _queue_of(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+/\S+", text):
        raise ValueError(f"{safe_text(text)} is no URL of a queue")
    return text


def _lines_of(text: str) -> int:
    number = text.replace(",", "").replace("_", "")
    if not (number.isdecimal() and 10_000 <= int(number) <= 100_000_000):
        raise ValueError(f"{text} is no number of lines from 10,000 to 100,000,000")
    return int(number)


def _expression_of(text: str) -> str:
    """A filter expression that X-Ray will understand."""
    # Few runs have one, and none of the others should wait for its grammar.
    from awsobs.languages.xray_filter import parsed

    try:
        parsed(text)
    except ValueError as error:
        raise ValueError(f"{text}: {error}") from error
    return text


def _budget_of(text: str) -> float:
    try:
        budget = float(text)
    except ValueError:
        raise ValueError(f"{text} is no number of requests a second") from None
    if not 0 < budget <= 100:
        raise ValueError(f"{text} is outside what can be: above 0, at most 100 requests a second")
    return budget
