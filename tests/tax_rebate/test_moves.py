"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from exportlane.contracts.decision import Decided, Refused
from tax_rebate.domain import (
    MOVES,
    Asked,
    Claim,
    Document,
    Outcome,
    Status,
    Verb,
    approve,
    claw_back,
    pay,
    refuse,
    request_correction,
    supply_correction,
)
from tests.tax_rebate.given import BY_HAND, NOW, VIN_ONE, accepted

ITEM = Asked("other", "a paper")
OFFICERS: dict[Verb, Callable[[Claim], Decided[Claim] | Refused]] = {
    Verb.REQUEST_CORRECTION: lambda c: request_correction(c, (ITEM,), by="officer", now=NOW),
    Verb.SUPPLY_CORRECTION: lambda c: supply_correction(
        c, invoices={}, documents=(Document("other", "REF"),), now=NOW, policy=BY_HAND
    ),
    Verb.APPROVE: lambda c: approve(c, now=NOW, policy=BY_HAND),
    Verb.PAY: lambda c: pay(c, now=NOW),
    Verb.REFUSE: lambda c: refuse(c, code="forged", reason="forged", article=None, now=NOW),
    Verb.CLAW_BACK: lambda c: claw_back(c, vins=(VIN_ONE,), reason="forged"),
}
OUTCOMES = {Verb.PAY: Outcome.REFUND, Verb.CLAW_BACK: Outcome.PAID}


def standing(status: Status, verb: Verb) -> Claim:
    """A claim in the status, with all that the verb needs beside the status."""
    claim = accepted()
    lines = tuple(replace(line, outcome=OUTCOMES.get(verb, Outcome.OPEN)) for line in claim.lines)
    return replace(claim, status=status, lines=lines, asked=(ITEM,))


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(OFFICERS))
def test_a_move_happens_exactly_when_the_table_has_it(status: Status, verb: Verb) -> None:
    claim = standing(status, verb)

    answer = OFFICERS[verb](claim)

    if verb in MOVES[status]:
        assert isinstance(answer, Decided), answer
        assert answer.state != claim
    else:
        assert isinstance(answer, Refused)
        assert (answer.slug, answer.status) == ("move-not-allowed", 409)


def test_the_table_knows_every_status() -> None:
    assert set(MOVES) == set(Status)
