"""`awsobs local --faults FILE`, held from outside."""

import json
import subprocess
import sys
from pathlib import Path

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from awsobs.local.child import LocalProcess

RULES = [
    {"service": "logs", "error": {"code": "ThrottlingException", "message": "Rate exceeded"}},
    {"service": "sts", "error": "ExpiredToken", "from": 3600},
]


def test_its_answers_go_wrong_as_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(RULES))
    child = LocalProcess.start([f"--faults={file}"])
    try:
        with pytest.raises(ClientError, match="Rate exceeded"):
            called(child, "logs", "describe_log_groups")
        called(child, "sts", "get_caller_identity")
    finally:
        child.stop()


def called(child: LocalProcess, service: str, operation: str) -> None:
    client = botocore.session.get_session().create_client(
        service,  # type: ignore[call-overload] # the stubs know services by literal names only
        endpoint_url=child.endpoint_url,
        region_name=child.region,
        aws_access_key_id="AKIATEST",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": 1}),
    )
    getattr(client, operation)()
    client.close()


@pytest.mark.parametrize("command", ["local", "demo"])
def test_a_bad_file_is_refused_before_anything_starts(tmp_path: Path, command: str) -> None:
    file = tmp_path / "rules.json"
    file.write_text('{"service": "logs", "delay": 1}\n{"service": "logs", "dela": 1}\n')
    done = subprocess.run(
        [sys.executable, "-m", "awsobs", command, "--faults", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"--faults: {file}: line 2: 'dela' is unknown; there are service," in done.stderr
    assert "Traceback" not in done.stderr
