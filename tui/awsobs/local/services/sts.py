"""The sts service."""

from awsobs.local.operations import Operations

operations = Operations("sts")
