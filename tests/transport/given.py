"""Grants and units as the tests need them, without a service."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.calendar import shipped_calendar
from transport import domain
from transport.domain import Fixed, Grant, Policy, Registered, Rules, ToAllocate, Unit, Wanted
from transport.settings import TransportSettings, policy_from_settings

USCC, OTHER_USCC = "91120118MA06ABCD1Y", "91331004MA2A1B2C3U"
VIN, OTHER_VIN, THIRD_VIN = "LSVAU033002221761", "LFV2A21K9J4000003", "LGXC76C30P0123456"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BY = "transport/officer/chen"
COMMERCE = "licensing/officer/li"
ARTICLE = "天津措施（征求意见稿）第二条"

POLICY: Policy = policy_from_settings(TransportSettings())
RULES = Rules(
    profile="tianjin", version="1", valid_from=date(2024, 3, 1), valid_to=None, reservation_days=30,
    soon_workdays=3, allocation_at_most=100, article="本系统约定",
)  # fmt: skip
SMALL = Policy(book={("tianjin", "1"): RULES}, calendar=shipped_calendar())
"""A policy whose numbers are short enough to count on one's fingers."""


S = TypeVar("S")


def decided(answer: Decided[S] | Refused) -> Decided[S]:
    assert isinstance(answer, Decided), answer
    return answer


def refused(answer: object) -> Refused:
    assert isinstance(answer, Refused), answer
    return answer


def wanted(number: str = "ZB2026-1", **changed: object) -> Wanted:
    return replace(Wanted(number, USCC, 2026, "tianjin"), **changed)  # type: ignore[arg-type]


def a_grant(amount: int = 50, *, now: datetime = NOW) -> Grant:
    """A grant whose amount commerce determined."""
    fixed = Fixed(amount, "exports of last year", COMMERCE)
    return decided(domain.determine_new(wanted(), None, fixed, now=now, policy=SMALL)).state


def allocated(amount: int = 3, units: int | None = None, *, now: datetime = NOW) -> tuple[Grant, list[Unit]]:
    """A grant with its units."""
    grant = a_grant(amount, now=now)
    wish = ToAllocate(units or amount, BY)
    made = domain.allocate(grant, domain.Standing(), wish, now=now, policy=SMALL)
    assert not isinstance(made, Refused), made
    return made[0].state, [unit.state for unit in made[1]]


def reserved(vin: str = VIN, *, now: datetime = NOW) -> Unit:
    """A unit that is kept for a car."""
    _, units = allocated(1, now=now)
    return decided(domain.reserve(units[0], vin, by=BY, now=now, policy=SMALL)).state


def registered(unit_no: str, vin: str = VIN, **changed: object) -> Registered:
    """The registry's word that the car was registered on the unit."""
    plain = Registered(fact_id="f-1", unit_no=unit_no, vin=vin, uscc=USCC, case_id="case-1", on=TODAY)
    return replace(plain, **changed)  # type: ignore[arg-type]


def consumed(vin: str = VIN) -> Unit:
    """A unit that was used up."""
    unit = reserved(vin)
    answer = domain.consume(unit, registered(unit.id, vin), now=NOW)
    assert isinstance(answer, Decided)
    return answer.state


def later(days: int) -> datetime:
    return NOW + timedelta(days)
