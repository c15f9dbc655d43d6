"""Opaque page tokens: what a page ended on, bound to the question that was asked."""

import binascii
import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from awsobs.local.operations import Fault


def token_of(position: str, question: Mapping[str, Any]) -> str:
    """The token that resumes `question` after `position`."""
    mark = f"{_digest(question)}:{position}"
    return urlsafe_b64encode(mark.encode()).decode()


def position_of(token: str, question: Mapping[str, Any]) -> str:
    """The position inside a token.

    Raises:
        Fault: the token is none of ours, or was given for another question.
    """
    refusal = Fault("InvalidNextToken", "The next token specified is invalid.")
    try:
        digest, _, position = urlsafe_b64decode(token.encode()).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise refusal from error
    if digest != _digest(question):
        raise refusal
    return position


def _digest(question: Mapping[str, Any]) -> str:
    """A short mark of everything asked but the token itself and the size of a page."""
    asked = {
        name: value
        for name, value in question.items()
        if name not in ("NextToken", "MaxRecords", "MaxDatapoints") and value is not None
    }
    spelled = json.dumps(asked, sort_keys=True, default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()[:12]
