"""How many requests a second suit an endpoint."""

from dataclasses import replace

from awsobs.settings.record import Settings
from awsobs.sources.access import is_loopback

LOOPBACK_BUDGET = 100.0
"""Requests a second: an AWS on this machine shares its quota with nobody."""


def paced(settings: Settings) -> Settings:
    """The settings with a budget that suits the endpoint, where nobody has set one."""
    is_unset = settings.origins.get("budget", "default") == "default"
    if is_unset and is_loopback(settings.endpoint_url):
        return replace(settings, budget=LOOPBACK_BUDGET)
    return settings
