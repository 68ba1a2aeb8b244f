"""Comprehensive service centres: vehicles served month by month, and the recognition that rests on them. PURE.

A month is reported with its evidence, confirmed by somebody else of the district, and counts from then on. A year of
5,000 may be proposed; the leading group (市二手车出口工作领导小组) recognises, once for a firm, for one million yuan at
most; commerce writes its decision down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from exportlane.contracts import registers as told
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.rules import rule
from registers.domain import articles, telling
from registers.domain.checks import out_of_range
from registers.domain.days import future
from registers.domain.entry import Act, CentreRecord, Entry, MonthServed, Recognition, Verb, Writer
from registers.domain.keeping import Answer, forbidden, moved
from registers.domain.terms import Policy

MOST_IN_A_MONTH = 9_999_999


def _record(entry: Entry) -> CentreRecord:
    return entry.centre or CentreRecord()


def _served(entry: Entry, act: Act, year: int) -> Announce:
    record = _record(entry)
    months = sum(1 for each in record.months if each.counts and each.year == year)
    data = {"centre_id": entry.id, "uscc": entry.uscc, "year": year, "months": months}
    return telling.fact(entry, told.ServiceCentreServed, act, vehicles=record.served_in(year), **data)


def _month_over(year: int, month: int, today: date) -> Refused | None:
    if not 1 <= month <= 12:
        return out_of_range("/month", month, 1, 12)
    if not 2000 <= year <= 2100:
        return out_of_range("/year", year, 2000, 2100)
    if (year, month) >= (today.year, today.month):
        sentence = f"{year}-{month:02} is not over on {today}; a month is reported after its end."
        return Refused("month_not_over", sentence, articles.TRUE_FIGURES, "/month", 422)
    return None


@rule(
    "RGS-MONTH",
    zh="综合服务中心服务车辆按月如实填报，每月一次，附依据",
    en="A centre reports a month once, after its end, with its evidence",
    article=articles.TZ_6,
    slug="month_reported_twice",
)
def report_month(
    entry: Entry, *, year: int, month: int, vehicles: int, evidence: str, writer: Writer
) -> Answer:
    """Nothing counts yet: the district confirms."""
    if refused := forbidden(entry, Verb.REPORT_MONTH) or _month_over(year, month, writer.on):
        return refused
    if not 0 <= vehicles <= MOST_IN_A_MONTH:
        return out_of_range("/vehicles", vehicles, 0, MOST_IN_A_MONTH)
    if not evidence.strip():
        sentence = "A count needs the number of the list, or of the papers, that it was taken from."
        return Refused("evidence_missing", sentence, articles.TZ_6, "/evidence", 422)
    record = _record(entry)
    if _find(record, year, month) is not None:
        sentence = f"{year}-{month:02} was reported already; strike that report first if it was wrong."
        return Refused("month_reported_twice", sentence, articles.TZ_6, "/month")
    line = MonthServed(
        year=year,
        month=month,
        vehicles=vehicles,
        evidence=evidence,
        reported_by=writer.by,
        reported_on=writer.on,
    )
    act = Act(verb=Verb.REPORT_MONTH, by=writer.by, on=writer.on, source=evidence)
    return Decided(moved(entry, act, centre=replace(record, months=(*record.months, line))))


def _find(record: CentreRecord, year: int, month: int) -> MonthServed | None:
    """The report of a month that stands."""
    return next((m for m in record.months if (m.year, m.month) == (year, month) and m.struck is None), None)


def _not_reported(year: int, month: int) -> Refused:
    sentence = f"Nothing stands reported for {year}-{month:02}."
    return Refused("month_not_reported", sentence, articles.TZ_6, "/month", 422)


@rule(
    "RGS-TWO",
    zh="填报与确认不得为同一人",
    en="Who reports a figure does not confirm it",
    article=articles.TWO_PEOPLE,
    slug="same_officer",
)
def confirmed_by_another(reported_by: str, writer: Writer) -> Refused | None:
    """None when somebody else confirms."""
    if reported_by != writer.by:
        return None
    sentence = "Who reported the figure does not confirm it as well; let a colleague look at the evidence."
    return Refused("same_officer", sentence, articles.TWO_PEOPLE)


def confirm_month(entry: Entry, *, year: int, month: int, writer: Writer) -> Answer:
    """The district looked at the evidence: the month counts, and the sum of the year is told."""
    if refused := forbidden(entry, Verb.CONFIRM_MONTH):
        return refused
    record = _record(entry)
    line = _find(record, year, month)
    if line is None:
        return _not_reported(year, month)
    if line.confirmed_by is not None:
        return Refused("confirmed_already", f"{year}-{month:02} was confirmed already.", articles.TZ_6)
    if refused := confirmed_by_another(line.reported_by, writer):
        return refused
    months = tuple(replace(m, confirmed_by=writer.by) if m is line else m for m in record.months)
    act = Act(verb=Verb.CONFIRM_MONTH, by=writer.by, on=writer.on, source=line.evidence)
    after = moved(entry, act, centre=replace(record, months=months))
    return Decided(after, (_served(after, act, year),))


def strike_month(entry: Entry, *, year: int, month: int, reason: str, writer: Writer) -> Answer:
    """The report was wrong: it stays, struck, and the month may be reported anew."""
    if refused := forbidden(entry, Verb.STRIKE_MONTH):
        return refused
    record = _record(entry)
    line = _find(record, year, month)
    if line is None:
        return _not_reported(year, month)
    months = tuple(replace(m, struck=reason) if m is line else m for m in record.months)
    act = Act(verb=Verb.STRIKE_MONTH, by=writer.by, on=writer.on, reason=reason)
    after = moved(entry, act, centre=replace(record, months=months))
    return Decided(after, (_served(after, act, year),) if line.counts else ())


@rule(
    "RGS-5000",
    zh="年服务二手车出口车辆5000台以上的综合服务中心方可认定（“以上”包括本数）",
    en="A centre is recognised that served 5,000 vehicles or more in the year",
    article=articles.TZ_6,
    slug="below_threshold",
)
def enough(entry: Entry, year: int, policy: Policy) -> Refused | None:
    """Confirmed months alone count; the number itself is included (民法典 第一千二百五十九条)."""
    served, least = _record(entry).served_in(year), policy.recognition.least_vehicles
    if served >= least:
        return None
    sentence = f"{served} vehicles are confirmed for {year}; recognition takes {least}."
    return Refused("below_threshold", sentence, policy.recognition.article, "/year", 422)


def propose(entry: Entry, *, year: int, writer: Writer, policy: Policy) -> Answer:
    """The district proposes its centre to the leading group."""
    if refused := forbidden(entry, Verb.PROPOSE) or enough(entry, year, policy):
        return refused
    act = Act(verb=Verb.PROPOSE, by=writer.by, on=writer.on, source=f"{year}")
    return Decided(moved(entry, act, centre=replace(_record(entry), proposed_year=year)))


def decline(entry: Entry, reason: str, *, writer: Writer) -> Answer:
    """The leading group did not recognise it; it may be proposed again."""
    if refused := forbidden(entry, Verb.DECLINE):
        return refused
    act = Act(verb=Verb.DECLINE, by=writer.by, on=writer.on, reason=reason)
    return Decided(moved(entry, act, centre=replace(_record(entry), proposed_year=None)))


@rule(
    "RGS-ONCE",
    zh="综合服务中心奖励为一次性，同一企业只认定一次",
    en="A firm is recognised once in its life",
    article=articles.TZ_6,
    slug="recognised_already",
)
def once(entry: Entry, others: Sequence[Entry]) -> Refused | None:
    """Counts every centre of the firm, also a closed one, and a recognition that was got by deceit."""
    for each in (entry, *others):
        found = _record(each).recognition
        if found is not None and found.cancelled != "office_error":
            sentence = (
                f"The firm was recognised in {found.year} by {found.decision_no}; the reward is given once."
            )
            return Refused("recognised_already", sentence, articles.TZ_6)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDecision:
    """What the leading group decided on a centre; the amount in yuan may be fixed later."""

    decision_no: str
    decided_on: date
    decided_amount: Decimal | None = None


@rule(
    "RGS-CEILING",
    zh="综合服务中心奖励最高100万元",
    en="The reward decided for a centre is one million yuan at most",
    article=articles.TZ_6,
    slug="above_ceiling",
)
def not_above(decided_amount: Decimal | None, policy: Policy) -> Refused | None:
    """None where no amount is decided yet."""
    ceiling = policy.recognition.ceiling_cny
    if decided_amount is None or decided_amount <= ceiling:
        return None
    sentence = f"{decided_amount} yuan were decided; the policy gives {ceiling} at most."
    return Refused("above_ceiling", sentence, policy.recognition.article, "/decided_amount", 422)


def recognise(
    entry: Entry,
    others: Sequence[Entry],
    decision: GroupDecision,
    *,
    writer: Writer,
    policy: Policy,
) -> Answer:
    """Write down that the leading group recognised the centre. `others` are the firm's other centres."""
    if refused := forbidden(entry, Verb.RECOGNISE):
        return refused
    record = _record(entry)
    year = record.proposed_year or writer.on.year
    if decision.decided_on > writer.on:
        return future("/decided_on", decision.decided_on, writer.on)
    refused = enough(entry, year, policy) or once(entry, others) or not_above(decision.decided_amount, policy)
    if refused:
        return refused
    recognition = Recognition(
        year=year, vehicles=record.served_in(year), decision_no=decision.decision_no,
        decided_on=decision.decided_on, decided_amount=decision.decided_amount,
    )  # fmt: skip
    act = Act(verb=Verb.RECOGNISE, by=writer.by, on=writer.on, source=decision.decision_no)
    after = moved(entry, act, centre=replace(record, recognition=recognition))
    return Decided(after, (_recognised(after, act, recognition),))


