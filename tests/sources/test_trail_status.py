from collections.abc import Callable
from typing import Any

import pytest

from awsobs.domain.source_state import SourceError
from awsobs.sources.session import Aws
from awsobs.sources.trail_status import read_governance

Put = Callable[..., Any]


@pytest.fixture
def trail(put: Put) -> Put:
    def made(name: str, **more: Any) -> None:
        put("cloudtrail:CreateTrail", Name=name, S3BucketName="trail-bucket", **more)

    return made


async def test_an_account_without_trails(aws: Aws) -> None:
    governance = await read_governance(aws)
    assert governance.trails == ()
    assert governance.region == "us-east-1"


async def test_a_trail_with_how_it_is_doing(aws: Aws, put: Put, trail: Put) -> None:
    trail("main", IsMultiRegionTrail=True, EnableLogFileValidation=True, S3KeyPrefix="org")
    put("cloudtrail:StartLogging", Name="main")
    kinds = [{"InsightType": "ApiCallRateInsight"}]
    put("cloudtrail:PutInsightSelectors", TrailName="main", InsightSelectors=kinds)
    (found,) = (await read_governance(aws)).trails
    assert (found.name, found.bucket) == ("main", "trail-bucket/org")
    assert (found.is_logging, found.is_multi_region, found.is_validated) == (True, True, True)
    assert found.started is not None
    assert (found.management, found.data) == ("All", ())
    assert found.insights == ("ApiCallRateInsight",)
    assert found.missing == ()


async def test_what_is_off_is_told_as_off(aws: Aws, put: Put, trail: Put) -> None:
    trail("idle")
    (found,) = (await read_governance(aws)).trails
    assert (found.is_logging, found.is_validated, found.kms_key) == (False, False, "")
    assert found.insights == (), "no insights is an answer, though AWS tells it as an error"
    assert found.missing == ()


@pytest.mark.parametrize(
    ("selectors", "management", "data"),
    [
        ({"EventSelectors": [{"ReadWriteType": "WriteOnly"}]}, "WriteOnly", ()),
        ({"EventSelectors": [{"IncludeManagementEvents": False}]}, "", ()),
        (
            {
                "EventSelectors": [
                    {
                        "ReadWriteType": "All",
                        "DataResources": [
                            {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::b/"]}
                        ],
                    }
                ]
            },
            "All",
            ("AWS::S3::Object",),
        ),
        (
            {
                "AdvancedEventSelectors": [
                    {
                        "FieldSelectors": [
                            {"Field": "eventCategory", "Equals": ["Management"]},
                            {"Field": "readOnly", "Equals": ["false"]},
                        ]
                    },
                    {
                        "FieldSelectors": [
                            {"Field": "eventCategory", "Equals": ["Data"]},
                            {"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]},
                        ]
                    },
                ]
            },
            "WriteOnly",
            ("AWS::Lambda::Function",),
        ),
    ],
)
async def test_what_its_selectors_choose(
    aws: Aws,
    put: Put,
    trail: Put,
    selectors: dict[str, Any],
    management: str,
    data: tuple[str, ...],
) -> None:
    trail("main")
    put("cloudtrail:PutEventSelectors", TrailName="main", **selectors)
    (found,) = (await read_governance(aws)).trails
    assert (found.management, found.data) == (management, data)


async def test_what_may_not_be_read_is_named_and_the_rest_is_there(
    open_aws: Callable[..., Aws], serve: Callable[..., Any], refuse: Callable[..., Any]
) -> None:
    from aiohttp import web

    row = {"Name": "main", "TrailARN": "arn:main", "HomeRegion": "us-east-1"}

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if operation == "DescribeTrails":
            return web.json_response({"trailList": [row, {"Name": ""}]})
        if operation == "GetTrailStatus":
            return web.json_response({"IsLogging": True})
        return refuse("AccessDeniedException")

    aws = open_aws(await serve(answer))
    (found,) = (await read_governance(aws)).trails
    assert found.is_logging is True
    assert (found.management, found.insights) == (None, None)
    assert [words.split(":")[0] for words in found.missing] == [
        "GetEventSelectors",
        "GetInsightSelectors",
    ]


async def test_without_their_names_there_is_nothing(
    open_aws: Callable[..., Aws], serve: Callable[..., Any], refuse: Callable[..., Any]
) -> None:
    def answer(operation: str, number: int, body: dict[str, Any]) -> Any:
        return refuse("AccessDeniedException")

    aws = open_aws(await serve(answer))
    with pytest.raises(SourceError):
        await read_governance(aws)
