"""Every state is reached and has a way out: the whole state machine is walked through, verb by verb."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import pytest

from exportlane.contracts.decision import Decided
from tax_rebate.domain import (
    Asked,
    Claim,
    Document,
    EarlyDeparture,
    Enquiry,
    Status,
    approve,
    check,
    cleared,
    departed_early,
    find_fraud,
    never_left,
    order_claw_back,
    pay,
    raise_suspicion,
    refuse,
    request_correction,
    send_to_treasury,
    set_off,
    supply_correction,
    tax,
    withdraw,
)
from tax_rebate.domain import claw_back as claw_back_
from tax_rebate.domain import clear_suspicion as clear_suspicion_
from tax_rebate.domain.papers import Suspicion
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    DECIDES_ALONE,
    DEPARTURE,
    ENDED,
    NOW,
    ONE,
    TODAY,
    a_claim,
    a_line,
    all_cleared,
    an_invoice,
    received,
)

ENDS = {
    Status.PAID,
    Status.EXEMPTED,
    Status.TAXED,
    Status.REJECTED,
    Status.WITHDRAWN,
    Status.LAPSED,
    Status.CLAWED_BACK,
    Status.OFFSET,
}
EXEMPT = an_invoice("used_vehicle_unified", "80000.00", "80000.00")
SUSPECTED = (Suspicion("price_out_of_range", "too dear", "X10"),)
ITEM = Asked("other", "a paper")
EARLY = EarlyDeparture("0202", "4227", TODAY)


def begun() -> Iterator[Claim]:
    yield received(a_line())
    yield received(a_line(invoice=EXEMPT))
    yield received(a_line(), rebate_class=4)


def steps(claim: Claim) -> Iterator[object]:
    """Whatever may be done or heard next; refusals are passed over."""
    yield cleared(claim, ONE, DEPARTURE, now=NOW, policy=BY_HAND)
    yield cleared(claim, ONE, DEPARTURE, now=NOW, policy=AUTOMATIC)
    yield departed_early(claim, ONE, EARLY, now=NOW, policy=BY_HAND)
    yield never_left(claim, ONE, ENDED, now=NOW, policy=BY_HAND)
    yield request_correction(claim, (ITEM,), by="wu", now=NOW, policy=BY_HAND)
    papers = tuple(Document(code, "REF") for code in ("other", "forex_receipt", "rebate_filing"))
    yield supply_correction(claim, invoices={}, documents=papers, now=NOW, policy=BY_HAND)
    yield withdraw(claim, reason="sold at home", now=NOW)
    yield check(claim, now=NOW, policy=BY_HAND)
    yield raise_suspicion(claim, SUSPECTED, by="wu", now=NOW)
    yield clear_suspicion_(claim, reason="in order", by="wu", now=NOW, policy=BY_HAND)
    yield find_fraud(claim, reason="forged", now=NOW)
    yield approve(claim, now=NOW, policy=BY_HAND)
    yield refuse(claim, code="forged", reason="forged", article=None, now=NOW)
    yield tax(claim, code="no_documents", reason="no documents", article=None, now=NOW)
    yield send_to_treasury(claim, now=NOW)
    yield pay(claim, now=NOW)
    yield order_claw_back(claim, vins=(), code="no_forex", reason="no receipt")
    yield claw_back_(claim, vins=(), reason="back", now=NOW)
    line = a_line("case-9", "LFV2A21K9J4000003")
    settled = set_off(claim, all_cleared(a_claim(line, id="next"), DECIDES_ALONE).state, now=NOW)
    if isinstance(settled, tuple):
        yield settled[0]


def walked() -> dict[Status, set[Status]]:
    """Which status leads to which, found by doing it."""
    edges: dict[Status, set[Status]] = {}
    seen: set[tuple[object, ...]] = set()
    waiting = deque(begun())
    while waiting:
        claim = waiting.popleft()
        key = (
            claim.status,
            claim.rebate_class,
            tuple((line.outcome, line.invoice.kind) for line in claim.lines),
        )
        if key in seen:
            continue
        seen.add(key)
        for answer in steps(claim):
            if isinstance(answer, Decided) and answer.state.status is not claim.status:
                edges.setdefault(claim.status, set()).add(answer.state.status)
                waiting.append(answer.state)
    return edges


WALKED = walked()


def test_every_status_is_reached() -> None:
    assert {Status.RECEIVED} | {after for found in WALKED.values() for after in found} == set(Status)


@pytest.mark.parametrize("status", [status for status in Status if status not in ENDS])
def test_every_status_that_is_no_end_leads_to_one(status: Status) -> None:
    reached, waiting = set(), [status]
    while waiting:
        for after in WALKED.get(waiting.pop(), set()) - reached:
            reached.add(after)
            waiting.append(after)

    assert reached & ENDS


@pytest.mark.parametrize(
    "status", [Status.EXEMPTED, Status.TAXED, Status.REJECTED, Status.WITHDRAWN, Status.LAPSED]
)
def test_from_an_end_without_money_nothing_goes_on(status: Status) -> None:
    assert WALKED.get(status, set()) == set()


def test_a_letter_that_is_never_answered_leaves_a_rejection() -> None:
    claim = all_cleared(a_claim(a_line()), BY_HAND).state
    away = raise_suspicion(claim, SUSPECTED, by="wu", now=NOW)
    assert isinstance(away, Decided)
    waiting = away.state
    letter = Enquiry("H-1", "上海市税务局", TODAY)

    answer = refuse(
        replace(waiting, enquiries=(letter,)), code="not_proven", reason="no answer", article=None, now=NOW
    )

    assert isinstance(answer, Decided)
    assert answer.state.status is Status.REJECTED
