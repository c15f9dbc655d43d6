"""What one run was told, and by whom."""

from awsobs.settings.environment import first_environment
from awsobs.settings.lookup import for_a_story, settings_from, width_of
from awsobs.settings.record import Settings, SettingsError

__all__ = [
    "Settings",
    "SettingsError",
    "first_environment",
    "for_a_story",
    "settings_from",
    "width_of",
]
