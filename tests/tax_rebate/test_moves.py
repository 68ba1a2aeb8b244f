"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import pytest

from exportlane.contracts.decision import Decided, Refused
from tax_rebate.domain import (
    MOVES,
    Asked,
    Claim,
    Document,
    Enquiry,
    Forex,
    Outcome,
    Status,
    Suspicion,
    Verb,
    approve,
    change_class,
    check,
    claw_back,
    clear_suspicion,
    file_documents,
    find_fraud,
    order_claw_back,
    pay,
    raise_suspicion,
    record_answer,
    record_forex,
    refuse,
    request_correction,
    send_enquiry,
    send_to_treasury,
    set_off,
    submit,
    supply_correction,
    tax,
    withdraw,
)
from tests.tax_rebate.given import BY_HAND, DEPARTURE, NOW, TODAY, VIN_ONE, a_line, accepted

ITEM = Asked("other", "a paper")
SUSPECTED = (Suspicion("price_out_of_range", "too dear", "X10"),)
FILED = tuple(Document(code, "REF") for code in ("sale_contract", "transport_document", "broker_agreement"))
Answer = Decided[Claim] | Refused
VERBS: dict[Verb, Callable[[Claim], Answer]] = {
    Verb.SUBMIT: lambda c: submit(c, by_scheme=False, now=NOW, policy=BY_HAND),
    Verb.REQUEST_CORRECTION: lambda c: request_correction(c, (ITEM,), by="wu", now=NOW, policy=BY_HAND),
    Verb.SUPPLY_CORRECTION: lambda c: supply_correction(
        c, invoices={}, documents=(Document("other", "REF"),), now=NOW, policy=BY_HAND
    ),
    Verb.WITHDRAW: lambda c: withdraw(c, reason="sold at home after all", now=NOW),
    Verb.CHECK: lambda c: check(c, now=NOW, policy=BY_HAND),
    Verb.RAISE_SUSPICION: lambda c: raise_suspicion(c, SUSPECTED, by="wu", now=NOW),
    Verb.CLEAR_SUSPICION: lambda c: clear_suspicion(c, reason="in order", by="wu", now=NOW, policy=BY_HAND),
    Verb.FIND_FRAUD: lambda c: find_fraud(c, reason="forged", now=NOW),
    Verb.SEND_ENQUIRY: lambda c: send_enquiry(c, number="H-2", to_office="上海市税务局", now=NOW),
    Verb.RECORD_ANSWER: lambda c: record_answer(
        replace(c, enquiries=(Enquiry("H-1", "上海市税务局", TODAY),)),
        number="H-1",
        finding="in_order",
        now=NOW,
    ),
    Verb.APPROVE: lambda c: approve(c, now=NOW, policy=BY_HAND),
    Verb.REFUSE: lambda c: refuse(c, code="forged", reason="forged", article=None, now=NOW),
    Verb.TAX: lambda c: tax(c, code="no_documents", reason="no documents", article=None, now=NOW),
    Verb.SEND_TO_TREASURY: lambda c: send_to_treasury(c, now=NOW),
    Verb.PAY: lambda c: pay(c, now=NOW),
    Verb.ORDER_CLAWBACK: lambda c: order_claw_back(c, vins=(), code="no_forex", reason="no receipt"),
    Verb.CLAW_BACK: lambda c: claw_back(c, vins=(VIN_ONE,), reason="forged", now=NOW),
    Verb.SET_OFF: lambda c: _of_debtor(set_off(c, _creditor(), now=NOW)),
    Verb.FILE_DOCUMENTS: lambda c: file_documents(c, FILED, now=NOW, policy=BY_HAND),
    Verb.RECORD_FOREX: lambda c: record_forex(
        c, Forex(deemed_reason="export_credit_insurance"), now=NOW, policy=BY_HAND
    ),
    Verb.CHANGE_CLASS: lambda c: change_class(c, to=3, now=NOW, policy=BY_HAND),
}
BY_FACTS: Collection[Verb] = {Verb.ACCEPT, Verb.LAPSE}
"""What happens because a fact was heard, and is tried in the tests of the goods."""
OUTCOMES = {
    Verb.PAY: Outcome.REFUND,
    Verb.SEND_TO_TREASURY: Outcome.REFUND,
    Verb.ORDER_CLAWBACK: Outcome.PAID,
    Verb.CLAW_BACK: Outcome.PAID,
    Verb.SET_OFF: Outcome.CLAWBACK_ORDERED,
}


def _creditor() -> Claim:
    line = a_line("case-9", "LFV2A21K9J4000003")
    claim = accepted(line, id="01954a2b-7c1e-7d3f-8a4b-1234567890ff")
    answer = approve(claim, now=NOW, policy=BY_HAND)
    assert isinstance(answer, Decided)
    return answer.state


def _of_debtor(answer: tuple[Decided[Claim], Decided[Claim]] | Refused) -> Answer:
    return answer if isinstance(answer, Refused) else answer[0]


def standing(status: Status, verb: Verb) -> Claim:
    """A claim in the status, with all that the verb needs beside the status."""
    claim = accepted()
    outcome = OUTCOMES.get(verb, Outcome.OPEN)
    lines = tuple(replace(line, outcome=outcome, departure=DEPARTURE) for line in claim.lines)
    return replace(claim, status=status, lines=lines, asked=(ITEM,))


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(VERBS))
def test_a_move_happens_exactly_when_the_table_has_it(status: Status, verb: Verb) -> None:
    claim = standing(status, verb)

    answer = VERBS[verb](claim)

    if verb in MOVES[status]:
        assert isinstance(answer, Decided), answer
        assert answer.state != claim
    else:
        assert isinstance(answer, Refused)
        assert (answer.slug, answer.status) == ("move-not-allowed", 409)


def test_the_table_knows_every_status_and_every_verb_is_tried() -> None:
    assert set(MOVES) == set(Status)
    assert set(Verb) == {*VERBS, *BY_FACTS}
    assert {verb for verbs in MOVES.values() for verb in verbs} == set(Verb)
