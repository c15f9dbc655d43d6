"""The ec2 service."""

from awsobs.local.operations import Operations

operations = Operations("ec2")
