from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.maps.cycles import upward_edges
from awsobs.analysis.maps.fold import folded
from awsobs.analysis.maps.layers import TooNarrow, layers_of
from awsobs.analysis.maps.layout import lay_out
from awsobs.analysis.maps.order import crossings_between, order_rows
from awsobs.analysis.maps.plan import Edge, Room, Shape
from awsobs.analysis.maps.positions import spread
from awsobs.analysis.maps.stars import Arrow, stars_of

EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), unique=True, max_size=40)


@given(EDGES)
def test_without_the_upward_edges_no_cycle_is_left(edges: list[tuple[int, int]]) -> None:
    upward = upward_edges(10, edges)
    down: nx.DiGraph[int] = nx.DiGraph(e for e in edges if e not in upward and e[0] != e[1])
    assert nx.is_directed_acyclic_graph(down)


def test_one_edge_of_a_circle_points_up() -> None:
    assert len(upward_edges(3, [(0, 1), (1, 2), (2, 0)])) == 1
    assert upward_edges(3, [(0, 1), (1, 2)]) == frozenset()


@given(EDGES)
def test_every_arrow_is_in_one_star_and_a_star_has_one_centre(
    edges: list[tuple[int, int]],
) -> None:
    arrows = [Arrow(upper=a, lower=b, dashed=a % 2 == 0) for a, b in edges if a < b]
    stars = stars_of(arrows, {})
    assert sorted(i for star in stars for i in star.arrows) == list(range(len(arrows)))
    for star in stars:
        ends = [arrows[i].upper if star.spreads else arrows[i].lower for i in star.arrows]
        assert len(set(ends)) == 1
        assert {arrows[i].dashed for i in star.arrows} == {star.dashed}


def test_a_fan_and_a_funnel_are_one_star_each() -> None:
    fan = [Arrow(upper=0, lower=n) for n in range(1, 6)]
    funnel = [Arrow(upper=n, lower=9) for n in range(1, 6)]
    assert [star.spreads for star in stars_of(fan + funnel, {})] == [True, False]


def test_a_row_wider_than_the_limit_is_split_leaves_last() -> None:
    arrows = [Arrow(upper=0, lower=n) for n in range(1, 7)] + [Arrow(upper=1, lower=7)]
    stars = stars_of(arrows, {})
    layer = layers_of([10] * 8, arrows, stars, 40)
    assert layer[0] == 0
    assert layer[1] == 1
    assert max(layer[1:7]) == 2
    assert all(layer[a.upper] < layer[a.lower] for a in arrows)


def test_a_node_wider_than_the_limit_is_refused() -> None:
    with pytest.raises(TooNarrow):
        layers_of([50], [], [], 40)


def test_two_crossed_pairs_are_uncrossed() -> None:
    below, above = [[3], [2], [], []], [[], [], [1], [0]]
    assert crossings_between([0, 1], [2, 3], below) == 1
    rows = order_rows([[0, 1], [2, 3]], above, below)
    assert crossings_between(rows[0], rows[1], below) == 0


@given(st.lists(st.floats(-50, 150), min_size=1, max_size=12), st.integers(1, 6))
def test_spread_places_keep_their_order_their_steps_and_their_bounds(
    wishes: list[float], step: int
) -> None:
    steps = [step] * (len(wishes) - 1)
    places = spread(wishes, [1.0] * len(wishes), steps, 0, 100)
    assert all(b - a >= step for a, b in pairwise(places))
    assert 0 <= places[0] <= places[-1] <= 100


def test_a_wish_that_disturbs_nobody_is_granted() -> None:
    assert spread([10, 40, 90], [1, 1, 1], [3, 3], 0, 100) == [10, 40, 90]
    assert spread([50, 50], [1, 1], [10], 0, 100) == [45, 55]


def test_like_leaves_fold_and_failing_ones_do_not() -> None:
    kinds = ["web", *["table"] * 4, "queue"]
    edges = [(0, n) for n in range(1, 6)]
    assert folded(kinds, edges, {}).groups == ((1, 2, 3, 4),)
    assert folded(kinds, edges, {2: 1.0}).groups == ((1, 3, 4),)
    assert folded(kinds, edges, {2: 1.0, 3: 1.0}).groups == ()


def test_of_too_many_boxes_those_near_the_worst_stay() -> None:
    chain = [(n, n + 1) for n in range(29)]
    fold = folded([str(n) for n in range(30)], chain, {20: 1.0}, most=5)
    assert set(range(30)) - set(fold.hidden) == {18, 19, 20, 21, 22}


def test_the_plan_depends_on_nothing_but_the_graph() -> None:
    edges = [Edge(source=a, target=b) for a, b in [(0, 1), (0, 2), (1, 3), (2, 3), (3, 0)]]

    def shape_of(number: int, lines: int) -> Shape:
        return Shape(width=8 + number, height=1, first=1, last=6)

    plans = [lay_out(5, edges, shape_of, Room(width=60, least=2)) for _ in range(2)]
    assert plans[0] == plans[1]
    assert set(plans[0].places) == {0, 1, 2, 3, 4}
