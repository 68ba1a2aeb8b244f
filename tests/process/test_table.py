"""The table says what the law says, and only what the contracts can carry."""

from __future__ import annotations

import pytest

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE, ALL_FACTS, ON_THE_WAY, OPERATIONS, REGISTER_FACTS
from exportlane.policies import PROFILE_NAMES, profile
from exportlane.process import (
    BESIDE,
    ENDORSED,
    ORDERS,
    Order,
    Step,
    StepName,
    UnknownOrder,
    hears,
    order_of,
)

ROWS = [(order, step) for order in ORDERS.values() for step in order.steps]
rows = pytest.mark.parametrize(
    ("order", "step"), ROWS, ids=[f"{order.name}-{step.name}" for order, step in ROWS]
)


def test_tianjin_deregisters_before_customs() -> None:
    assert [step.name for step in ORDERS["tianjin"].steps] == [
        "licence",
        "deregistration",
        "customs",
        "rebate",
    ]


@pytest.mark.parametrize("name", ["taizhou", "national"])
def test_elsewhere_customs_comes_first_and_the_rebate_waits_for_customs_alone(name: str) -> None:
    order = ORDERS[name]

    assert [step.name for step in order.steps] == ["licence", "customs", "deregistration", "rebate"]
    assert order.before(order.step(StepName.REBATE)) == order.step(StepName.CUSTOMS)
    assert order.starts(order.step(StepName.REBATE)) == {"customs.cleared.v1"}


def test_every_order_begins_with_the_endorsement() -> None:
    for order in ORDERS.values():
        first = order.steps[0]

        assert order.before(first) is None
        assert order.starts(first) == {ENDORSED}


def test_in_tianjin_what_was_done_is_undone_in_reverse() -> None:
    order = ORDERS["tianjin"]

    refused_or_cancelled = {"customs.rejected.v1", "customs.confiscated.v1", "customs.cancelled.v1"}
    assert order.undo_triggers(order.step(StepName.DEREGISTRATION)) == refused_or_cancelled
    restored_or_barred = {
        "vehicle.registration_restored.v1",
        "vehicle.deregistration_refused.v1",
        "vehicle.registration_revoked.v1",
    }
    assert order.undo_triggers(order.step(StepName.LICENCE)) == restored_or_barred


def test_elsewhere_a_refusal_by_customs_cancels_the_licence_directly() -> None:
    order = ORDERS["national"]

    refused_or_cancelled = {"customs.rejected.v1", "customs.confiscated.v1", "customs.cancelled.v1"}
    assert order.undo_triggers(order.step(StepName.LICENCE)) == refused_or_cancelled
    assert order.undo_triggers(order.step(StepName.DEREGISTRATION)) == set()


def test_a_refused_rebate_undoes_nothing() -> None:
    for order in ORDERS.values():
        triggers = set().union(*(order.undo_triggers(step) for step in order.steps))

        assert not triggers & {"rebate.rejected.v1", "rebate.clawed_back.v1"}


def test_returned_goods_claw_the_refund_back_and_restore_nothing() -> None:
    for order in ORDERS.values():
        falls = {step.name for step in order.steps if "customs.returned.v1" in order.falls_with(step)}
        undone = {step.name for step in order.steps if "customs.returned.v1" in order.undo_triggers(step)}

        assert (falls, undone) == ({StepName.REBATE}, set())


NO_LICENCE = {
    "licence.refused.v1",
    "licence.not_accepted.v1",
    "licence.withdrawn.v1",
    "licence.lapsed.v1",
    "licence.cancelled.v1",
    "licence.revoked.v1",
    "licence.line_left_out.v1",
}
LICENCE_NEWS = {
    "licence.granted.v1",
    "licence.expired.v1",
    "licence.surrendered.v1",
    "licence.superseded.v1",
}


