"""What must hold of every run, judged from what was said in the order it was said.

The law is written down here a second time, by hand and without the table, so that a wrong table cannot excuse itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from exportlane.process import CLOSED, CaseStatus, End, Matter, Stage, StepName, apply, begin, status
from tests.process.choreography import Uttered, World

NATIONAL = {"customs": "licence", "deregistration": "customs", "rebate": "customs"}
BEFORE = {
    "tianjin": {"deregistration": "licence", "customs": "deregistration", "rebate": "customs"},
    "taizhou": NATIONAL,
    "national": NATIONAL,
}
WHOLE_LOT = {"licence", "customs", "rebate"}
FIRST = {
    "deregistration": {"vehicle.deregistered.v1"},
    "customs": {"customs.accepted.v1", "customs.released.v1", "customs.cleared.v1"},
    "rebate": {"rebate.claim_accepted.v1", "rebate.approved.v1", "rebate.paid.v1", "rebate.exempted.v1"},
}
DONE = {
    "licence": {"licence.granted.v1"},
    "deregistration": {"vehicle.deregistered.v1"},
    "customs": {"customs.cleared.v1"},
    "rebate": {"rebate.paid.v1", "rebate.exempted.v1"},
}
STANDING = {
    "licence.granted.v1": {"licence.cancelled.v1"},
    "vehicle.deregistered.v1": {"vehicle.registration_restored.v1"},
    "customs.released.v1": {"customs.cancelled.v1"},
    "rebate.paid.v1": {"rebate.clawed_back.v1"},
}
"""What stands until the fact beside it is said."""
TAKES_BACK = {
    "licence": "licence.cancelled.v1",
    "deregistration": "vehicle.registration_restored.v1",
    "customs": "customs.cancelled.v1",
}
FINAL = {
    "tianjin": {"licence.granted.v1", "vehicle.exit_confirmed.v1", "customs.cleared.v1"},
    "taizhou": {"licence.granted.v1", "vehicle.deregistered.v1", "customs.cleared.v1"},
    "national": {"licence.granted.v1", "vehicle.deregistered.v1", "customs.cleared.v1"},
}
DECIDED = {
    End.REFUND_PAID: {"rebate.paid.v1"},
    End.EXEMPT_NO_REFUND: {"rebate.exempted.v1"},
    End.CLOSED_NO_REFUND: {"rebate.rejected.v1", "rebate.clawed_back.v1"},
    End.REFUSED: {"licence.refused.v1"},
    End.WITHDRAWN: {"licence.withdrawn.v1"},
    End.CANCELLED: {"licence.cancelled.v1"},
    End.RETURNED: {"customs.returned.v1"},
}


class Broken(AssertionError):
    """A property does not hold. The first argument is its name."""


def holds(name: str, truth: object, sentence: str) -> None:
    if not truth:
        raise Broken(name, sentence)


def check(world: World, version: str) -> list[End | None]:
    """Every property on a world that has come to rest; the ends of its cases."""
    no_step_starts_before_the_one_before_it_is_done(world)
    undo_runs_in_reverse(world)
    somebody_is_waited_for_at_every_moment(world)
    ends = []
    for case in world.cases:
        seen = status(world.views[case])
        every_case_ends_or_names_a_person(seen, case)
        an_end_says_what_happened(world, case, seen)
        interleaving_and_repetition_change_nothing(world, case, version)
        ends.append(seen.end)
    return ends


def said_before(world: World) -> Iterator[tuple[Uttered, dict[str, set[str]]]]:
    """Each fact with everything that was said before it, by case."""
    before: dict[str, set[str]] = {case: set() for case in world.cases}
    for one in world.ledger:
        yield one, before
        before[one.heard.case_id].add(one.heard.type)


def no_step_starts_before_the_one_before_it_is_done(world: World) -> None:
    for one, before in said_before(world):
        type_, case = one.heard.type, one.heard.case_id
        for step, ahead in BEFORE[world.order.name].items():
            if type_ in FIRST[step]:
                lines = world.cases if step in WHOLE_LOT else [case]
                done = all(before[line] & DONE[ahead] for line in lines)
                holds("precedence", done, f"{type_} of {case} was said before {ahead} was done")


def undo_runs_in_reverse(world: World) -> None:
    """What is undone because a later step failed has nothing standing behind it in the vehicle that failed."""
    for one, before in said_before(world):
        undone = next((step for step, type_ in TAKES_BACK.items() if one.heard.type == type_), None)
        if (
            undone is None
            or one.cause is None
            or one.cause[0].startswith("licence.")
            or by_hand(world, one.cause)
        ):
            continue
        for later in behind(world.order.name, undone):
            standing = any(
                stands(done, before[one.cause[1]]) for done in (*DONE[later], "customs.released.v1")
            )
            holds(
                "reverse", not standing, f"{one.heard.type} came while {later} of {one.cause[1]} still stood"
            )


def by_hand(world: World, cause: tuple[str, str]) -> bool:
    """An officer restored a registration without waiting for customs: out of order, and it is he who answers for it."""
    same = (one for one in world.ledger if (one.heard.type, one.heard.case_id) == cause)
    return cause[0] == "vehicle.registration_restored.v1" and any(one.cause is None for one in same)


def behind(order: str, step: str) -> list[str]:
    found = [name for name, ahead in BEFORE[order].items() if ahead == step]
    return found + [name for direct in found for name in behind(order, direct)]


def stands(done: str, said: set[str]) -> bool:
    return done in said and not (STANDING.get(done, set()) & said)


def somebody_is_waited_for_at_every_moment(world: World) -> None:
    for state in world.prefixes:
        seen = status(state)
        holds("stuck", seen.end is not None or seen.waits, "neither ended nor waited for")
        unexplained = [wait for wait in seen.waits if wait.matter is Matter.UNEXPLAINED]
        holds("stuck", not unexplained, f"nobody could be named: {seen.steps}")


def every_case_ends_or_names_a_person(seen: CaseStatus, case: str) -> None:
    holds("ends", seen.end is not None, f"{case} came to rest without an end: waits for {seen.waits}")
    person = seen.waiting_on is not None and seen.waiting_on.kind == "person" and seen.waiting_on.who.zh
    holds(
        "ends", person if seen.end is End.MANUAL else not seen.waits, f"{case}: {seen.end} with {seen.waits}"
    )


def an_end_says_what_happened(world: World, case: str, seen: CaseStatus) -> None:
    said = {one.heard.type for one in world.ledger if one.heard.case_id == case}
    if seen.end in DECIDED:
        holds("truth", DECIDED[seen.end] & said, f"{case} ended {seen.end} but {sorted(said)} was said")
    if seen.end in CLOSED:
        missing = FINAL[world.order.name] - said
        holds("closed", not missing, f"{case} was closed without {sorted(missing)}")
        final = all(step.final for step in seen.steps if step.name != "rebate")
        holds("closed", final, f"{case} was closed with an open step: {seen.steps}")
        decided = seen.step(StepName.REBATE).stage in {Stage.DONE, Stage.REFUSED, Stage.UNDONE}
        holds("closed", decided, f"{case} was closed with an open claim")
    if seen.end is End.REFUND_PAID:
        holds("truth", stands("rebate.paid.v1", said), f"{case} ended with a refund that was clawed back")
    if seen.end in {End.REFUSED, End.WITHDRAWN, End.CANCELLED}:
        left = [done for done in STANDING if stands(done, said)] + sorted(said & {"customs.cleared.v1"})
        holds("undone", not left, f"{case} ended {seen.end} while {left} still stands")


def interleaving_and_repetition_change_nothing(world: World, case: str, version: str) -> None:
    facts = [one.heard for one in world.ledger if one.heard.case_id == case]
    shuffled = random.Random(len(facts)).sample(facts * 2, k=2 * len(facts))
    by_agency = sorted(facts, key=lambda fact: (fact.source, fact.sequence))
    folded = []
    for facts_in_order in (shuffled, by_agency):
        state = begin(world.order.name, version)
        for fact in facts_in_order:
            state = apply(state, fact)
            holds("repetition", apply(state, fact) is state, f"{fact.type} said twice changed {case}")
        folded.append(state)
    same = all(state == world.views[case] for state in folded)
    holds("interleaving", same, f"{case} looks different when its facts come in another order")
