"""Money that came in for a case: the case changes, and the loan that it stands for is repaid as far as it goes."""

from __future__ import annotations

from credit_insurance.acting import Sheet
from credit_insurance.domain import lending
from credit_insurance.domain.pledges import Settled
from credit_insurance.storage import EXPORTS, FINANCES
from exportlane.contracts.decision import Decided


async def settle(sheet: Sheet, settled: Settled) -> None:
    """Write what became of the case, and of its loan."""
    sheet.put(EXPORTS, Decided(settled.export))
    if settled.finance_id is None or settled.repays <= 0:
        return
    finance = await sheet.find_own(FINANCES, settled.finance_id)
    sheet.put(FINANCES, lending.settle(finance, settled.export.id, settled.repays, now=sheet.now))
