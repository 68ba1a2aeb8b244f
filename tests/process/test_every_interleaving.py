"""Whatever the interleaving, repetition, lateness or refusal: every case ends, or a person is named.

Each run is one lot of one to three vehicles whose four agencies follow the table, with every message to every listener
delivered late, early, twice or in any order. A run that breaks a property can be repeated from its seed alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exportlane.contracts.decision import Heard
from exportlane.process import (
    ORDERS,
    PROCESS_VERSION,
    CaseState,
    End,
    Order,
    Step,
    StepName,
)
from exportlane.process.moves import VERSIONS
from tests.process import properties
from tests.process.choreography import Temper
from tests.process.deciding import World
from tests.process.properties import Broken, check

INTERLEAVINGS = 3_400
"""Of each of the three orders: more than ten thousand together, counted below."""

TINKERINGS = 400
"""Of each broken table. All of them show within far fewer."""

tempers = st.builds(
    Temper,
    correction=st.sampled_from((0, 20, 60)),
    refusal=st.sampled_from((0, 10, 40)),
    by_hand=st.sampled_from((0, 15, 60)),
    holding=st.sampled_from((0, 12, 40)),
    lost=st.sampled_from((0, 6, 30)),
    twice=st.sampled_from((0, 15)),
)


def run(order: Order, version: str, *, lines: int, seed: int, temper: Temper) -> list[End | None]:
    """The ends of the cases. A run that breaks a property says by which arguments it is repeated."""
    world = World(order, version=version, lines=lines, seed=seed, temper=temper)
    try:
        world.run()
        return check(world, version)
    except Exception as error:
        error.add_note(f"Repeat it: run({order.name}, {version=}, {lines=}, {seed=}, {temper=})")
        raise


# Half a minute of one processor; more where several runs share it or coverage watches.
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", ORDERS)
def test_whatever_the_interleaving_every_case_ends_or_names_a_person(name: str) -> None:
    ends: Counter[End | None] = Counter()
    runs = 0

    @settings(
        max_examples=INTERLEAVINGS, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(lines=st.sampled_from((1, 2, 3)), seed=st.integers(0, 2**48), temper=tempers)
    def hold(lines: int, seed: int, temper: Temper) -> None:
        nonlocal runs
        runs += 1
        ends.update(run(ORDERS[name], PROCESS_VERSION, lines=lines, seed=seed, temper=temper))

    hold()

    assert runs >= INTERLEAVINGS
    assert set(ends) == set(End), "an end that no run reaches is an end that nobody has tried"


FOUND = (
    (84707711969461, Temper(correction=20, refusal=0, by_hand=60, holding=0, lost=6, twice=0)),
    (29242640545495, Temper(correction=20, refusal=10, by_hand=15, holding=12, lost=30, twice=0)),
)
"""Released on the licence's last day, heard on the next, and then not loaded: the licence has expired twice."""


@pytest.mark.parametrize(("seed", "temper"), FOUND, ids=[str(seed) for seed, _ in FOUND])
def test_an_interleaving_that_was_once_found_ends(seed: int, temper: Temper) -> None:
    ends = run(ORDERS["national"], PROCESS_VERSION, lines=1, seed=seed, temper=temper)

    assert None not in ends


class Hasty(Order):
    """Cancels the licence as soon as customs refuses, before the registration is restored."""

    def undo_triggers(self, step: Step) -> frozenset[str]:
        hasty = {"customs.rejected.v1"} if step.name is StepName.LICENCE else set()
        return super().undo_triggers(step) | hasty


class Forgetful(Order):
    """The tax office never learns that customs ended without an export."""

    def falls_with(self, step: Step) -> frozenset[str]:
        return frozenset() if step.name is StepName.REBATE else super().falls_with(step)


class Deaf(Order):
    """Whoever rests on something does not hear of one way in which it falls."""

    def falls_with(self, step: Step) -> frozenset[str]:
        return super().falls_with(step) - {"vehicle.transfer_refused.v1", "licence.line_left_out.v1"}


def tinkered(name: StepName, **changes: Any) -> Callable[[Order], Order]:
    def tinker(order: Order) -> Order:
        return replace(
            order,
            steps=tuple(replace(step, **changes) if step.name is name else step for step in order.steps),
        )

    return tinker


def made(kind: type[Order]) -> Callable[[Order], Order]:
    return lambda order: kind(order.name, order.title, order.steps)


BROKEN = {
    "customs does not wait for the deregistration": (
        "precedence",
        tinkered(StepName.CUSTOMS, after=StepName.LICENCE),
    ),
    "customs begins with the first vehicle of the lot": (
        "precedence",
        tinkered(StepName.CUSTOMS, whole_lot=False),
    ),
    "the licence is never cancelled": ("stuck", tinkered(StepName.LICENCE, undone=())),
    "the licence is cancelled before the registration is restored": ("reverse", made(Hasty)),
    "the claim outlives the declaration": ("stuck", made(Forgetful)),
    "a deregistration is final before the exit": (
        "closed",
        tinkered(StepName.DEREGISTRATION, final=(), answers=()),
    ),
    "a refused endorsement and a vehicle left out reach nobody": ("ends", made(Deaf)),
    "a locked vehicle costs no licence": ("ends", tinkered(StepName.LICENCE, revoked_by=())),
    "a refused rebate takes back a departure": ("reverse", tinkered(StepName.REBATE, upholds=False)),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_table_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_property, tinker = BROKEN[fault]
    order = tinker(ORDERS["tianjin"])
    monkeypatch.setitem(VERSIONS, fault, {"tianjin": order})

    with pytest.raises(Broken, match=broken_property):
        try_many(order, fault)


def try_many(order: Order, version: str) -> None:
    for seed in range(TINKERINGS):
        run(order, version, lines=1 + seed % 3, seed=seed, temper=Temper(refusal=30))


def test_a_fold_that_forgets_the_sequence_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def last_word(state: CaseState, fact: Heard) -> CaseState:
        return replace(state, profile=fact.type)

    monkeypatch.setattr(properties, "apply", last_word)

    with pytest.raises(Broken, match="repetition"):
        run(ORDERS["tianjin"], PROCESS_VERSION, lines=1, seed=1, temper=Temper())
