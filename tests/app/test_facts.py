from awsobs.app.facts import info_record
from awsobs.app.keymap import with_keymap
from awsobs.settings import Settings


def test_the_console_tells_what_the_command_does_and_every_action_with_its_keys() -> None:
    settings = with_keymap(Settings(keymap={"move.zoom": "f6,Z"}, theme="dark"))
    told = info_record(settings, "awsobs-dark-256", "256")
    assert set(told) == {"settings", "files", "terminal", "versions", "keymap"}
    keys, terminal, shown = told["keymap"], told["terminal"], told["settings"]
    assert isinstance(keys, dict)
    assert isinstance(terminal, dict)
    assert isinstance(shown, dict)
    assert keys["move.zoom"] == "F6 Z   zoom"
    assert keys["console.keys"] == "? F1   keys"
    assert (terminal["colours"], terminal["theme"]) == ("256", "awsobs-dark-256")
    assert shown["theme"] == "dark   (default)"