def _recognised(entry: Entry, act: Act, found: Recognition) -> Announce:
    return telling.fact(
        entry, told.ServiceCentreRecognised, act, centre_id=entry.id, uscc=entry.uscc, year=found.year,
        vehicles=found.vehicles, decided_amount=found.decided_amount, decision_no=found.decision_no,
        decided_on=found.decided_on,
    )  # fmt: skip


def fix_amount(
    entry: Entry, decided_amount: Decimal, *, source: str, writer: Writer, policy: Policy
) -> Answer:
    """The leading group fixed the amount after the recognition. Once fixed it stays."""
    if refused := forbidden(entry, Verb.FIX_AMOUNT) or not_above(decided_amount, policy):
        return refused
    found = _record(entry).recognition
    if found is None or found.decided_amount is not None:
        return Refused(
            "amount_fixed_already", "The amount was decided already.", articles.TZ_6, "/decided_amount"
        )
    fixed = replace(found, decided_amount=decided_amount)
    act = Act(verb=Verb.FIX_AMOUNT, by=writer.by, on=writer.on, source=source)
    after = moved(entry, act, centre=replace(_record(entry), recognition=fixed))
    return Decided(after, (_recognised(after, act, fixed),))


def cancel_recognition(
    entry: Entry, *, code: str, reason: str, article: str | None, writer: Writer
) -> Answer:
    """Take a recognition back: for deceit (then for good) or for an error of the office (行政许可法 第六十九条)."""
    found = _record(entry).recognition
    if refused := forbidden(entry, Verb.CANCEL):
        return refused
    if found is None:
        return Refused("move-not-allowed", "There is no recognition to take back.", articles.TZ_6)
    act = Act(verb=Verb.CANCEL, by=writer.by, on=writer.on, reason=reason)
    gone = replace(_record(entry), recognition=replace(found, cancelled=code), proposed_year=None)
    after = moved(entry, act, centre=gone)
    data = {"centre_id": entry.id, "uscc": entry.uscc, "year": found.year, "decision_no": found.decision_no}
    why = {"code": code, "reason": reason, "article": article or articles.WRONG_GRANT}
    return Decided(after, (telling.fact(after, told.ServiceCentreRecognitionCancelled, act, **data, **why),))
