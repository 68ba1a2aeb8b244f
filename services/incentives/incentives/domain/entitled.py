"""What an approved application would be given if it were decided today: its own takings put back first. PURE."""

from __future__ import annotations

from decimal import Decimal

from exportlane.law.subsidies import SubsidyPolicy
from incentives.domain.application import Application
from incentives.domain.around import Around
from incentives.domain.line import NOTHING
from incentives.domain.reckoning import reckoned


def entitled_now(state: Application, around: Around, policy: SubsidyPolicy) -> Decimal:
    """The sum of the grants by what is known now, never more than was granted. Raises BadClaim."""
    without = tuple(account.given_back(state.id) for account in around.accounts)
    grants = reckoned(state, without, around.known, policy)
    before = {each.line_id: each.granted for each in state.grants}
    return sum((min(each.granted, before.get(each.line_id, NOTHING)) for each in grants), NOTHING)
