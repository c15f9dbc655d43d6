"""What our rules tell of, family by family, and the work of every day that they leave alone."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.analysis.findings.detector import Detector
from awsobs.analysis.findings.rule_sets import own_rules

ME, OTHER = "111111111111", "222222222222"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
USER = {"type": "IAMUser", "arn": f"arn:aws:iam::{ME}:user/eve", "userName": "eve"}
MACHINE = {
    "type": "AssumedRole",
    "arn": f"arn:aws:sts::{ME}:assumed-role/web/i-0123456789abcdef0",
    "accessKeyId": "ASIAX",
}
ROLE = {"type": "AssumedRole", "arn": f"arn:aws:sts::{ME}:assumed-role/deploy/run-7"}


def call(
    operation: str, request: Any = None, *, at: int = 0, who: Any = USER, **more: Any
) -> dict[str, Any]:
    """A record of `service:Name`."""
    service, name = operation.split(":")
    return {
        "eventID": f"{name}-{at}",
        "eventTime": f"{NOON + timedelta(seconds=at):%Y-%m-%dT%H:%M:%SZ}",
        "eventName": name,
        "eventSource": f"{service}.amazonaws.com",
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "some-client/1.0",
        "awsRegion": "us-east-1",
        "recipientAccountId": ME,
        "userIdentity": {"accountId": ME, **who},
        "requestParameters": request,
        **more,
    }


def each(operation: str, requests: list[Any], **more: Any) -> list[dict[str, Any]]:
    return [call(operation, request, at=at, **more) for at, request in enumerate(requests)]


def allowing(principal: Any, **more: Any) -> dict[str, Any]:
    return {
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", **more}]
    }


def told(records: list[dict[str, Any]]) -> set[str]:
    detector = Detector(own_rules())
    for record in records:
        detector.add(record)
    return {finding.rule for finding in detector.findings()}


ROOT_OF_OTHER = {"AWS": f"arn:aws:iam::{OTHER}:root"}
ADDED = {"add": {"items": [{"userId": OTHER}]}}
LIFECYCLE = {"Rule": {"Status": "Enabled", "Expiration": {"Days": 1}}}
GRAVE: dict[str, list[dict[str, Any]]] = {
    "trail-off": [call("cloudtrail:DeleteTrail", {"name": "t"})],
    "trail-narrowed": [
        call("cloudtrail:PutEventSelectors", {"eventSelectors": [{"readWriteType": "ReadOnly"}]})
    ],
    "logs-expire-soon": [call("s3:PutBucketLifecycle", {"LifecycleConfiguration": LIFECYCLE})],
    "network-logs-off": [call("ec2:DeleteFlowLogs", {})],
    "detection-off": [call("guardduty:UpdateDetector", {"detectorId": "d", "enable": False})],
    "watch-off": [call("monitoring:DeleteAlarms", {"alarmNames": ["a"]})],
    "bucket-protection-off": [call("s3:DeleteBucketEncryption", {"bucketName": "b"})],
    "encryption-off": [call("ec2:DisableEbsEncryptionByDefault")],
    "secrets-in-bulk": each(
        "secretsmanager:GetSecretValue", [{"secretId": f"s{n}"} for n in range(9)]
    ),
    "secrets-batch": [
        call("secretsmanager:BatchGetSecretValue", {"filters": [{"key": "tag-key"}]})
    ],
    "parameters-in-bulk": each(
        "ssm:GetParameter", [{"name": f"p{n}", "withDecryption": True} for n in range(25)]
    ),
    "parameters-harvested": [
        call("ssm:DescribeParameters", {"maxResults": 10}),
        call("ssm:GetParameters", {"names": ["a", "b"], "withDecryption": True}, at=2),
    ],
    "instance-passwords-in-bulk": each(
        "ec2:GetPasswordData", [{"instanceId": f"i-{n}"} for n in range(3)], errorCode="Denied"
    ),
    "user-data-in-bulk": each(
        "ec2:DescribeInstanceAttribute",
        [{"instanceId": f"i-{n}", "attribute": "userData"} for n in range(3)],
    ),
    "instance-credentials-elsewhere": [
        call("ec2:DescribeInstances", {}, who=MACHINE),
        call("ec2:DescribeInstances", {}, who=MACHINE, at=9, sourceIPAddress="203.0.113.9"),
    ],
    "key-for-another": [call("iam:CreateAccessKey", {"userName": "bob"})],
    "mfa-removed": [call("iam:DeactivateMFADevice", {"userName": "bob"})],
    "federation-token": [call("sts:GetFederationToken", {"name": "x"})],
    "console-link": [call("signin:GetSigninToken")],
    "root-used": [call("iam:CreateUser", {"userName": "x"}, who={"type": "Root", "arn": "r"})],
    "sign-ins-failed": each(
        "signin:ConsoleLogin", [None] * 5, responseElements={"ConsoleLogin": "Failure"}
    ),
    "admin-given": [
        call("iam:AttachUserPolicy", {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"})
    ],
    "trust-outside": [
        call("iam:CreateRole", {"assumeRolePolicyDocument": json.dumps(allowing(ROOT_OF_OTHER))})
    ],
    "federation-added": [call("rolesanywhere:CreateTrustAnchor", {"name": "x"})],
    "organization-left": [call("organizations:LeaveOrganization", errorCode="AccessDenied")],
    "policy-public": [call("s3:PutBucketPolicy", {"bucketPolicy": allowing("*")})],
    "policy-outside": [call("s3:PutBucketPolicy", {"bucketPolicy": allowing(ROOT_OF_OTHER)})],
    "bucket-acl-public": [call("s3:PutBucketAcl", {"x-amz-acl": ["public-read"]})],
    "public-block-off": [call("s3:DeleteBucketPublicAccessBlock", {"bucketName": "b"})],
    "snapshot-shared": [call("ec2:ModifyImageAttribute", {"launchPermission": ADDED})],
    "function-opened": [call("lambda:AddPermission20150331v2", {"principal": "*"})],
    "database-public": [call("rds:ModifyDBInstance", {"publiclyAccessible": True})],
    "refused-in-bulk": [
        call(f"ec2:Describe{n}", at=n, errorCode="Client.UnauthorizedOperation") for n in range(6)
    ],
    "enumeration-from-instance": [
        call(f"iam:{name}", at=at, who=MACHINE)
        for at, name in enumerate(("ListUsers", "ListRoles", "GetAccountSummary"))
    ],
    "mail-enumeration": [
        call(f"ses:{name}", at=at)
        for at, name in enumerate(("GetSendQuota", "ListIdentities", "GetAccountSendingEnabled"))
    ],
    "command-run": [call("ssm:SendCommand", {"documentName": "AWS-RunShellScript"})],
    "sessions-in-bulk": each("ssm:StartSession", [{"target": f"i-{n}"} for n in range(2)]),
    "instance-connect": [call("ec2-instance-connect:SendSSHPublicKey", {"instanceId": "i-1"})],
    "user-data-changed": [call("ec2:ModifyInstanceAttribute", {"userData": "<removed>"})],
    "unusual-compute": [call("ec2:RunInstances", {"instanceType": "p3.16xlarge"})],
    "compute-everywhere": [
        call("ec2:RunInstances", {"instanceType": "t3.micro"}, at=n, awsRegion=f"region-{n}")
        for n in range(4)
    ],
    "function-layer": [
        call("lambda:UpdateFunctionConfiguration20150331v2", {"layers": ["arn:x"]}, who=ROLE)
    ],
    "function-code": [call("lambda:UpdateFunctionCode20150331v2", {"functionName": "f"})],
    "key-destroyed": [call("kms:ScheduleKeyDeletion", {"keyId": "k"})],
    "backups-removed": [call("backup:DeleteRecoveryPoint", {"backupVaultName": "v"})],
    "objects-deleted": each(
        "s3:DeleteObject", [{"bucketName": "b", "key": str(n)} for n in range(50)]
    ),
    "objects-encrypted": each(
        "s3:CopyObject",
        [
            {
                "bucketName": "b",
                "key": str(n),
                "x-amz-server-side-encryption-customer-algorithm": "AES256",
            }
            for n in range(3)
        ],
    ),
    "buckets-gone": each("s3:DeleteBucket", [{"bucketName": f"b{n}"} for n in range(3)]),
    "region-enabled": [call("account:EnableRegion", {"RegionName": "x"})],
}


@pytest.mark.parametrize("rule", GRAVE)
def test_what_an_attacker_or_a_slip_leaves_behind_is_told(rule: str) -> None:
    assert told(GRAVE[rule]) == {rule}


SERVICE = {"Service": "cloudtrail.amazonaws.com"}
CONDITION = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
SOURCE = {"principal": "*", "sourceArn": "arn:aws:s3:::b"}
DAILY: dict[str, list[dict[str, Any]]] = {
    "a trail that records more": [
        call("cloudtrail:PutEventSelectors", {"eventSelectors": [{"readWriteType": "All"}]})
    ],
    "logs kept for a year": [
        call(
            "s3:PutBucketLifecycle",
            {
                "LifecycleConfiguration": {
                    "Rule": {"Status": "Enabled", "Expiration": {"Days": 365}}
                }
            },
        )
    ],
    "a program that reads its secrets": each(
        "secretsmanager:GetSecretValue", [{"secretId": f"s{n % 3}"} for n in range(60)], who=ROLE
    ),
    "a program that reads its parameters": each(
        "ssm:GetParameter", [{"name": f"p{n % 9}", "withDecryption": True} for n in range(60)]
    ),
    "a password asked for": [call("ec2:GetPasswordData", {"instanceId": "i-1"})],
    "a key for oneself": [
        call("iam:CreateAccessKey", {"userName": "eve"}),
        call("iam:CreateAccessKey", None, at=1),
    ],
    "a machine at home": each("ec2:DescribeInstances", [{}] * 9, who=MACHINE),
    "a role for a service": [
        call("iam:CreateRole", {"assumeRolePolicyDocument": json.dumps(allowing(SERVICE))})
    ],
    "a policy for the organization": [
        call("s3:PutBucketPolicy", {"bucketPolicy": allowing("*", Condition=CONDITION)})
    ],
    "a function that a bucket calls": [call("lambda:AddPermission20150331v2", SOURCE)],
    "a site open to the web": [
        call(
            "ec2:AuthorizeSecurityGroupIngress",
            {"cidrIp": "0.0.0.0/0", "fromPort": 443, "toPort": 443, "ipProtocol": "tcp"},
        )
    ],
    "a program refused again and again": each("s3:GetObject", [{}] * 90, errorCode="AccessDenied"),
    "one session": [call("ssm:StartSession", {"target": "i-1"})],
    "a pipeline's release": [
        call("lambda:UpdateFunctionCode20150331v2", {"functionName": "f"}, who=ROLE)
    ],
    "a stack taken down by CloudFormation": [
        call(
            "monitoring:DeleteAlarms",
            {"alarmNames": ["a"]},
            who={**ROLE, "invokedBy": "cloudformation.amazonaws.com"},
        )
    ],
    "root's own look": [call("iam:ListUsers", who={"type": "Root", "arn": "r"})],
    "a sign-in with MFA": [
        call(
            "signin:ConsoleLogin",
            additionalEventData={"MFAUsed": "Yes"},
            responseElements={"ConsoleLogin": "Success"},
        )
    ],
    "a small machine": [call("ec2:RunInstances", {"instanceType": "t3.micro"})],
    "a folder cleared": each(
        "s3:DeleteObject", [{"bucketName": "b", "key": str(n)} for n in range(20)]
    ),
    "somebody who clicks around": [
        call(f"iam:{name}", at=at, sessionCredentialFromConsole="true")
        for at, name in enumerate(("ListUsers", "ListRoles", "ListGroups", "ListPolicies") * 5)
    ],
}


@pytest.mark.parametrize("work", DAILY)
def test_the_work_of_every_day_is_left_alone(work: str) -> None:
    assert told(DAILY[work]) == set()
