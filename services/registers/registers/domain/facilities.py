"""What firms invested abroad, year by year: reported with evidence, confirmed by commerce. PURE."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from exportlane.contracts import registers as told
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.rules import rule
from registers.domain import articles, telling
from registers.domain.entry import Act, Entry, FacilityRecord, Investment, Office, Verb, Writer
from registers.domain.keeping import Answer, forbidden, moved
from registers.domain.particulars import Facility


def _find(record: FacilityRecord, year: int) -> Investment | None:
    return next((each for each in record.investments if each.year == year), None)


@rule(
    "RGS-YEAR",
    zh="境外项目的年度实际投资额，每年填报一次，须有备案或者核准",
    en="The investment of a year is reported once, for a place that was filed or approved",
    article=articles.TZ_7,
    slug="year_reported_twice",
)
def report_investment(entry: Entry, *, year: int, usd: Decimal, evidence: str, writer: Writer) -> Answer:
    """A figure that was not confirmed yet may be reported anew; a confirmed one stands."""
    if refused := forbidden(entry, Verb.REPORT_INVESTMENT):
        return refused
    here: Facility = telling.of(entry, Facility)
    if year > writer.on.year:
        return Refused(
            "day_in_future", f"The year {year} has not come yet.", articles.TRUE_FIGURES, "/year", 422
        )
    if year < here.opened_on.year - 5:
        sentence = f"The place opened on {here.opened_on}; an investment of {year} was not for it."
        return Refused("year_before_opening", sentence, articles.TZ_7, "/year", 422)
    if here.kind != "forward_warehouse" and here.approval_no is None:
        sentence = (
            "The place has no number of a filing or approval of the investment abroad; put that in first."
        )
        return Refused("approval_missing", sentence, articles.INVESTMENT_ABROAD, "/year", 422)
    record = entry.facility or FacilityRecord()
    before = _find(record, year)
    if before is not None and before.confirmed_by is not None:
        sentence = f"{before.usd} USD are confirmed for {year}."
        return Refused("year_reported_twice", sentence, articles.TZ_7, "/year")
    line = Investment(year=year, usd=usd, evidence=evidence, reported_by=writer.by)
    others = tuple(each for each in record.investments if each is not before)
    act = Act(verb=Verb.REPORT_INVESTMENT, by=writer.by, on=writer.on, source=evidence)
    return Decided(moved(entry, act, facility=replace(record, investments=(*others, line))))


def confirm_investment(entry: Entry, *, year: int, writer: Writer) -> Answer:
    """Commerce compared the figure with its evidence: it is told."""
    if refused := forbidden(entry, Verb.CONFIRM_INVESTMENT):
        return refused
    record = entry.facility or FacilityRecord()
    line = _find(record, year)
    if line is None:
        sentence = f"Nothing was reported for {year}."
        return Refused("year_not_reported", sentence, articles.TZ_7, "/year", 422)
    if line.confirmed_by is not None:
        return Refused("confirmed_already", f"{year} was confirmed already.", articles.TZ_7, "/year")
    if line.reported_by == writer.by and writer.office is Office.COMMERCE:
        return Refused("same_officer", "Who reported the figure does not confirm it.", articles.TWO_PEOPLE)
    sure = replace(line, confirmed_by=writer.by)
    kept = tuple(sure if each is line else each for each in record.investments)
    act = Act(verb=Verb.CONFIRM_INVESTMENT, by=writer.by, on=writer.on, source=line.evidence)
    after = moved(entry, act, facility=replace(record, investments=kept))
    return Decided(after, (_invested(after, act, sure),))


def _invested(entry: Entry, act: Act, line: Investment) -> Announce:
    here: Facility = telling.of(entry, Facility)
    return telling.fact(
        entry, told.FacilityInvested, act, facility_id=entry.id, uscc=here.uscc, country=here.country,
        year=line.year, investment_usd=line.usd,
    )  # fmt: skip
