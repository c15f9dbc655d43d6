"""CloudWatch Logs: saved queries of Logs Insights."""

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from awsobs.languages.insights.queries import LONGEST
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.insights_queries import MOST_GROUPS, language
from awsobs.local.services.log_requests import asked, next_token, now_ms, resumed
from awsobs.local.services.resume_tokens import page_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

MOST_DEFINITIONS: Final = 1000

_LONGEST_NAME: Final = 255
_LONGEST_ID: Final = 256


@operations.answer("PutQueryDefinition")
def put_query_definition(cloud: "Cloud", call: Call) -> Reply:
    """Save a query, or replace the one of that id."""
    request = asked(call)
    language(request)
    definitions = cloud.insights.definitions
    given = request.text("queryDefinitionId", most=_LONGEST_ID)
    if given and given not in definitions:
        raise _unknown(given)
    if not given and len(definitions) >= MOST_DEFINITIONS:
        raise Fault("LimitExceededException", "Resource limit exceeded.")
    number = given or str(uuid4())
    made: dict[str, Any] = {
        "queryLanguage": "CWLI",
        "queryDefinitionId": number,
        "name": request.required("name", most=_LONGEST_NAME),
        "queryString": request.required("queryString", most=LONGEST),
        "lastModified": now_ms(cloud),
        "logGroupNames": request.texts("logGroupNames", least=0, most=MOST_GROUPS),
    }
    cloud.insights.save(number, made)
    return {"queryDefinitionId": number}


@operations.answer("DescribeQueryDefinitions")
def describe_query_definitions(cloud: "Cloud", call: Call) -> Reply:
    """List saved queries by name."""
    request = asked(call)
    language(request)
    prefix = request.text("queryDefinitionNamePrefix", most=_LONGEST_NAME)
    most = request.integer("maxResults", least=1, most=MOST_DEFINITIONS) or MOST_DEFINITIONS
    found = [
        ((str(each["name"]), number), each)
        for number, each in cloud.insights.definitions.items()
        if each["name"].startswith(prefix)
    ]
    found.sort(key=lambda place: place[0])
    rows, position = page_of(found, resumed(cloud, call), most)
    return {"queryDefinitions": rows, **next_token(cloud, call, position)}


@operations.answer("DeleteQueryDefinition")
def delete_query_definition(cloud: "Cloud", call: Call) -> Reply:
    """Forget a saved query."""
    number = asked(call).required("queryDefinitionId", most=_LONGEST_ID)
    if number not in cloud.insights.definitions:
        raise _unknown(number)
    cloud.insights.forget(number)
    return {"success": True}


def _unknown(number: str) -> Fault:
    return Fault(
        "ResourceNotFoundException", f"The specified query definition {number} does not exist."
    )
