from awsobs.analysis.metric_sets import resource_sets
from awsobs.domain.metrics import MetricKey


def of(namespace: str, name: str, **dimensions: str) -> MetricKey:
    return MetricKey(namespace, name, tuple(sorted(dimensions.items())))


def of_lambda(name: str, function: str) -> MetricKey:
    return of("AWS/Lambda", name, FunctionName=function)


def test_a_resource_has_its_rate_errors_latency_and_use() -> None:
    names = ("Duration", "Errors", "Invocations", "ConcurrentExecutions", "Throttles")
    (one,) = resource_sets([of_lambda(name, "web") for name in names])
    assert (one.namespace, one.name, one.is_firing) == ("AWS/Lambda", "web", False)
    told = {rank: metric.name for rank, metric in one.metrics.items()}
    assert told == {0: "Errors", 1: "Duration", 2: "Invocations", 3: "ConcurrentExecutions"}
    statistics = {query.id: query.statistic for query in one.queries("r7")}
    assert statistics == {"r7_0": "Sum", "r7_1": "p99", "r7_2": "Sum", "r7_3": "Maximum"}


def test_what_fires_comes_first_with_the_very_metric_that_its_alarm_watches() -> None:
    target = of("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", LoadBalancer="app/shop/1")
    balancer = of("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", LoadBalancer="app/shop/1")
    sets = resource_sets([of_lambda("Errors", "web"), balancer, target], [target])
    assert [(one.name, one.is_firing) for one in sets] == [("shop", True), ("web", False)]
    assert sets[0].metrics[0] == target


def test_totals_and_parts_of_a_resource_are_none_of_their_own() -> None:
    of_all = of("AWS/Lambda", "Errors")
    version = of("AWS/Lambda", "Errors", FunctionName="web", Resource="web:1")
    slow = of("AWS/DynamoDB", "SuccessfulRequestLatency", TableName="carts", Operation="Query")
    reads = of("AWS/DynamoDB", "ConsumedReadCapacityUnits", TableName="carts")
    (table,) = resource_sets([of_all, version, slow, reads])
    assert (table.name, set(table.metrics)) == ("carts", {1, 2})


def test_a_resource_is_called_by_the_end_of_its_arn() -> None:
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:settle"
    (one,) = resource_sets([of("AWS/States", "ExecutionsFailed", StateMachineArn=arn)])
    assert one.name == "settle"


def test_the_users_own_namespaces_are_grouped_by_their_dimensions() -> None:
    sets = resource_sets(
        [of("Shop", "OrderErrors", Shop="x"), of("Shop", "OrderLatency", Shop="x")]
    )
    assert [(one.name, set(one.metrics)) for one in sets] == [("x", {0, 1})]
