import pytest

from awsobs.cli import run
from awsobs.domain.exit_status import ExitStatus


@pytest.mark.parametrize("command", ["alarms", "logs", "map", "metrics", "traces", "trail"])
def test_what_prints_says_the_same_as_the_console_in_three_lines_at_most(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "--json", "--no-config"]) == ExitStatus.CREDENTIALS
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert lines[0].endswith(": no AWS credentials were found")
    assert "aws configure" in lines[1]
    assert len(lines) <= 3


def test_what_is_no_endpoint_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["alarms", "--json", "--endpoint-url", "127.0.0.1:4599"]) == ExitStatus.USAGE
    assert "--endpoint-url: 127.0.0.1:4599 is no URL" in capsys.readouterr().err


def test_a_name_that_may_be_a_file_is_told_as_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", "app-name", "/aws/lambda/x", "--no-config"]) == ExitStatus.CREDENTIALS
    told = capsys.readouterr().err
    assert "app-name: no such file here; log groups need credentials" in told
    assert "/aws/lambda/x: no such file" not in told