def test_what_each_agency_hears() -> None:
    assert hears("licensing") - set(BESIDE["licensing"]) == {
        "vehicle.transfer_pending_export.v1",
        "vehicle.transfer_refused.v1",
        "vehicle.transfer_lifted.v1",
        "vehicle.locked.v1",
        "vehicle.unlocked.v1",
        "vehicle.misuse_reported.v1",
        "vehicle.registration_revoked.v1",
        "vehicle.deregistration_refused.v1",
        "vehicle.registration_restored.v1",
        "customs.rejected.v1",
        "customs.confiscated.v1",
        "customs.cancelled.v1",
        "customs.released.v1",
        "customs.shut_out.v1",
    }
    assert hears("vehicle-registry") - set(BESIDE["vehicle-registry"]) == NO_LICENCE | LICENCE_NEWS | {
        "customs.released.v1",
        "customs.shut_out.v1",
        "customs.cleared.v1",
        "customs.rejected.v1",
        "customs.confiscated.v1",
        "customs.cancelled.v1",
    }
    assert hears("customs") - set(BESIDE["customs"]) == NO_LICENCE | LICENCE_NEWS | {
        "vehicle.deregistered.v1",
        "vehicle.locked.v1",
        "vehicle.unlocked.v1",
    }
    assert hears("tax-rebate") - set(BESIDE["tax-rebate"]) == {
        "customs.cleared.v1",
        "customs.departed_origin_port.v1",
        "customs.departure_reversed.v1",
        "customs.shut_out.v1",
        "customs.rejected.v1",
        "customs.confiscated.v1",
        "customs.cancelled.v1",
        "customs.lapsed.v1",
        "customs.returned.v1",
    }


def test_the_gateway_hears_everybody_else() -> None:
    foreign = {type_ for type_, agency in AGENCY_OF_TYPE.items() if agency != "gateway"}

    assert hears("gateway") == (foreign - REGISTER_FACTS) | set(OPERATIONS) | set(BESIDE["gateway"])
    assert set(BESIDE["gateway"]) <= REGISTER_FACTS


def test_facts_of_a_register_move_no_case_and_those_alone_hear_them_who_say_what_for() -> None:
    for agency in AGENCIES:
        assert hears(agency) & REGISTER_FACTS == set(BESIDE[agency]) & REGISTER_FACTS
    for order in ORDERS.values():
        assert not REGISTER_FACTS & frozenset().union(*(step.announces for step in order.steps))


def test_everybody_on_the_way_has_a_step_and_nobody_else_has() -> None:
    stepping = {step.agency for order in ORDERS.values() for step in order.steps}

    assert stepping | {"gateway"} == ON_THE_WAY


@pytest.mark.parametrize("agency", AGENCIES)
def test_what_is_heard_beside_the_process_exists_is_foreign_and_has_its_reason(agency: str) -> None:
    for type_, what_for in BESIDE[agency].items():
        assert AGENCY_OF_TYPE[type_] != agency
        assert len(what_for) > 3, type_


def test_nobody_hears_its_own_facts() -> None:
    for agency in AGENCIES:
        assert not {type_ for type_ in hears(agency) if AGENCY_OF_TYPE.get(type_) == agency}


def test_a_stranger_hears_nothing() -> None:
    with pytest.raises(ValueError, match="is no agency"):
        hears("insurer")


@rows
def test_a_row_names_only_facts_that_exist_and_that_are_its_own_to_announce(order: Order, step: Step) -> None:
    heard = order.starts(step) | order.undo_triggers(step) | order.falls_with(step) | set(step.informed_by)
    heard |= {fact for fact, _ in step.answers}

    assert heard <= set(ALL_FACTS)
    assert {AGENCY_OF_TYPE[type_] for type_ in step.announces} == {step.agency}
    assert {said for _, said in step.answers} <= step.announces


@rows
def test_a_row_cites_its_source_and_names_who_answers_where_no_undo_reaches(order: Order, step: Step) -> None:
    del order
    for words in (step.title, step.person, step.irrevocable, *(limit.title for limit in step.limits)):
        assert words.zh
        assert words.en
    assert step.article
    assert all(limit.article for limit in step.limits)


@rows
def test_a_limit_runs_from_facts_that_exist_and_has_a_number_in_the_profile(order: Order, step: Step) -> None:
    for limit in step.limits:
        assert {*limit.since, *limit.until} <= set(ALL_FACTS)
        found = profile(order.name).time_limits[limit.matter]
        assert found.length_of(1) is not None
        assert found.unit == limit.unit


def test_every_fact_of_an_agency_has_a_place_in_some_order() -> None:
    placed = {ENDORSED}.union(*(step.announces for _, step in ROWS))

    deciding = ON_THE_WAY - {"gateway"}
    of_cases = {type_ for type_, agency in AGENCY_OF_TYPE.items() if agency in deciding} - REGISTER_FACTS
    assert of_cases == placed


def test_every_profile_names_an_order() -> None:
    assert {profile(name).order for name in PROFILE_NAMES} <= set(ORDERS)


def test_an_unknown_profile_or_version_has_no_order() -> None:
    with pytest.raises(UnknownOrder, match="hangzhou"):
        order_of("hangzhou")
    with pytest.raises(UnknownOrder, match=r"1999\.1"):
        order_of("tianjin", "1999.1")
