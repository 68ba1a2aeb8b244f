"""What must hold of money whatever the invoices say: sums, rounding, signs, the smaller rate."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from tax_rebate.domain import Claim, Line, Outcome, order_claw_back, payable, refund, set_off
from tax_rebate.domain.invoices import KINDS, SPECIAL_RATES
from tests.tax_rebate.given import (
    AUTOMATIC,
    DECIDES_ALONE,
    NOW,
    PAYS_ALONE,
    a_claim,
    a_line,
    all_cleared,
    an_invoice,
    decided,
)

CENT = Decimal("0.01")
VINS = ("LSVAU033002221761", "LGXC76C30P0123456", "LFV2A21K9J4000003", "1M8GDM9AXKP042788")
amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999999.99"), places=2)
rates = st.decimals(min_value=0, max_value=Decimal("0.17"), places=6)


@st.composite
def lines(draw: st.DrawFn, number: int = 0, kinds: tuple[str, ...] = KINDS) -> Line:
    """A vehicle whose invoice adds up."""
    kind, ex_vat = draw(st.sampled_from(kinds)), draw(amounts)
    rate = SPECIAL_RATES.get(kind, Decimal(0))
    gross = (ex_vat * (1 + rate)).quantize(CENT, ROUND_HALF_UP)
    invoice = an_invoice(kind, str(gross), str(ex_vat))
    return a_line(f"case-{number}", VINS[number], invoice, hs_rebate_rate=draw(rates))


@st.composite
def claims(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> Claim:
    """A claim of one to four vehicles."""
    size = draw(st.integers(min_value=1, max_value=4))
    return a_claim(*(draw(lines(number, kinds)) for number in range(size)))


@given(lines())
def test_a_refund_is_the_price_at_the_smaller_rate_half_up_and_never_negative(line: Line) -> None:
    amount = refund(line)

    assert amount == amount.quantize(CENT)
    assert amount >= 0
    rate = SPECIAL_RATES.get(line.invoice.kind)
    if rate is None:
        assert amount == 0
        return
    exact = line.invoice.ex_vat_amount * min(line.hs_rebate_rate, rate)
    assert amount == exact.quantize(CENT, ROUND_HALF_UP)
    assert abs(amount - exact) <= CENT / 2


@given(lines(), rates)
def test_a_higher_rebate_rate_never_gives_less(line: Line, other: Decimal) -> None:
    low, high = sorted((line.hs_rebate_rate, other))
    at = [refund(a_line(invoice=line.invoice, hs_rebate_rate=rate)) for rate in (low, high)]

    assert at[0] <= at[1]


@given(claims())
def test_what_is_announced_as_paid_is_the_sum_of_the_lines(claim: Claim) -> None:
    answer = all_cleared(claim, AUTOMATIC)

    told = [fact.data.model_dump()["amount"] for fact in answer.facts if fact.type == "rebate.paid.v1"]
    assert sum(told, Decimal(0)) == sum(line.amount for line in answer.state.lines)
    assert payable(answer.state) == 0
    for line in answer.state.lines:
        assert (line.outcome is Outcome.EXEMPT) == (line.amount == 0)


@given(claims(("vat_special_13",)), claims(("vat_special_13",)))
def test_an_offset_moves_money_and_makes_none(debts: Claim, next_one: Claim) -> None:
    debtor = all_cleared(debts, PAYS_ALONE).state
    creditor = all_cleared(a_claim(*next_one.lines, id="next"), DECIDES_ALONE).state
    if payable(creditor) == 0 or not any(line.outcome is Outcome.PAID for line in debtor.lines):
        return
    debtor = decided(order_claw_back(debtor, vins=(), code="no_forex", reason="no receipt"))

    answer = set_off(debtor, creditor, now=NOW)

    if not isinstance(answer, tuple):
        assert all(line.amount > payable(creditor) for line in debtor.lines if line.amount)
        return
    after, kept = answer[0].state, answer[1].state
    covered = sum(line.amount for line in after.lines if line.outcome is Outcome.OFFSET)
    assert payable(creditor) - payable(kept) == covered
    assert payable(kept) >= 0
