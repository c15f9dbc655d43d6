"""Saved queries and the fields of a group, asked by botocore's own client over HTTP."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

GROUP = "/aws/lambda/shop"
S = int(datetime(2026, 5, 4, 12, 0, tzinfo=UTC).timestamp())


async def test_saved_queries(logs: Any) -> None:
    first = await logs.put_query_definition(
        name="errors/all", queryString="fields ms", logGroupNames=[GROUP]
    )
    await logs.put_query_definition(name="costs", queryString="stats count(*)")
    number = first["queryDefinitionId"]
    changed = await logs.put_query_definition(
        name="errors/new", queryString="limit 1", queryDefinitionId=number
    )
    assert changed["queryDefinitionId"] == number
    listed = await logs.describe_query_definitions()
    assert [each["name"] for each in listed["queryDefinitions"]] == ["costs", "errors/new"]
    found = await logs.describe_query_definitions(queryDefinitionNamePrefix="errors/")
    (definition,) = found["queryDefinitions"]
    assert definition == {
        "queryLanguage": "CWLI",
        "queryDefinitionId": number,
        "name": "errors/new",
        "queryString": "limit 1",
        "lastModified": S * 1000,
        "logGroupNames": [],
    }
    page = await logs.describe_query_definitions(maxResults=1)
    rest = await logs.describe_query_definitions(maxResults=1, nextToken=page["nextToken"])
    assert rest["queryDefinitions"][0]["name"] == "errors/new"
    assert (await logs.delete_query_definition(queryDefinitionId=number))["success"] is True
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await logs.delete_query_definition(queryDefinitionId=number)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await logs.put_query_definition(name="n", queryString="q", queryDefinitionId=number)


async def test_the_fields_of_a_group(logs: Any) -> None:
    reply = await logs.get_log_group_fields(logGroupName=GROUP)
    fields = {each["name"]: each["percent"] for each in reply["logGroupFields"]}
    assert fields["level"] == fields["user.name"] == fields["@message"] == 100
    web = await logs.get_log_group_fields(logGroupIdentifier="/app/web", time=S)
    assert "level" not in {each["name"] for each in web["logGroupFields"]}
    none = await logs.get_log_group_fields(logGroupName=GROUP, time=S - 86_400)
    assert none["logGroupFields"] == []
