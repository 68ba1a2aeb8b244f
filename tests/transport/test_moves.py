"""Every verb in every status of a grant, a unit and a proceeding: what the tables allow happens, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.transport.given import (
    BY,
    COMMERCE,
    NOW,
    OTHER_VIN,
    SMALL,
    TODAY,
    VIN,
    allocated,
    consumed,
    decided,
    later,
    refused,
    registered,
    reserved,
)
from transport import domain
from transport.domain import (
    GRANT_MOVES,
    UNIT_MOVES,
    Ended,
    Fixed,
    Grant,
    GrantStatus,
    GrantVerb,
    MisuseStatus,
    Proposal,
    Report,
    Standing,
    ToAllocate,
    Unit,
    UnitStatus,
    UnitVerb,
)
from transport.domain.misuse import MISUSE_MOVES, MisuseVerb, revoke
from transport.domain.unit import unit_forbidden

GROUND = Ended("unfit", "It does not suffice.", "第二条")
OF_GRANT: dict[GrantVerb, Callable[[Grant], object]] = {
    GrantVerb.DETERMINE: lambda g: domain.determine(
        g, Standing(), (), Fixed(9, "orders", COMMERCE), now=NOW, policy=SMALL
    ),
    GrantVerb.REFUSE: lambda g: domain.refuse(g, GROUND),
    GrantVerb.WITHDRAW: lambda g: domain.withdraw(g, "no buyer"),
    GrantVerb.ALLOCATE: lambda g: domain.allocate(g, Standing(), ToAllocate(1, BY), now=NOW, policy=SMALL),
    GrantVerb.RESERVE: lambda g: domain.may_reserve(g, now=NOW),
    GrantVerb.CANCEL: lambda g: domain.cancel(
        g, Standing(available=1), allocated(1)[1], GROUND, by=BY, now=NOW
    ),
}


@pytest.mark.parametrize("status", list(GrantStatus))
@pytest.mark.parametrize("verb", list(OF_GRANT))
def test_a_grant_moves_exactly_where_the_table_has_it(status: GrantStatus, verb: GrantVerb) -> None:
    grant = replace(allocated(3)[0], status=status)

    answer = OF_GRANT[verb](grant)

    assert isinstance(answer, Refused) is (verb not in GRANT_MOVES[status])


OF_UNIT: dict[UnitVerb, Callable[[Unit], object]] = {
    UnitVerb.RESERVE: lambda u: domain.reserve(u, VIN, by=BY, now=NOW, policy=SMALL),
    UnitVerb.RELEASE: lambda u: domain.release(u, code="purchase_failed", reason="no car", by=BY, now=NOW),
}


@pytest.mark.parametrize("status", list(UnitStatus))
@pytest.mark.parametrize("verb", list(OF_UNIT))
def test_a_unit_moves_exactly_where_the_table_has_it(status: UnitStatus, verb: UnitVerb) -> None:
    unit = replace(reserved(), status=status)

    answer = OF_UNIT[verb](unit)

    if verb in UNIT_MOVES[status]:
        assert isinstance(answer, Decided)
        assert answer.state.status in UNIT_MOVES[status][verb]
    else:
        assert refused(answer).slug == "move-not-allowed"


def test_every_end_of_every_move_of_a_unit_is_reached() -> None:
    ends = {
        (status, verb, end) for status, moves in UNIT_MOVES.items() for verb in moves for end in moves[verb]
    }
    _, (free, *_) = allocated(2)
    kept, used = reserved(), consumed()
    over = replace(kept, valid_to=TODAY)
    lapsed = domain.lapse(kept, now=later(40)).state
    gone = domain.lapse(over, now=later(1)).state
    reached = [
        (free, UnitVerb.RESERVE, decided(OF_UNIT[UnitVerb.RESERVE](free)).state),  # type: ignore[arg-type]
        (lapsed, UnitVerb.CONSUME, domain.consume(lapsed, registered(lapsed.id), now=NOW).state),  # type: ignore[union-attr]
        (gone, UnitVerb.CONSUME, domain.consume(gone, registered(gone.id), now=NOW).state),  # type: ignore[union-attr]
        (free, UnitVerb.EXPIRE, domain.unit_over(free, now=later(60)).state),
        (free, UnitVerb.REVOKE, revoke(free, GROUND, on=TODAY).state),
        (free, UnitVerb.WITHDRAW, replace(free, status=UnitStatus.WITHDRAWN)),
        (kept, UnitVerb.RELEASE, decided(OF_UNIT[UnitVerb.RELEASE](kept)).state),  # type: ignore[arg-type]
        (over, UnitVerb.RELEASE, domain.lapse(over, now=later(1)).state),
        (kept, UnitVerb.LAPSE, lapsed),
        (over, UnitVerb.LAPSE, gone),
        (kept, UnitVerb.CONSUME, used),
        (kept, UnitVerb.REVOKE, revoke(kept, GROUND, on=TODAY).state),
        (used, UnitVerb.REVOKE, revoke(used, GROUND, on=TODAY).state),
    ]

    assert {(before.status, verb, after.status) for before, verb, after in reached} == ends
    assert all(unit_forbidden(before, verb) is None for before, verb, _ in reached)


@pytest.mark.parametrize("status", list(MisuseStatus))
@pytest.mark.parametrize("verb", [MisuseVerb.PROPOSE, MisuseVerb.SEND_BACK, MisuseVerb.CONFIRM])
def test_a_proceeding_moves_exactly_where_the_table_has_it(status: MisuseStatus, verb: MisuseVerb) -> None:
    said = Report("r-1", "road_use", "seen", TODAY, BY)
    misuse = decided(domain.report("m-1", consumed(), said, None)).state
    proposal = Proposal("dismissed", "not_proven", "another car", "第二条", BY, TODAY)
    misuse = replace(misuse, status=status, proposal=proposal)
    verbs: dict[MisuseVerb, Callable[[], object]] = {
        MisuseVerb.PROPOSE: lambda: domain.propose(misuse, proposal),
        MisuseVerb.SEND_BACK: lambda: domain.send_back(misuse, "more"),
        MisuseVerb.CONFIRM: lambda: domain.confirm(misuse, (), (), by="transport/supervisor/zhou", now=NOW),
    }

    answer = verbs[verb]()

    assert isinstance(answer, Refused) is (verb not in MISUSE_MOVES[status])


@pytest.mark.rule("QTA-AMOUNT")
@pytest.mark.parametrize(
    ("standing", "amount", "slug"),
    [
        (Standing(reserved=2, consumed=3, revoked=1, available=4), 6, None),
        (Standing(reserved=2, consumed=3, revoked=1, available=4), 5, "below_used"),
        (Standing(available=4), 0, None),
        (Standing(revoked=1), 0, "below_used"),
        (Standing(expired=3, consumed=1), 1, None),
    ],
)
def test_an_amount_is_never_below_what_is_reserved_consumed_and_revoked(
    standing: Standing, amount: int, slug: str | None
) -> None:
    grant, units = allocated(10)

    answer = domain.determine(
        grant, standing, units[: standing.available], Fixed(amount, "less", COMMERCE), now=NOW, policy=SMALL
    )

    assert (refused(answer).slug if slug else isinstance(answer, Refused)) == (slug or False)


@pytest.mark.rule("QTA-ONE-CAR")
@pytest.mark.parametrize(
    ("holder", "slug"), [(None, None), (reserved(), "vin_has_unit"), (consumed(), "vin_has_unit")]
)
def test_a_car_stands_on_one_unit(holder: Unit | None, slug: str | None) -> None:
    answer = domain.second_unit(VIN, holder)

    assert (answer.slug if answer else None) == slug


@pytest.mark.rule("QTA-EXHAUSTED")
def test_where_no_unit_is_free_the_refusal_names_the_grant_and_the_article() -> None:
    answer = domain.exhausted(allocated(1)[0])

    assert (answer.slug, answer.status, answer.article) == (
        "quota_exhausted",
        409,
        "天津措施（征求意见稿）第二条",
    )


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        pytest.param(TODAY, True, id="the day of the reservation"),
        pytest.param(date(2026, 12, 20), True, id="its last day"),
        pytest.param(date(2026, 12, 21), False, id="the day after"),
        pytest.param(date(2026, 11, 19), False, id="the day before"),
    ],
)
def test_a_registration_that_is_heard_late_counts_when_it_was_in_time(day: date, fits: bool) -> None:
    lapsed = domain.lapse(reserved(), now=later(31)).state

    answer = domain.consume(lapsed, registered(lapsed.id, on=day), now=later(35))

    assert isinstance(answer, Decided) is fits


def test_a_registration_in_time_of_another_car_does_not_count() -> None:
    lapsed = domain.lapse(reserved(), now=later(31)).state

    answer = domain.consume(lapsed, registered(lapsed.id, OTHER_VIN), now=later(35))

    assert getattr(answer, "code", None) == "unit_not_reserved"


def test_a_reservation_never_outlives_its_unit() -> None:
    _, (unit,) = allocated(1, now=later(35))

    state = decided(domain.reserve(unit, VIN, by=BY, now=later(35), policy=SMALL)).state

    assert (state.reserved_to, unit.valid_to) == (date(2026, 12, 31), date(2026, 12, 31))
