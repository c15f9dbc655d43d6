from dataclasses import replace

from awsobs.collecting.account import settings_for
from awsobs.domain.context import Context
from awsobs.settings import Settings
from awsobs.store.feeds import FeedBoard
from awsobs.store.memory import Visit

GIVEN = Settings(profile="ops", region="eu-west-1", budget=3.0)


def visit(context: Context) -> Visit:
    return Visit(epoch=1, context=context, board=FeedBoard())


def test_the_first_visit_is_what_the_settings_say() -> None:
    assert settings_for(GIVEN, visit(Context())) == GIVEN


def test_a_later_one_brings_its_profile_and_region_alone() -> None:
    there = settings_for(GIVEN, visit(Context(profile="dev", region="us-east-1")))
    assert there == replace(GIVEN, profile="dev", region="us-east-1")
