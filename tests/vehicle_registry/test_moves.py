"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.vehicle_registry.given import LICENCE, NOW, TIANJIN_BY_HAND, a_vehicle
from vehicle_registry.domain import (
    MOVES,
    Asked,
    Document,
    Status,
    Vehicle,
    Verb,
    add_bar,
    deregister,
    lift_bar,
    refuse,
    request_correction,
    restore,
    supply_correction,
)

ITEM = Asked("other", "a paper")
OFFICERS: dict[Verb, Callable[[Vehicle], Decided[Vehicle] | Refused]] = {
    Verb.REQUEST_CORRECTION: lambda v: request_correction(v, (ITEM,), by="officer"),
    Verb.SUPPLY_CORRECTION: lambda v: supply_correction(
        v, certificate_no=None, documents=(Document("other", "REF"),), now=NOW, policy=TIANJIN_BY_HAND
    ),
    Verb.DEREGISTER: lambda v: deregister(v, now=NOW, policy=TIANJIN_BY_HAND),
    Verb.REFUSE: lambda v: refuse(v, code="stolen", reason="stolen", article=None),
    Verb.RESTORE: lambda v: restore(v, code="given_up", reason="given up"),
    Verb.ADD_BAR: lambda v: add_bar(v, "mortgage"),
    Verb.LIFT_BAR: lambda v: lift_bar(v, "pledge"),
}


def standing(status: Status, verb: Verb) -> Vehicle:
    """A vehicle in the status, with all that the verb needs beside the status."""
    bars = ("pledge",) if verb in {Verb.LIFT_BAR, Verb.ADD_BAR} else ()
    return replace(a_vehicle(), status=status, licence=LICENCE, asked=(ITEM,), bars=bars)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(OFFICERS))
def test_a_move_happens_exactly_when_the_table_has_it(status: Status, verb: Verb) -> None:
    vehicle = standing(status, verb)

    answer = OFFICERS[verb](vehicle)

    if verb in MOVES[status]:
        assert isinstance(answer, Decided), answer
        assert answer.state != vehicle
    else:
        assert isinstance(answer, Refused)
        assert (answer.slug, answer.status) == ("move-not-allowed", 409)


def test_the_table_knows_every_status() -> None:
    assert set(MOVES) == set(Status)
