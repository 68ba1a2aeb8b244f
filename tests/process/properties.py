"""What must hold of every run, judged from what was said in the order it was said.

The law is written down here a second time, by hand and without the table, so that a wrong table cannot excuse itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from exportlane.process import CLOSED, CaseStatus, End, Matter, Stage, StepName, apply, begin, status
from tests.process.choreography import Uttered
from tests.process.deciding import World

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
EARLY = {"rebate": {"customs.departed_origin_port.v1"}}
"""A refund may be claimed when the goods have left the port of departure (启运港退税)."""
OVER = {"licence.line_left_out.v1", "customs.lapsed.v1"}
"""After these a vehicle is no part of its lot any more."""
STANDING = {
    "licence.granted.v1": {"licence.cancelled.v1", "licence.revoked.v1", "licence.line_left_out.v1"},
    "vehicle.deregistered.v1": {"vehicle.registration_restored.v1", "vehicle.registration_revoked.v1"},
    "customs.released.v1": {"customs.cancelled.v1", "customs.shut_out.v1"},
    "rebate.paid.v1": {"rebate.clawed_back.v1", "rebate.offset.v1"},
}
"""What stands until one of the facts beside it is said."""
TAKES_BACK = {
    "licence.cancelled.v1": "licence",
    "vehicle.registration_restored.v1": "deregistration",
    "customs.cancelled.v1": "customs",
}
FOUND_OUT = {
    "vehicle.transfer_refused.v1",
    "vehicle.transfer_lifted.v1",
    "vehicle.locked.v1",
    "vehicle.misuse_reported.v1",
    "vehicle.registration_revoked.v1",
}
"""What the registry finds out is no undoing in reverse: everybody acts on it for himself."""
FINAL = {
    "tianjin": {"licence.granted.v1", "vehicle.exit_confirmed.v1", "customs.cleared.v1"},
    "taizhou": {"licence.granted.v1", "vehicle.deregistered.v1", "customs.cleared.v1"},
    "national": {"licence.granted.v1", "vehicle.deregistered.v1", "customs.cleared.v1"},
}
DECIDED = {
    End.REFUND_PAID: {"rebate.paid.v1"},
    End.EXEMPT_NO_REFUND: {"rebate.exempted.v1"},
    End.CLOSED_NO_REFUND: {"rebate.rejected.v1", "rebate.taxed.v1", "rebate.withdrawn.v1"},
    End.CLAWED_BACK: {"rebate.clawed_back.v1", "rebate.offset.v1"},
    End.REFUSED: {"licence.refused.v1", "licence.not_accepted.v1"},
    End.WITHDRAWN: {"licence.withdrawn.v1", "licence.lapsed.v1"},
    End.CANCELLED: {"licence.cancelled.v1"},
    End.REVOKED: {"licence.revoked.v1"},
    End.RE_ROUTED: {"licence.line_left_out.v1", "vehicle.registration_restored.v1"},
    End.RETURNED: {"customs.returned.v1"},
}
UNDONE = {End.REFUSED, End.WITHDRAWN, End.CANCELLED, End.REVOKED, End.RE_ROUTED}

Said = dict[str, int]
"""Each type that was said of a case, and when last."""


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


def said_before(world: World) -> Iterator[tuple[Uttered, dict[str, Said]]]:
    """Each fact with everything that was said before it, by case."""
    before: dict[str, Said] = {case: {} for case in world.cases}
    for number, one in enumerate(world.ledger):
        yield one, before
        before[one.heard.case_id][one.heard.type] = number


def no_step_starts_before_the_one_before_it_is_done(world: World) -> None:
    for one, before in said_before(world):
        type_, case = one.heard.type, one.heard.case_id
        for step, ahead in BEFORE[world.order.name].items():
            if type_ in FIRST[step]:
                lines = world.cases if step in WHOLE_LOT else [case]
                lines = [line for line in lines if line == case or not before[line].keys() & OVER]
                enough = DONE[ahead] | EARLY.get(step, set())
                done = all(before[line].keys() & enough for line in lines)
                holds("precedence", done, f"{type_} of {case} was said before {ahead} was done")


def undo_runs_in_reverse(world: World) -> None:
    """What is undone because a later step failed has nothing standing behind it in the vehicle that failed."""
    for one, before in said_before(world):
        undone = TAKES_BACK.get(one.heard.type)
        if undone is None or one.cause is None or one.cause[0] in FOUND_OUT:
            continue
        if one.cause[0].startswith("licence.") or by_hand(world, one.cause):
            continue
        said = before[one.cause[1]]
        for later in behind(world.order.name, undone):
            if said.keys() & EARLY.get(later, set()):
                continue  # begun early, it stands beside customs and not behind
            standing = any(stands(done, said) for done in (*DONE[later], "customs.released.v1"))
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


def stands(done: str, said: Said) -> bool:
    undone = max((said[type_] for type_ in STANDING.get(done, set()) & said.keys()), default=-1)
    return done in said and said[done] > undone


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
    own = [one.heard.type for one in world.ledger if one.heard.case_id == case]
    said = {type_: number for number, type_ in enumerate(own)}
    if seen.end in DECIDED:
        told = DECIDED[seen.end] & said.keys()
        holds("truth", told, f"{case} ended {seen.end} but {sorted(said)} was said")
    if seen.end in CLOSED:
        missing = FINAL[world.order.name] - said.keys()
        holds("closed", not missing, f"{case} was closed without {sorted(missing)}")
        final = all(step.final for step in seen.steps if step.name != "rebate")
        holds("closed", final, f"{case} was closed with an open step: {seen.steps}")
        decided = seen.step(StepName.REBATE).stage in {Stage.DONE, Stage.REFUSED, Stage.UNDONE}
        holds("closed", decided, f"{case} was closed with an open claim")
    if seen.end is End.REFUND_PAID:
        holds("truth", stands("rebate.paid.v1", said), f"{case} ended with a refund that was clawed back")
    if seen.end in UNDONE:
        left = [done for done in STANDING if stands(done, said)]
        left += sorted(said.keys() & {"customs.cleared.v1"})
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
