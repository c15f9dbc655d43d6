"""Whether a machine is set up for AWS at all; imports nothing, as the first frame waits for it."""

import os
from collections.abc import Mapping

SIGNS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
"""Variables that give credentials, or a place that needs none."""

_FILES = (
    ("AWS_CONFIG_FILE", ".aws/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"),
)


def has_signs_of_aws(environ: Mapping[str, str]) -> bool:
    """Whether credentials may be found; where there is no sign, most likely no screen will open."""
    home = environ.get("HOME", "")
    names = (environ.get(name) or f"{home}/{usual}" for name, usual in _FILES)
    return any(map(environ.get, SIGNS)) or any(os.access(name, os.F_OK) for name in names)
