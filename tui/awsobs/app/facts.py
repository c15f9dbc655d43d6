"""What `:info` tells: what `awsobs info` does, and what this console made of it."""

from os import environ

from awsobs.present.run_report import (
    config_told,
    files_told,
    settings_told,
    terminal_told,
    versions_told,
)
from awsobs.settings import Settings


def info_record(settings: Settings, theme: str, colours: str | None) -> dict[str, object]:
    """Everything about this run that helps to explain what is on the screen."""
    # What the keys are for is known by the console, which knows this.
    from awsobs.app.keymap import keys_told

    told = settings_told(settings)
    return {
        "settings": {name: f"{one.words}   ({one.origin})" for name, one in told.items()},
        "files": {
            "config": config_told(settings, environ).words,
            **files_told(settings, environ),
        },
        "terminal": {**terminal_told(environ), "colours": colours or "none", "theme": theme},
        "versions": versions_told(),
        "keymap": keys_told(settings),
    }
