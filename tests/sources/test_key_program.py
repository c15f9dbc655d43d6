import sys
from pathlib import Path

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.access import Access
from awsobs.sources.key_program import try_program
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws

ORIGIN = "credential_process of profile 50%s"
BY_HAND = "run it by hand to see why"
KEYS = '{"Version": 1, "AccessKeyId": "AKIAONCE", "SecretAccessKey": "s"}'


def refusal(command: str, patience: float = 20.0) -> SourceError:
    with pytest.raises(SourceError) as caught:
        try_program(command, ORIGIN, patience)
    assert caught.value.condition is Condition.EXPIRED
    return caught.value


@pytest.mark.parametrize(
    ("command", "why", "hint"),
    [
        ("false hunter2", "failed: false ended with 1", BY_HAND),
        ("sh -c 'echo the vault; echo is locked >&2; exit 3'", "ended with 3", "is locked"),
        ("sh -c 'echo password=hunter2hunter2 >&2; exit 3'", "ended with 3", "‹masked›"),
        (r"sh -c 'printf \\033[31mx >&2; exit 3'", "ended with 3", "x"),
        ("echo hunter2", "gave no keys: echo printed no JSON", BY_HAND),
        (r"printf \\377hunter2", "printed no JSON", BY_HAND),
        ("echo []", "printed no JSON object", BY_HAND),
        ("echo '{}'", 'printed no "Version": 1', BY_HAND),
        ("""echo '{"Version": 1, "AccessKeyId": "a"}'""", "printed no SecretAccessKey", BY_HAND),
        ("""echo '{"Version": 1, "AccessKeyId": 7}'""", "no AccessKeyId and no Secret", BY_HAND),
        ("/ hunter2", "cannot be run: / permission denied", BY_HAND),
    ],
)
def test_a_program_without_keys_is_told_by_its_name_and_its_words(
    command: str, why: str, hint: str
) -> None:
    error = refusal(command)
    assert error.what.startswith(f"{ORIGIN} ")
    assert why in error.what
    assert hint in error.hint
    told = f"{error.what} {error.hint}"
    assert "hunter2" not in told
    assert "\x1b" not in told
    assert "\n" not in told


def test_a_program_that_never_ends_is_given_up() -> None:
    assert refusal("sleep 60", 0.01).what.endswith("gave no keys: sleep has not ended in 0.01 s")


async def test_what_it_printed_serves_the_first_session_and_then_it_runs_again(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, runs, config = (tmp_path / name for name in ("keys.py", "runs", "config"))
    script.write_text(f"open({str(runs)!r}, 'a').write('x')\nprint({KEYS!r})\n")
    command = f"{sys.executable} {script}"
    config.write_text(f"[profile ops]\ncredential_process = {command}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    try_program(command, ORIGIN)
    for expected in ("x", "xx"):
        async with Aws(Access(profile="ops", region="us-east-1"), clock, pace=Pace(clock)) as aws:
            assert (await aws.keys()).origin == "credential_process of profile ops"
        assert runs.read_text() == expected
