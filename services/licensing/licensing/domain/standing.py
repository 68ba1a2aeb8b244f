"""How a firm stands with the commerce authority: filed or not, until when, and on which lists.

An application carries a copy of it, taken when it was handed in and renewed in the transaction that changes the filing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from exportlane.law.rules import rule
from licensing.domain.articles import ANNOUNCEMENT_6, EXIT_MECHANISM, FILING_YEAR
from licensing.domain.dossier import Outcome

NOT_FILED: Final = "none"
FILED: Final = "filed"
FILING_EXPIRED: Final = "filing_expired"


@dataclass(frozen=True, slots=True)
class Standing:
    """A firm's filing as an application knows it. `status` is `none` for a firm that the register does not know.

    `brands` are a manufacturer's own; `resumed` says that the filing was suspended in its present year,
    `first_filed_on` when the national platform filed the firm for the first time, where it says so.
    """

    uscc: str
    status: str = NOT_FILED
    filing_id: str | None = None
    kind: str | None = None
    name: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    brands: tuple[str, ...] = ()
    first_filed_on: date | None = None
    resumed: bool = False
    negative: bool = False
    dishonest: bool = False


_ENDED: Final = {
    "suspended": ("filing_suspended", "is suspended", EXIT_MECHANISM),
    "removed": ("filing_removed", "was removed", EXIT_MECHANISM),
    "expired": (FILING_EXPIRED, "has expired", FILING_YEAR),
}


@rule(
    "LIC-FILED",
    zh="未备案、备案暂停、移出、过期或者严重失信的企业不得申领",
    en="A firm whose filing is missing, suspended, removed or expired, or that is listed as dishonest, may not apply",
    article="公告2024年第6号；商贸函〔2025〕648号",
    slug="enterprise_not_filed",
)
def barred_from_applying(standing: Standing, *, on: date) -> Outcome | None:
    """Why this firm may not apply on that day; None when it may."""
    if standing.dishonest:
        sentence = f"The firm {standing.uscc} is listed for serious dishonesty."
        return Outcome("serious_dishonesty", sentence, ANNOUNCEMENT_6)
    ended = _ENDED.get(standing.status)
    if ended is None and standing.valid_to is not None and on > standing.valid_to:
        ended = _ENDED["expired"]
    if ended is not None:
        code, words, article = ended
        return Outcome(code, f"The filing (备案) of the firm {standing.uscc} {words}.", article)
    if standing.status != FILED:
        sentence = f"The firm {standing.uscc} is not filed (备案) as an exporter of used vehicles."
        return Outcome("enterprise_not_filed", sentence, ANNOUNCEMENT_6)
    return None
