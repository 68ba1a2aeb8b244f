"""What the commerce authority decides about the filing (备案) of an enterprise: pure, without clock or database.

`entry` holds the states and the table of moves, `conditions` who may be filed, `review` and `keeping` what people do to
it, `passing` what time does, `telling` the facts, `consequences` what a change means for the firm's applications.
"""

from __future__ import annotations

from licensing.filing.clocks import last_day
from licensing.filing.conditions import check_conditions, unmet
from licensing.filing.consequences import carry_over
from licensing.filing.entry import (
    ENDED,
    FILING_MOVES,
    ON_REGISTER,
    Compliance,
    Condition,
    Filing,
    FilingMoveNotAllowed,
    FilingStatus,
    FilingVerb,
    Listing,
    Particulars,
    Premises,
    filing_may,
    filing_moved,
)
from licensing.filing.keeping import (
    import_filing,
    put_on_list,
    remove_filing,
    renew_filing,
    resume_filing,
    suspend_filing,
    take_off_list,
)
from licensing.filing.misused import suspend_for_misuse
from licensing.filing.passing import filing_passed, wake_of_filing
from licensing.filing.review import (
    accept_filing,
    ask_of_firm,
    correct_filing,
    file_enterprise,
    open_filing,
    reject_filing,
    submit_filing,
    withdraw_filing,
)

__all__ = [
    "ENDED",
    "FILING_MOVES",
    "ON_REGISTER",
    "Compliance",
    "Condition",
    "Filing",
    "FilingMoveNotAllowed",
    "FilingStatus",
    "FilingVerb",
    "Listing",
    "Particulars",
    "Premises",
    "accept_filing",
    "ask_of_firm",
    "carry_over",
    "check_conditions",
    "correct_filing",
    "file_enterprise",
    "filing_may",
    "filing_moved",
    "filing_passed",
    "import_filing",
    "last_day",
    "open_filing",
    "put_on_list",
    "reject_filing",
    "remove_filing",
    "renew_filing",
    "resume_filing",
    "submit_filing",
    "suspend_filing",
    "suspend_for_misuse",
    "take_off_list",
    "unmet",
    "wake_of_filing",
    "withdraw_filing",
]
