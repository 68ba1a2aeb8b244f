"""A car on the export quota was driven or sold at home, as transport established: its firm may not apply (C19)."""

from __future__ import annotations

from dataclasses import replace

from exportlane.contracts.decision import Decided, Refused
from licensing.domain.dossier import Outcome
from licensing.filing.entry import Filing, FilingVerb, filing_may
from licensing.filing.keeping import suspend_filing

BY = "licensing/rule/misuse"


def suspend_for_misuse(state: Filing, outcome: Outcome) -> Decided[Filing] | Refused:
    """Suspend what may be suspended; a filing that is suspended already stays as it is, and its ground too.

    The firm's open applications carry it a moment later, as when time alone has changed a filing (`untold`).
    """
    if not filing_may(state, FilingVerb.SUSPEND):
        return Decided(state)
    held = suspend_filing(state, outcome, by=BY)
    return held if isinstance(held, Refused) else replace(held, state=replace(held.state, untold=True))
