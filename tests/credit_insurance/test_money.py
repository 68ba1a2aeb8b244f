"""Money is conserved: whatever the order of receipts, loans, repayments and indemnities, nothing is counted twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_insurance.domain import lending, receipts
from credit_insurance.domain.amounts import NOTHING, share_of, total
from credit_insurance.domain.exports import Export, Inflow, Standing
from credit_insurance.domain.finances import Finance, FinanceStatus
from credit_insurance.domain.lending import Ground, Lent
from credit_insurance.domain.pledges import Settled, came_in, indemnified
from credit_insurance.domain.receipts import Receipt, Recorded
from credit_insurance.domain.receivables import age, financeable, overdue
from exportlane.contracts.decision import Decided, Refused
from tests.credit_insurance.given import FIRM, NOW, TERMS, TODAY, a_consent, a_finance, an_export

CENTS = st.integers(min_value=1, max_value=1_500_000).map(
    lambda n: (Decimal(n) / 100).quantize(Decimal("0.01"))
)
# Plain draws are mostly small; sums that reach each other's bounds must come often enough to break them.
ROUND = ("0.01", "1000.00", "2000.00", "2500.00", "5000.00", "8000.00", "10000.00", "24000.00")
AMOUNTS = st.one_of(st.sampled_from([Decimal(text) for text in ROUND]), CENTS)
CASES = ("case-1", "case-2", "case-3")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "grant", "draw", "repay", "release", "indemnify", "return"]),
        st.sampled_from(CASES),
        AMOUNTS,
    ),
    min_size=4,
    max_size=25,
)


@dataclass
class Books:
    """Three cases and their loans, as the calls of the service would leave them."""

    exports: dict[str, Export]
    finances: dict[str, Finance] = field(default_factory=dict)
    received: Decimal = NOTHING
    paid_out: Decimal = NOTHING

    def settle(self, settled: Settled) -> None:
        self.exports[settled.export.id] = settled.export
        if settled.finance_id is not None and settled.repays > 0:
            loan = self.finances[settled.finance_id]
            self.finances[loan.id] = lending.settle(loan, settled.export.id, settled.repays, now=NOW).state

    def put(self, lent: Lent | Decided[Finance] | Refused) -> None:
        if isinstance(lent, Lent):
            self.finances[lent.finance.state.id] = lent.finance.state
            self.exports |= {export.id: export for export in lent.exports}
        elif isinstance(lent, Decided):
            self.finances[lent.state.id] = lent.state

    def act(self, what: str, case: str, amount: Decimal, number: int) -> None:
        export = self.exports[case]
        loan = self.finances.get(export.pledge.finance_id) if export.pledge else None
        if what == "receive":
            after = came_in(export, Inflow(f"i-{number}", amount, "USD", TODAY))
            if isinstance(after, Settled):
                self.received += amount
                self.settle(after)
        elif what == "indemnify" and amount <= export.receivable:
            self.paid_out += amount
            self.settle(indemnified(export, amount))
        elif what == "return":
            self.exports[case] = replace(export, standing=Standing.RETURNED)
        elif what == "grant":
            asked = a_finance(id=f"f-{number}", case_ids=CASES, amount=amount)
            ground = Ground(list(self.exports.values()), {}, (a_consent(case_ids=CASES),))
            self.put(lending.grant(asked, ground, amount, now=NOW, terms=TERMS))
        elif loan is not None:
            self._of_loan(what, loan, amount)

    def _of_loan(self, what: str, loan: Finance, amount: Decimal) -> None:
        pledged = [self.exports[share.case_id] for share in loan.shares]
        if what == "draw":
            self.put(lending.draw(loan, pledged, due_on=TODAY, now=NOW))
        elif what == "repay":
            self.put(lending.repay(loan, pledged, amount, now=NOW))
        elif what == "release":
            self.put(lending.release(loan, pledged, "Unneeded."))

    def check(self) -> None:
        for export in self.exports.values():
            assert export.shipment is not None
            counted = export.received + export.indemnified + export.financed
            assert counted <= export.shipment.value, export
            assert min(export.owed, export.financed, export.receivable) >= 0
            if export.pledge is not None:
                loan = self.finances[export.pledge.finance_id]
                assert {share.case_id: share.amount for share in loan.shares}[
                    export.id
                ] == export.pledge.amount
        for loan in self.finances.values():
            if loan.status in {FinanceStatus.DRAWN, FinanceStatus.REPAID}:
                assert loan.granted == loan.open + loan.repaid
            assert (loan.open == 0) == (loan.status not in {FinanceStatus.GRANTED, FinanceStatus.DRAWN})
        assert total(export.received for export in self.exports.values()) == self.received
        assert total(export.indemnified for export in self.exports.values()) == self.paid_out


@pytest.mark.rule("INS-CONSERVED")
@given(acts=ACTS)
@settings(max_examples=300, deadline=None)
def test_received_indemnified_and_financed_never_exceed_what_a_case_is_worth(acts: Any) -> None:
    books = Books({case: an_export(id=case) for case in CASES})

    for number, (what, case, amount) in enumerate(acts):
        books.act(what, case, amount, number)

        books.check()


@given(values=st.lists(CENTS, min_size=1, max_size=6), part=st.integers(1, 100), paid=CENTS)
@settings(max_examples=200, deadline=None)
def test_a_receipt_for_a_contract_is_spread_to_the_last_cent(
    values: list[Decimal], part: int, paid: Decimal
) -> None:
    exports = [an_export(str(value), id=f"case-{n}") for n, value in enumerate(values)]
    settles = max(Decimal("0.01"), share_of(total(values), Decimal(part) / 100))
    receipt = Receipt(
        id="x-1", receipt_no="FX-1", uscc=FIRM, bank_id="BOC", amount=paid, currency="CNY", received_on=TODAY,
        settles=settles, contract_no="HT-1",
    )  # fmt: skip

    recorded = receipts.record(receipt, exports, now=NOW, terms=TERMS)

    assert isinstance(recorded, Recorded), recorded
    parts = recorded.receipt.state.parts
    assert total(one.amount for one in parts) == paid
    assert total(one.settles for one in parts) == settles
    assert total(each.export.received for each in recorded.settled) == settles


@pytest.mark.parametrize(
    ("owed", "most"), [("10000.00", "8000.00"), ("0.01", "0.00"), ("0.03", "0.02"), ("99.99", "79.99")]
)
def test_an_advance_is_never_a_cent_more_than_the_rate_gives(owed: str, most: str) -> None:
    assert financeable(an_export(owed), TERMS) == Decimal(most)


@pytest.mark.parametrize(
    ("days", "bucket"), [(0, "0-30"), (30, "0-30"), (31, "31-60"), (90, "61-90"), (91, "91+")]
)
def test_the_age_counts_from_the_clearance(days: int, bucket: str) -> None:
    export = an_export(cleared_on=TODAY - timedelta(days))

    assert (age(export, TODAY).days, age(export, TODAY).bucket) == (days, bucket)


@pytest.mark.rule("INS-DEEMED")
@pytest.mark.parametrize(
    ("late", "deemed", "expected"), [(0, None, False), (1, None, True), (1, "force_majeure", False)]
)
def test_payment_is_overdue_from_the_day_after_unless_it_counts_as_received(
    late: int, deemed: str | None, expected: bool
) -> None:
    export = an_export()
    assert export.shipment is not None
    due = replace(export, shipment=replace(export.shipment, due_on=TODAY - timedelta(late)), deemed=deemed)

    assert overdue(due, TODAY) is expected
