"""What may go wrong with a case soon, or has: days that run out without being anybody's turn. PURE.

A risk moves nothing. It is shown to everybody who may see the case, with its article and the day on which it bites.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from exportlane.process import CaseState, Stage, Words
from gateway.deadlines import Period

PLATE_WARNING = dt.timedelta(days=10)
MONTHS_WARNING = dt.timedelta(days=15)
"""How long before the end a plate, and a period of months, are shown as a risk (本系统约定)."""
SAILING_WARNING = dt.timedelta(days=2)
"""How long before a cut-off a vehicle that is not at the terminal yet is shown as a risk, whoever said so or not."""

_PLATE: Final = "机动车登记规定 第二十八条"
_DECLARE: Final = "海关法 第二十四条"
"""Goods are declared when they are at the terminal, 24 hours before they are loaded."""
_BOOKED: Final = ("booking.requested.v1", "booking.confirmed.v1", "booking.rescheduled.v1")
_AT_THE_TERMINAL: Final = (
    "booking.gated_in.v1", "booking.loaded.v1", "booking.departed.v1", "booking.arrived.v1", "booking.cancelled.v1",
    "booking.rolled.v1",
)  # fmt: skip
"""After these nobody races for the cut-off of the last booking any more."""
SAID: Final[Mapping[str, tuple[str, str, Words, str]]] = {
    "vehicle.exit_overdue.v1": (
        "vehicle-registry", "exit_overdue", Words("逾期未确认出境", "The exit was not confirmed in time"),
        "机动车登记规定 第三十九条",
    ),
    "vehicle.deregistration_overdue.v1": (
        "vehicle-registry", "deregistration_overdue",
        Words("逾期未申请注销登记", "Deregistration was not applied for in time"), "机动车登记规定 第三十七条",
    ),
    "vehicle.misuse_reported.v1": (
        "vehicle-registry", "misuse", Words("举报违规使用", "Misuse was reported"), "天津措施（征求意见稿）第二条",
    ),
    "rebate.documents_overdue.v1": (
        "tax-rebate", "documents_overdue", Words("备案单证逾期", "The documents were not filed in time"),
        "国家税务总局公告2026年第5号",
    ),
}  # fmt: skip
SETTLED: Final[Mapping[str, tuple[str, ...]]] = {
    "vehicle.exit_overdue.v1": ("vehicle.exit_confirmed.v1", "vehicle.registration_restored.v1"),
    "vehicle.deregistration_overdue.v1": ("vehicle.deregistered.v1", "vehicle.deregistration_refused.v1"),
    "rebate.documents_overdue.v1": ("rebate.documents_filed.v1",),
}
"""After which facts of the same agency a risk that it named is none any more."""


@dataclass(frozen=True, slots=True)
class Risk:
    """`on` is the day on which it bites, None when it is no matter of days; `passed` when that day is over."""

    code: str
    words: Words
    article: str
    on: dt.date | None = None
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """The validities that no step's period covers, and how many days before its end a licence is short."""

    licence_valid_to: dt.date | None
    temp_plate_valid_to: dt.date | None
    licence_warning_days: int
    cargo_cutoff: dt.date | None = None


def risks(state: CaseState, found: Sequence[Period], dates: Dates, *, on: dt.date) -> tuple[Risk, ...]:
    """Every risk of a case as it stands on the day `on`."""
    return (
        *_licence(state, dates, on),
        *_plate(state, dates, on),
        *_sailing(state, dates, on),
        *_months(found, on),
        *_said(state),
    )


def _licence(state: CaseState, dates: Dates, on: dt.date) -> Iterator[Risk]:
    """A licence that is not used on its last day is none any more: 货物出口许可证管理办法."""
    own, until = state.slices["licensing"], dates.licence_valid_to
    used = "licence.used.v1" in own.reached and "licence.reinstated.v1" not in own.reached
    if until is None or own.stage is not Stage.DONE or used or _released(state):
        return
    if until - on <= dt.timedelta(days=dates.licence_warning_days):
        words = Words("许可证即将到期或已过期", "The licence is about to expire, or has")
        yield Risk("licence_expiry", words, "货物出口许可证管理办法", until, passed=on > until)


def _plate(state: CaseState, dates: Dates, on: dt.date) -> Iterator[Risk]:
    """Without a plate in force a vehicle does not drive to the port: one is reissued, or it goes on a truck."""
    until = dates.temp_plate_valid_to
    if until is None or _released(state) or until - on > PLATE_WARNING:
        return
    words = Words("临时号牌即将到期或已过期", "The temporary plate is about to expire, or has")
    yield Risk("temp_plate", words, _PLATE, until, passed=on > until)


def _sailing(state: CaseState, dates: Dates, on: dt.date) -> Iterator[Risk]:
    """The terminal takes nothing after the cut-off; what is not there by then is left behind (甩货)."""
    own, until = state.slices.get("logistics"), dates.cargo_cutoff
    if own is None or until is None:
        return
    newest = max((own.reached[type_] for type_ in _BOOKED if type_ in own.reached), default=dt.date.min)
    if any(own.reached.get(type_, dt.date.min) >= newest for type_ in _AT_THE_TERMINAL):
        return
    if "booking.cutoff_near.v1" in own.reached or until - on <= SAILING_WARNING:
        words = Words(
            "截关临近或已过，尚未集港", "The sailing's cut-off is near or over; the vehicle is not there"
        )
        yield Risk("sailing_cutoff", words, _DECLARE, until, passed=on > until)


def _months(found: Sequence[Period], on: dt.date) -> Iterator[Risk]:
    """The two months for deregistration after customs, the 36 months for the claim."""
    for period in found:
        if period.unit != "months" or period.until is not None or period.due is None:
            continue
        if period.due - on <= MONTHS_WARNING:
            words = Words(f"{period.title_zh}期限将到", f"Little time is left: {period.title_en}")
            yield Risk(period.number, words, period.article, period.due, passed=on > period.due)


def _said(state: CaseState) -> Iterator[Risk]:
    for type_, (agency, code, words, article) in SAID.items():
        reached = state.slices[agency].reached
        if type_ in reached and not any(other in reached for other in SETTLED.get(type_, ())):
            yield Risk(code, words, article, reached[type_], passed=True)


def _released(state: CaseState) -> bool:
    own = state.slices["customs"]
    return "customs.released.v1" in own.reached and "customs.released.v1" not in own.lost
