"""Buyers abroad, and the insurer's alerts on them (买方预警). PURE.

An alert reaches every open case with the buyer. At the level `warn` a new shipment is taken with the warning on it; at
`stop` it is refused. An alert is withdrawn, never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from credit_insurance.domain import telling
from credit_insurance.domain.articles import DISCLOSURE, TJ_8
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule

Level = Literal["warn", "stop"]
STOP: Final = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert, as it was raised; `cases` counts the open cases that it reached."""

    id: str
    level: Level
    reason: str
    raised_on: date
    cases: int
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """One buyer abroad; `id` is the insurer's number of it (买方代码)."""

    id: str
    name: str
    country: str
    registered_on: date | None = None
    alerts: tuple[Alert, ...] = ()

    @property
    def level(self) -> Level | None:
        """The gravest alert that stands."""
        levels = {alert.level for alert in self.alerts if alert.stands}
        return "stop" if STOP in levels else "warn" if levels else None

    def standing(self, level: Level) -> Alert | None:
        """The alert of this level that stands."""
        return next((one for one in self.alerts if one.stands and one.level == level), None)


Answer = Decided[Buyer] | Refused


def register(buyer: Buyer, *, now: datetime) -> Decided[Buyer]:
    """A buyer with whom somebody trades."""
    return Decided(replace(buyer, registered_on=statutory_day(now)))


def raise_alert(
    buyer: Buyer, *, alert_id: str, level: Level, reason: str, cases: Iterable[str], now: datetime
) -> Answer:
    """Warn of a buyer, or stop shipments to it: every open case with it is told."""
    if buyer.standing(level) is not None:
        sentence = f"An alert of the level {level} stands on the buyer {buyer.id} already."
        return Refused("alert_stands", sentence, TJ_8)
    reached, today = tuple(cases), statutory_day(now)
    alert = Alert(id=alert_id, level=level, reason=reason, raised_on=today, cases=len(reached))
    facts = tuple(telling.buyer_alerted(case, buyer.id, level, reason, today) for case in reached)
    return Decided(replace(buyer, alerts=(*buyer.alerts, alert)), facts)


def withdraw_alert(buyer: Buyer, *, level: Level, reason: str, cases: Iterable[str], now: datetime) -> Answer:
    """The alert of a level is taken back, and the open cases are told."""
    alert = buyer.standing(level)
    if alert is None:
        return Refused("no_such_alert", f"No alert of the level {level} stands on this buyer.", TJ_8)
    today = statutory_day(now)
    gone = replace(alert, withdrawn_on=today, withdrawn_because=reason)
    alerts = tuple(gone if one.id == alert.id else one for one in buyer.alerts)
    facts = tuple(telling.buyer_alerted(case, buyer.id, "withdrawn", reason, today) for case in cases)
    return Decided(replace(buyer, alerts=alerts), facts)


@rule(
    "INS-BUYER-STOP",
    zh="保险人发出停止承保预警的买方，不再接受新的出运申报",
    en="No new shipment to a buyer whom the insurer has stopped",
    article=DISCLOSURE,
    slug="buyer_stopped",
)
def stopped(buyer: Buyer) -> Refused | None:
    """A refusal of a shipment to a buyer with a stop."""
    alert = buyer.standing("stop")
    if alert is None:
        return None
    sentence = f"The insurer stopped shipments to {buyer.name} on {alert.raised_on}: {alert.reason}"
    return Refused("buyer_stopped", sentence, DISCLOSURE, "/buyer_id", 422)
