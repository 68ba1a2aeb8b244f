"""The flow picture: what flows in flows out, whatever happened to the cases."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exportlane.process import ORDERS, End, Stage
from gateway.flow.figures.asking import Taken, Way
from gateway.flow.figures.picture import OPENED, Place, path, picture

DONE = "licence:done deregistration:done customs:done rebate:done"


def way(stages: str = DONE, end: str | None = "refund_paid", n: int = 1, **more: str) -> Way:
    return Way(
        more.get("profile", "tianjin"), stages, end, "1" if end in {None, "manual"} else None, more.get("step"),
        more.get("kind"), None, 0, n,
    )  # fmt: skip


def places(of: Way) -> list[str]:
    return [f"{place.kind}:{place.name}" if place.name else place.kind for place in path(of)]


@st.composite
def ways(draw: st.DrawFn) -> Way:
    """Any row whatever, possible in the law or not: a picture loses none."""
    profile = draw(st.sampled_from(sorted(ORDERS)))
    names = [step.name.value for step in ORDERS[profile].steps]
    stages = " ".join(f"{name}:{draw(st.sampled_from(sorted(Stage)))}" for name in names)
    end = draw(st.none() | st.sampled_from(sorted(End)))
    live = "1" if end in {None, "manual"} else None
    step = draw(st.none() | st.sampled_from(names)) if live else None
    kind = draw(st.none() | st.sampled_from(["agency", "enterprise", "person"])) if live else None
    return Way(profile, stages, end, live, step, kind, None, 0, draw(st.integers(1, 50)))


@given(st.lists(ways(), max_size=30))
def test_what_flows_into_a_place_flows_out_of_it(some: list[Way]) -> None:
    drawn = picture(some)
    inwards: Counter[Place] = Counter()
    outwards: Counter[Place] = Counter()
    for edge in drawn.edges:
        outwards[edge.source] += edge.n
        inwards[edge.target] += edge.n

    total = sum(one.n for one in some)
    assert drawn.total == outwards[OPENED] == total
    for node in drawn.nodes:
        if node.place.kind == "step":
            assert inwards[node.place] == outwards[node.place] == node.n
    assert sum(node.n for node in drawn.nodes if node.place.kind not in {"opened", "step"}) == total


@given(st.lists(ways(), max_size=30))
def test_a_picture_has_no_circles_however_profiles_are_mixed(some: list[Way]) -> None:
    for edge in picture(some).edges:
        if edge.source.kind == edge.target.kind == "step":
            assert edge.source.position < edge.target.position


def test_a_case_that_went_well_passes_every_step() -> None:
    assert places(way()) == [
        "opened", "step:licence", "step:deregistration", "step:customs", "step:rebate", "end:refund_paid",
    ]  # fmt: skip


def test_a_running_case_ends_where_it_waits() -> None:
    waits = way(
        "licence:done deregistration:active customs:waiting rebate:waiting",
        None,
        step="deregistration",
        kind="agency",
    )

    assert places(waits)[-2:] == ["step:deregistration", "agency:deregistration"]


def test_who_supplies_papers_is_told_from_who_decides() -> None:
    waits = way("licence:correction deregistration:waiting", None, step="licence", kind="enterprise")

    assert places(waits) == ["opened", "step:licence", "enterprise:licence"]


def test_a_case_in_a_persons_hands_is_told_apart() -> None:
    assert (
        places(way("licence:done deregistration:held", "manual", step="deregistration", kind="person"))[-1]
        == "person"
    )


def test_a_case_that_nobody_placed_lies_with_a_person_and_is_not_lost() -> None:
    assert places(way("licence:waiting", None))[-1] == "person"


def test_a_case_that_was_undone_shows_how_far_it_had_come() -> None:
    undone = way("licence:undone deregistration:undone customs:refused rebate:lapsed", "cancelled")

    assert places(undone) == [
        "opened",
        "step:licence",
        "step:deregistration",
        "step:customs",
        "end:cancelled",
    ]


def test_a_step_that_lapsed_before_its_turn_was_never_reached() -> None:
    refused = way("licence:refused deregistration:lapsed customs:lapsed rebate:lapsed", "refused")

    assert places(refused) == ["opened", "step:licence", "end:refused"]


def test_what_is_done_ahead_of_its_turn_is_left_out() -> None:
    early = way(
        "licence:done customs:done deregistration:active rebate:done", None, profile="taizhou", step="deregistration",
        kind="agency",
    )  # fmt: skip

    assert places(early)[-2:] == ["step:deregistration", "agency:deregistration"]


def test_steps_of_another_order_stand_at_places_of_their_own() -> None:
    other = way("licence:done customs:done deregistration:done rebate:done", profile="taizhou")

    mixed = picture([way(n=3), other])

    assert mixed.mixed
    nodes = {
        (node.place.name, node.place.position): node for node in mixed.nodes if node.place.kind == "step"
    }
    assert (nodes["customs", 3].n, nodes["customs", 2].n) == (3, 1)
    assert nodes["customs", 2].profiles == {"taizhou"}
    assert not picture([way(n=3)]).mixed


@pytest.mark.parametrize(
    ("gaps", "median"), [([(1, 3), (9, 1)], 1), ([(2, 1), (3, 1)], 2.5), ([(None, 4)], None)]
)
def test_between_steps_stands_how_long_papers_were_missing(
    gaps: list[tuple[int | None, int]], median: float
) -> None:
    taken = [Taken("tianjin", "deregistration", "done", 1, gap, n, n) for gap, n in gaps]

    drawn = picture([way()], taken)

    found = {(edge.source.name, edge.target.name): edge.gap for edge in drawn.edges}
    assert found["licence", "deregistration"] == median
    assert found["deregistration", "customs"] is None


def test_nothing_makes_an_empty_picture() -> None:
    assert (picture([]).total, picture([]).nodes, picture([]).edges) == (0, [], [])
