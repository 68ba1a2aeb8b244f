"""Amending and cancelling after acceptance: listed cases, listed fields, amending first (C18)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from customs.domain import (
    GROUNDS,
    LISTED,
    Amendment,
    Declaration,
    HeadCorrection,
    LineCorrection,
    Outcome,
    Status,
    decide_amendment,
    decide_amendment_request,
    decide_cancellation,
    decide_cancellation_refusal,
    decide_cancellation_request,
    decide_document_check,
    decide_inspection_order,
    decide_rejection,
)
from customs.storage import with_new_vins
from tests.customs.given import (
    BY_HAND,
    CASES,
    GROUND,
    NOW,
    VINS,
    accepted,
    annex,
    decided,
    refused,
    released,
    said,
    shut_out,
    submitted,
    types,
)

RIGHT_VIN = "LGXC76C30P0123456"
PRICE = LineCorrection(VINS[0], fob_amount=Decimal("7900.00"))


def asking(ground: str, head: HeadCorrection | None = None, *lines: LineCorrection) -> Amendment:
    return Amendment(ground, "For a reason.", head or HeadCorrection(), lines)


def request(state: Declaration, wanted: Amendment) -> object:
    return decide_amendment_request(state, wanted, now=NOW, policy=BY_HAND)


@pytest.mark.rule("CUS-AMEND")
def test_a_slip_is_amended_and_the_documents_are_checked_anew() -> None:
    checked = decided(decide_document_check(accepted())).state

    asked = decided(request(checked, asking("clerical_error", None, PRICE)))
    granted = decided(decide_amendment(asked.state, now=NOW, policy=BY_HAND))

    assert types(asked.facts) == [(case, "customs.amend_requested") for case in CASES]
    assert asked.facts[0].data.fields == ("fob_amount",)
    assert said(granted) == ["customs.amended"]
    assert (granted.state.status, granted.state.lines[0].fob_amount) == (Status.ACCEPTED, Decimal("7900.00"))
    assert granted.state.amendment is None


def test_goods_that_are_released_stay_so_on_another_vessel() -> None:
    asked = decided(
        request(released(), asking("transport_changed", HeadCorrection(vessel="Dongfang 8")))
    ).state

    granted = decided(decide_amendment(asked, now=NOW, policy=BY_HAND)).state

    assert (granted.status, granted.vessel) == (Status.RELEASED, "Dongfang 8")


@pytest.mark.rule("CUS-AMEND")
@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (asking("no_such_case", None, PRICE), "/ground"),
        (asking("transport_changed", HeadCorrection(vessel="B")), "/ground"),
        (asking("clerical_error"), None),
        (asking("clerical_error", HeadCorrection(customs_port="0201")), "/customs_port"),
        (asking("clerical_error", HeadCorrection(destination_country="UZB")), "/destination_country"),
        (asking("clerical_error", HeadCorrection(contract_no="X")), "/contract_no"),
        (asking("clerical_error", None, LineCorrection(VINS[0], brand="奥迪")), "/brand"),
        (asking("provisional_price", HeadCorrection(voyage="8")), "/voyage"),
        (asking("loss", None, LineCorrection(VINS[0], goods_name="旧奥迪轿车")), "/goods_name"),
    ],
    ids=lambda value: str(getattr(value, "ground", value)),
)
def test_after_acceptance_only_listed_fields_are_amended_in_listed_cases(
    wanted: Amendment, field: str | None
) -> None:
    answer = refused(request(accepted(), wanted))

    assert (answer.slug, answer.status, answer.field) == ("not_amendable", 422, field)
    assert "修改和撤销管理办法" in str(answer.article)


def test_an_amendment_names_vehicles_that_are_declared() -> None:
    answer = refused(request(accepted(), asking("clerical_error", None, replace(PRICE, vin="X" * 17))))

    assert answer.field == "/lines"


def test_every_case_reaches_listed_fields_alone_and_names_its_article() -> None:
    assert all(ground.reaches <= LISTED and ground.article for ground in GROUNDS.values())


def test_what_breaks_a_rule_is_not_amended() -> None:
    wanted = asking("clerical_error", None, LineCorrection(VINS[0], goods_name="轿车"))
    asked = decided(request(accepted(), wanted)).state

    answer = refused(decide_amendment(asked, now=NOW, policy=BY_HAND))

    assert (answer.slug, answer.status) == ("goods_name_not_used", 422)


@pytest.mark.rule("CUS-AMEND-VIN")
def test_a_vin_is_amended_to_that_of_the_reissued_licence_and_to_no_other() -> None:
    state = accepted()
    reissued = replace(state.lines[0], annex=annex(0, vin=RIGHT_VIN, licence_no="26-12-00A7K3"))
    state = replace(state, lines=(reissued, state.lines[1]))
    typo = LineCorrection(VINS[0], declared_vin=RIGHT_VIN)

    other = refused(request(state, asking("clerical_error", None, replace(typo, declared_vin=VINS[1]))))
    asked = decided(request(state, asking("clerical_error", None, typo))).state
    granted = decided(decide_amendment(asked, now=NOW, policy=BY_HAND))

    assert (other.slug, other.status) == ("vin_not_on_licence", 422)
    assert granted.state.lines[0].vin == RIGHT_VIN
    assert [row.row["vin"] for row in with_new_vins(asked, granted).writes] == [RIGHT_VIN]
    assert granted.facts[0].data.vin == RIGHT_VIN


def test_nothing_is_amended_or_cancelled_while_the_goods_are_to_be_inspected() -> None:
    ordered = decided(decide_inspection_order(accepted(), reason="A sample.")).state

    assert refused(request(ordered, asking("clerical_error", None, PRICE))).slug == "move-not-allowed"
    assert refused(decide_cancellation_request(ordered, GROUND)).slug == "move-not-allowed"


@pytest.mark.rule("CUS-AMEND-FIRST")
@pytest.mark.parametrize("code", GROUNDS)
def test_what_can_be_amended_is_not_cancelled(code: str) -> None:
    answer = refused(decide_cancellation_request(accepted(), Outcome(code, "A slip.")))

    assert (answer.slug, answer.field) == ("amend_first", "/code")
    assert "第四条" in str(answer.article)


@pytest.mark.parametrize("state", [accepted(), released(), shut_out()], ids=lambda s: s.status)
def test_a_cancellation_is_asked_for_and_granted_or_refused(state: Declaration) -> None:
    asked = decided(decide_cancellation_request(state, Outcome("not_exported", "The buyer left.")))

    refused_ = decided(decide_cancellation_refusal(asked.state))
    granted = decided(decide_cancellation(asked.state, Outcome("not_exported", "The buyer left."), now=NOW))

    assert said(asked) == ["customs.cancel_requested"]
    assert (refused_.state.status, refused_.facts, refused_.state.outcome) == (state.status, (), None)
    assert granted.state.status is Status.CANCELLED
    assert said(granted) == ["customs.cancelled" if state.was_released else "customs.rejected"]


def test_what_was_never_accepted_has_nothing_to_cancel() -> None:
    assert refused(decide_cancellation(submitted(), GROUND, now=NOW)).slug == "move-not-allowed"


def test_a_rejection_of_goods_declared_anew_takes_their_release_back() -> None:
    state = replace(submitted(), released_on=NOW.date(), former_numbers=("020220260000000001",))

    answer = decided(decide_rejection(state, GROUND, now=NOW))

    assert (answer.state.status, said(answer)) == (Status.CANCELLED, ["customs.cancelled"])
