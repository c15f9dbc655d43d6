"""What the user wants the console to look like and to listen to, checked before it opens."""

from awsobs.app.themes import is_theme
from awsobs.present.palettes import SHORT_NAMES
from awsobs.settings import Settings
from awsobs.settings.config_keys import nearest


def with_look(settings: Settings) -> Settings:
    """The settings with a theme that there is, and keys that can be pressed.

    Raises:
        SettingsError: a theme, an action or a key that there is not, or keys that clash.
    """
    if not is_theme(settings.theme):
        near = nearest(settings.theme, SHORT_NAMES) or f"; there are {', '.join(SHORT_NAMES)}"
        raise settings.refusal("theme", f"there is no theme {settings.theme}{near}")
    if not settings.keymap:
        return settings
    # Who keeps the usual keys need not wait for what checks others.
    from awsobs.app.keymap import with_keymap

    return with_keymap(settings)
