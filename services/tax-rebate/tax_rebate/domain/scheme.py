"""启运港退税: the refund may be claimed when the goods have left the port of departure for the port of exit. PURE.

Law: 财税〔2024〕31号. If the goods do not leave the country after all, customs reverses the departure, and what was
paid early comes back (`goods.departure_reversed`).
"""

from __future__ import annotations

from typing import Final

from exportlane.law.rules import rule
from tax_rebate.domain.articles import SCHEME_ARTICLE
from tax_rebate.domain.claim import Claim, Line
from tax_rebate.domain.papers import EarlyDeparture, Ended
from tax_rebate.domain.policy import Rules, Scheme

RAIL: Final = frozenset({"rail", "3"})
NOT_ELIGIBLE: Final = "scheme_not_eligible"


@rule(
    "TAX-SCHEME",
    zh="启运港退税：一、二类企业，海关非失信企业，列名启运港和离境港，铁路须为集装箱，非危险货物",
    en="The scheme is for classes 1 and 2, listed ports, no dishonest firm, containers on rail, no dangerous goods",
    article=SCHEME_ARTICLE,
    slug=NOT_ELIGIBLE,
)
def barred(claim: Claim, early: EarlyDeparture, rules: Rules) -> Ended | None:
    """Why this departure begins no early refund; None when it does."""
    scheme = rules.scheme
    if scheme is None:
        return _no(f"the profile {claim.profile} knows no port-of-departure rebate")
    if reason := _of_firm(claim, scheme) or _of_way(early, scheme) or _of_goods(claim):
        return _no(reason)
    return None


def bar_of(claim: Claim, line: Line, rules: Rules) -> Ended | None:
    """Why the early departure of this line begins nothing; None where there is none, or nothing is in its way."""
    if not claim.departure_port_scheme or line.early is None or line.early.reversed_on is not None:
        return None
    return barred(claim, line.early, rules)


def has_left(claim: Claim, line: Line, rules: Rules) -> bool:
    """Whether a line may be claimed: cleared by customs, or away from the port of departure under the scheme."""
    if line.departure is not None:
        return True
    if not claim.departure_port_scheme or line.early is None or line.early.reversed_on is not None:
        return False
    return barred(claim, line.early, rules) is None


def hint(claim: Claim, rules: Rules) -> bool:
    """Whether an enterprise that did not ask for the scheme could use it, as far as its papers say."""
    scheme = rules.scheme
    if scheme is None or claim.departure_port_scheme or _of_firm(claim, scheme) or _of_goods(claim):
        return False
    return claim.departure_port in scheme.departure_ports and claim.exit_port in scheme.exit_ports


def _of_firm(claim: Claim, scheme: Scheme) -> str | None:
    if claim.class_in_force not in scheme.classes:
        allowed = ", ".join(map(str, sorted(scheme.classes)))
        return f"an enterprise of class {claim.class_in_force} is not eligible; the classes {allowed} are"
    return (
        "an enterprise that customs list as dishonest (失信企业) is not eligible" if claim.dishonest else None
    )


def _of_way(early: EarlyDeparture, scheme: Scheme) -> str | None:
    if early.departure_port not in scheme.departure_ports:
        return f"{early.departure_port} is no listed port of departure"
    if early.exit_port not in scheme.exit_ports:
        return f"{early.exit_port} is no listed port of exit"
    return f"the scheme began on {scheme.since}" if early.on < scheme.since else None


def _of_goods(claim: Claim) -> str | None:
    if claim.dangerous_goods:
        return "dangerous goods are not eligible"
    if claim.transport_mode in RAIL and not claim.container:
        return "goods on the railway are eligible in containers only"
    return None


def _no(sentence: str) -> Ended:
    return Ended(NOT_ELIGIBLE, sentence, SCHEME_ARTICLE)
