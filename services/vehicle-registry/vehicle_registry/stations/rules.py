"""A service station and what it may do. PURE.

机动车登记规定 第六十九条 (stations at hosts, by agreement) and 第七十条 (suspension); 天津措施 第三条. A station takes
papers in; only the police decide. Exporters are not among the hosts that article 69 names, so their delegation must be
recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.vehicle_registry import StationAgreed, StationResumed, StationSuspended
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule

Act = Literal["transfer", "deregistration"]
Host = Literal["exporter", "dealer", "market", "maker", "insurer", "other"]
HOSTS: Final = "机动车登记规定 第六十九条；天津措施（征求意见稿）第三条"
SUSPENSION: Final = "机动车登记规定 第七十条"


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works at the station, by the number of the badge, and since when trained by the office."""

    badge_no: str
    trained_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One station with its agreement. `delegation` is the paper that lets a host run one whom the law does not name."""

    id: str
    name: str
    host_uscc: str
    host_kind: Host
    scope: tuple[Act, ...]
    agreement_no: str
    valid_from: date
    valid_to: date
    staff: tuple[Staff, ...]
    delegation: str | None = None
    status: Literal["active", "suspended"] = "active"
    reason: str | None = None


Answer = Decided[Station] | Refused


@rule(
    "REG-69.host",
    zh="出口企业承办服务站的，须有委托文件",
    en="An exporter hosts a station only on a delegation that is recorded",
    article=HOSTS,
    slug="delegation_missing",
)
def agree(station: Station, *, now: datetime) -> Answer:
    """Agree on a station: it may work within the dates of its agreement."""
    if station.valid_to < station.valid_from or station.valid_to < statutory_day(now):
        sentence = "the agreement ends before it begins, or has ended"
        return Refused("agreement_over", sentence, HOSTS, field="/valid_to", status=422)
    if station.host_kind == "exporter" and not station.delegation:
        sentence = "article 69 does not name exporters as hosts; name the paper that delegates the work"
        return Refused("delegation_missing", sentence, HOSTS, field="/delegation", status=422)
    if refused := _trained_later(station.staff, now):
        return refused
    fact = StationAgreed(
        name=station.name,
        host_uscc=station.host_uscc,
        scope=station.scope,
        valid_from=station.valid_from,
        valid_to=station.valid_to,
    )
    return Decided(station, (Announce(station.id, "station.agreed.v1", fact),))


def suspend(station: Station, *, reason: str) -> Answer:
    """The office stops the station's work (第七十条)."""
    if station.status == "suspended":
        return Refused("move-not-allowed", f"the station {station.name} is suspended already", SUSPENSION)
    fact = StationSuspended(reason=reason, article=SUSPENSION)
    state = replace(station, status="suspended", reason=reason)
    return Decided(state, (Announce(station.id, "station.suspended.v1", fact),))


def resume(station: Station, *, reason: str) -> Answer:
    """The station may work again."""
    if station.status == "active":
        return Refused("move-not-allowed", f"the station {station.name} is not suspended", SUSPENSION)
    state = replace(station, status="active", reason=reason)
    return Decided(state, (Announce(station.id, "station.resumed.v1", StationResumed(reason=reason)),))


def assign_staff(station: Station, staff: tuple[Staff, ...], *, now: datetime) -> Answer:
    """Who works there from now on."""
    return _trained_later(staff, now) or Decided(replace(station, staff=staff))


def _trained_later(staff: tuple[Staff, ...], now: datetime) -> Refused | None:
    if all(one.trained_on <= statutory_day(now) for one in staff):
        return None
    return Refused("training_in_future", "a training lies in the future", HOSTS, field="/staff", status=422)


@rule(
    "REG-70",
    zh="服务站被暂停、协议到期或者超出范围的，不予受理",
    en="A station that is suspended, whose agreement is over, or whose scope is another takes no papers in",
    article=SUSPENSION,
    slug="station_suspended",
)
def may_handle(station: Station | None, acts: Sequence[Act], *, on: date, provided: str) -> Refused | None:
    """None when the station may take papers in for these acts; `provided` is what the profile says of stations."""
    if provided == "no":
        return _no("stations_not_provided", "this profile has no service stations", HOSTS)
    if station is None:
        return _no("station_unknown", "there is no such station", HOSTS)
    return _not_at_work(station, on) or _outside(station, acts)


def _not_at_work(station: Station, on: date) -> Refused | None:
    """Suspended, outside the dates of its agreement, or without staff."""
    if station.status == "suspended":
        why = f"the station {station.name} is suspended: {station.reason}"
        return _no("station_suspended", why, SUSPENSION)
    if not station.valid_from <= on <= station.valid_to:
        dates = f"from {station.valid_from} to {station.valid_to}"
        return _no("station_expired", f"the agreement of the station {station.name} holds {dates}", HOSTS)
    if not station.staff:
        return _no("station_unstaffed", f"nobody works at the station {station.name}", HOSTS)
    return None


def _outside(station: Station, acts: Sequence[Act]) -> Refused | None:
    """Acts that the agreement does not cover."""
    outside = [act for act in acts if act not in station.scope]
    if not outside:
        return None
    sentence = f"the station {station.name} does not take papers in for: {', '.join(outside)}"
    return _no("station_out_of_scope", sentence, HOSTS)


def _no(code: str, sentence: str, article: str) -> Refused:
    return Refused(code, sentence, article, field="/station_id", status=422)
