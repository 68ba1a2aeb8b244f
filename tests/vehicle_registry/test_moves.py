"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.vehicle_registry.given import LICENCE, NOW, PAPERS, TIANJIN_BY_HAND, TODAY, a_vehicle
from vehicle_registry.domain import (
    MOVES,
    Asked,
    Document,
    Ended,
    Status,
    Vehicle,
    Verb,
    accept_transfer,
    add_bar,
    check_transfer,
    deregister,
    endorse,
    lift_bar,
    lift_transfer,
    lock,
    refuse,
    refuse_transfer,
    reissue_plate,
    report_misuse,
    request_correction,
    request_deregistration,
    request_transfer_correction,
    restore,
    revoke,
    supply_correction,
    supply_transfer_correction,
    unlock,
    withdraw,
)

ITEM = Asked("other", "a paper")
REF = (Document("other", "REF"),)
POLICY = TIANJIN_BY_HAND
STOLEN = Ended("stolen", "reported stolen", "机动车登记规定 第四十二条")
PEOPLE: dict[Verb, Callable[[Vehicle], Decided[Vehicle] | Refused]] = {
    Verb.REQUEST_TRANSFER_CORRECTION: lambda v: request_transfer_correction(
        v, (ITEM,), by="officer", now=NOW, policy=POLICY
    ),
    Verb.SUPPLY_TRANSFER_CORRECTION: lambda v: supply_transfer_correction(
        v, certificate_no=None, documents=REF, now=NOW
    ),
    Verb.ACCEPT_TRANSFER: lambda v: accept_transfer(v, now=NOW, policy=POLICY),
    Verb.CHECK_TRANSFER: lambda v: check_transfer(v, "electronic", now=NOW),
    Verb.ENDORSE: lambda v: endorse(v, temp_plate_no="津A0001", now=NOW, policy=POLICY),
    Verb.REFUSE_TRANSFER: lambda v: refuse_transfer(v, code="mismatch", reason="x", article=None, now=NOW),
    Verb.LIFT_TRANSFER: lambda v: lift_transfer(v, reason="given up", by="supervisor", now=NOW),
    Verb.REISSUE_PLATE: lambda v: reissue_plate(
        v, number="津A0002", insured_to=TODAY, now=NOW, policy=POLICY
    ),
    Verb.REQUEST: lambda v: request_deregistration(v, by="exporter", now=NOW, policy=POLICY),
    Verb.WITHDRAW: lambda v: withdraw(v, reason="too early", now=NOW, policy=POLICY),
    Verb.REQUEST_CORRECTION: lambda v: request_correction(v, (ITEM,), by="officer", now=NOW, policy=POLICY),
    Verb.SUPPLY_CORRECTION: lambda v: supply_correction(
        v, certificate_no=None, documents=REF, now=NOW, policy=POLICY
    ),
    Verb.DEREGISTER: lambda v: deregister(v, now=NOW, policy=POLICY),
    Verb.REFUSE: lambda v: refuse(v, code="stolen", reason="stolen", article=None, now=NOW),
    Verb.RESTORE: lambda v: restore(v, code="given_up", reason="given up", now=NOW),
    Verb.ADD_BAR: lambda v: add_bar(v, "mortgage", now=NOW, policy=POLICY),
    Verb.LIFT_BAR: lambda v: lift_bar(v, "pledge", now=NOW, policy=POLICY),
    Verb.LOCK: lambda v: lock(v, STOLEN, now=NOW),
    Verb.UNLOCK: lambda v: unlock(v, "misuse", now=NOW, policy=POLICY),
    Verb.REPORT_MISUSE: lambda v: report_misuse(v, code="road_use", reason="seen on a road", now=NOW),
    Verb.REVOKE: lambda v: revoke(v, "deceit", reason="forged", now=NOW, policy=POLICY),
}
BY_FACTS = {Verb.CONFIRM_EXIT, Verb.ASK_RESTORATION, Verb.CLOSE}
"""What no person does: it follows from a fact of another agency."""


def standing(status: Status, verb: Verb) -> Vehicle:
    """A vehicle in the status, with all that the verb needs beside the status."""
    bars = ("pledge",) if verb in {Verb.LIFT_BAR, Verb.ADD_BAR} else ()
    locks = (Ended("misuse", "seen on a road"),) if verb is Verb.UNLOCK else ()
    return replace(
        a_vehicle(), status=status, licence=LICENCE, asked=(ITEM,), bars=bars, locks=locks, transfer=PAPERS
    )


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(PEOPLE))
def test_a_move_happens_exactly_when_the_table_has_it(status: Status, verb: Verb) -> None:
    vehicle = standing(status, verb)

    answer = PEOPLE[verb](vehicle)

    if verb in MOVES[status]:
        assert isinstance(answer, Decided), answer
        assert answer.state != vehicle
    else:
        assert isinstance(answer, Refused)
        assert (answer.slug, answer.status) == ("move-not-allowed", 409)


def test_the_table_knows_every_status_and_every_verb_is_done_by_somebody() -> None:
    assert set(MOVES) == set(Status)
    assert set(PEOPLE) | BY_FACTS == set(Verb)


OVER = {Status.TRANSFER_REFUSED, Status.LIFTED}
"""Nothing is under way and nothing is watched any more: only another application, in a case of its own, goes on."""


@pytest.mark.parametrize("status", sorted(set(Status) - OVER))
def test_every_status_has_a_way_out(status: Status) -> None:
    assert MOVES[status]
