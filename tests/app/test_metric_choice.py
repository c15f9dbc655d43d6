from itertools import product

from awsobs.app.metric_choice import MOST_SHOWN, MetricChoice
from awsobs.domain.metrics import MetricKey


def of(namespace: str, name: str, **dimensions: str) -> MetricKey:
    return MetricKey(namespace, name, tuple(sorted(dimensions.items())))


def offered(*metrics: MetricKey) -> MetricChoice:
    choice = MetricChoice()
    choice.offer(metrics)
    return choice


ERRORS = of("AWS/Lambda", "Errors", FunctionName="checkout")
DURATION = of("AWS/Lambda", "Duration", FunctionName="checkout")
DEPTH = of("AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName="orders")


def test_every_word_must_be_in_namespace_name_or_dimensions() -> None:
    choice = offered(ERRORS, DURATION, DEPTH)
    assert choice.found("checkout err") == ([ERRORS], 1)
    assert choice.found("sqs QUEUENAME=orders") == ([DEPTH], 1)
    assert choice.found("")[1] == 3


def test_where_no_word_fits_letters_in_their_order_do() -> None:
    assert offered(ERRORS, DEPTH).found("apxmsgvis") == ([DEPTH], 1)
    assert offered(ERRORS, DEPTH).found("zzz(") == ([], 0)


def test_metrics_of_one_resource_stand_together_errors_first() -> None:
    other = of("AWS/Lambda", "Errors", FunctionName="web")
    assert offered(other, DURATION, ERRORS).found("")[0] == [ERRORS, DURATION, other]


def test_chosen_ones_are_kept_in_their_order_until_taken_back() -> None:
    choice = offered(ERRORS, DURATION)
    choice.toggle(DURATION)
    choice.toggle(ERRORS)
    assert choice.chosen == (DURATION, ERRORS)
    choice.toggle(DURATION)
    assert choice.chosen == (ERRORS,)
    assert DURATION not in choice


def test_of_twenty_thousand_the_first_are_shown_and_all_are_counted() -> None:
    names = [f"n{n}" for n in range(100)]
    choice = offered(*(of("Shop", name, Host=f"h{n}") for name, n in product(names, range(200))))
    found, count = choice.found("shop n7")
    assert len(choice) == 20_000
    assert len(found) == MOST_SHOWN
    assert count == 11 * 200
