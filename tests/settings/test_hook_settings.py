from datetime import timedelta

import pytest

from awsobs.domain.responses import Hook, Trigger
from awsobs.settings import SettingsError
from awsobs.settings.config_file import config_of

FULL = b"""\
[[hooks]]
on = "alarm"
match = "state:ALARM name:checkout*"
command = ["notify", "--urgent"]
timeout = "5s"
most_per_minute = 60

[[hooks]]
on = "finding"
command = ["log-it"]
demo = true
"""


def test_hooks_are_read_with_their_limits() -> None:
    assert config_of(FULL, "config.toml").values["hooks"] == (
        Hook(
            on=Trigger.ALARM,
            match="state:ALARM name:checkout*",
            command=("notify", "--urgent"),
            timeout=timedelta(seconds=5),
            most=60,
        ),
        Hook(on=Trigger.FINDING, command=("log-it",), in_demo=True),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"[hooks]", "hooks: wants [[hooks]]"),
        (b'[[hooks]]\non = "moon"', 'hooks.on: wants "alarm" or "finding"'),
        (b'[[hooks]]\non = "alarm"\ncommand = "rm -rf x"', "no shell runs it"),
        (b'[[hooks]]\non = "alarm"\ncommand = []', "wants the words of a command"),
        (b'[[hooks]]\non = "alarm"\ncommand = ["a"]\nmatch = "(("', "hooks.match: "),
        (b'[[hooks]]\non = "alarm"\ncommand = ["a"]\ntimeout = "2h"', "wants up to 10m"),
        (b'[[hooks]]\non = "alarm"\ncommand = ["a"]\nmost_per_minute = 0', "from 1 to 1,000"),
        (b'[[hooks]]\non = "alarm"\ncomand = ["a"]', "there is no comand; did you mean command?"),
    ],
)
def test_what_cannot_be_honoured_is_told(text: bytes, words: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        config_of(text, "config.toml")
    assert words in str(wrong.value)
