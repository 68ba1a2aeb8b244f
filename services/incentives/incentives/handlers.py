"""What the subsidy office does when it hears a fact: it keeps it as evidence, with the fact's id and day. Pure.

Nothing is decided here: a claim is held against the evidence when it is handed in, reviewed, approved and paid.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from exportlane.agency.hearing import data_of
from exportlane.contracts import credit_insurance, customs, filings, registers
from exportlane.contracts.decision import Decided, FactData, Heard, Refused
from incentives.domain.registers import Entry, Exported, Firm, Listing, entry_id

Answer = Decided[Exported] | Refused
FirmAnswer = Decided[Firm] | Refused
EntryAnswer = Decided[Entry] | Refused


def on_cleared(state: Exported | None, heard: Heard, *, now: datetime, policy: Any) -> Answer:  # noqa: ARG001
    """The vehicle has left the country: it counts for its consignor, in the year of the clearance."""
    data = data_of(heard, customs.CustomsCleared)
    return Decided(
        Exported(
            case_id=heard.case_id,
            vin=data.vin,
            uscc=data.consignor_uscc,
            cleared_on=data.cleared_on,
            fact_id=heard.id,
            as_of=heard.occurred_at,
        )
    )


def on_returned(state: Exported | None, heard: Heard, *, now: datetime, policy: Any) -> Answer:  # noqa: ARG001
    """It came back: it counts no more."""
    data = data_of(heard, customs.CustomsReturned)
    if state is None:
        # A clearance that was announced before this office listened: there is nothing that could count.
        return Decided(
            Exported(
                case_id=heard.case_id,
                vin=data.vin,
                uscc=None,
                cleared_on=data.returned_on,
                fact_id=heard.id,
                as_of=heard.occurred_at,
                returned_on=data.returned_on,
                return_fact_id=heard.id,
            )
        )
    return Decided(replace(state, returned_on=data.returned_on, return_fact_id=heard.id))


def on_filed(state: Firm | None, heard: Heard, *, now: datetime, policy: Any) -> FirmAnswer:  # noqa: ARG001
    """The firm was filed; the first time is what the thresholds ask for."""
    data = data_of(heard, filings.EnterpriseFiled)
    firm = state or Firm(uscc=data.uscc)
    return Decided(firm.filed(data.first_filed_on or data.valid_from, heard.id, heard.occurred_at))


def on_listed(state: Firm | None, heard: Heard, *, now: datetime, policy: Any) -> FirmAnswer:  # noqa: ARG001
    """The firm was put on a list, from a day and perhaps to one."""
    data = data_of(heard, filings.EnterpriseListed)
    listing = Listing(
        name=data.list,
        code=data.code,
        reason=data.reason,
        article=data.article,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        fact_id=heard.id,
        as_of=heard.occurred_at,
    )
    return Decided((state or Firm(uscc=data.uscc)).listed(listing))


def on_delisted(state: Firm | None, heard: Heard, *, now: datetime, policy: Any) -> FirmAnswer:  # noqa: ARG001
    """The firm was taken off a list."""
    data = data_of(heard, filings.EnterpriseDelisted)
    return Decided((state or Firm(uscc=data.uscc)).delisted(data.list, data.on))


def _entry(  # what a fact says of an entry
    heard: Heard, kind: str, key: str, data: FactData, *, on: date | None = None, year: int | None = None
) -> EntryAnswer:
    written = data.model_dump(mode="json", exclude={"by", "access_standard"})
    values = {name: _text(value) for name, value in written.items() if value is not None}
    entry = Entry(
        id=entry_id(kind, key),
        kind=kind,
        key=key,
        uscc=values.get("uscc"),
        on=on,
        year=on.year if year is None and on is not None else year,
        values=values,
        fact_id=heard.id,
        as_of=heard.occurred_at,
    )
    return Decided(entry)


def _text(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def on_premium_paid(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """A premium was paid against a receipt (I1)."""
    data = data_of(heard, credit_insurance.InsurancePremiumPaid)
    return _entry(heard, "premium", data.receipt_no, data, on=data.paid_on)


def on_report_issued(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """A report was answered and paid (I2)."""
    data = data_of(heard, credit_insurance.InsuranceReportIssued)
    return _entry(heard, "report", data.report_no, data, on=data.paid_on)


def on_hedge_guaranteed(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """A hedge was guaranteed (F1)."""
    data = data_of(heard, credit_insurance.HedgeGuaranteed)
    return _entry(heard, "hedge", data.hedge_no, data, on=data.on)


def on_exhibition_listed(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """A fair stands in the catalogue of a year (E1 to E3)."""
    data = data_of(heard, registers.ExhibitionListed)
    return _entry(heard, "fair", f"{data.fair_id}/{data.year}", data, year=data.year)


def on_exhibition_withdrawn(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:
    """It was taken off: it proves no claim that is judged from now on."""
    del now, policy
    data = data_of(heard, registers.ExhibitionWithdrawn)
    found = state or _unknown(heard, "fair", f"{data.fair_id}/{data.year}", data.year)
    return Decided(replace(found, ended_on=data.on, end_fact_id=heard.id))


def on_centre_served(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """How many vehicles a centre served in a year so far (P1)."""
    data = data_of(heard, registers.ServiceCentreServed)
    return _entry(heard, "served", f"{data.centre_id}/{data.year}", data, year=data.year)


def on_centre_recognised(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """The leading group recognised a centre (P1)."""
    data = data_of(heard, registers.ServiceCentreRecognised)
    return _entry(heard, "recognised", f"{data.centre_id}/{data.year}", data, year=data.year)


def on_recognition_cancelled(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:
    """The recognition was taken back."""
    del now, policy
    data = data_of(heard, registers.ServiceCentreRecognitionCancelled)
    found = state or _unknown(heard, "recognised", f"{data.centre_id}/{data.year}", data.year)
    return Decided(replace(found, ended_on=data.as_of, end_fact_id=heard.id))


def on_facility_registered(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """A warehouse, a shop or an after-sales point (W1, A1)."""
    data = data_of(heard, registers.FacilityRegistered)
    return _entry(heard, "facility", data.facility_id, data, on=data.opened_on)


def on_facility_invested(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """What was invested in a facility in a year, confirmed by commerce (A1)."""
    data = data_of(heard, registers.FacilityInvested)
    return _entry(heard, "invested", f"{data.facility_id}/{data.year}", data, year=data.year)


def on_facility_closed(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:  # noqa: ARG001
    """Closed: years before that stay supported."""
    data = data_of(heard, registers.FacilityClosed)
    found = state or _unknown(heard, "facility", data.facility_id, data.on.year)
    return Decided(replace(found, ended_on=data.on, end_fact_id=heard.id))


def on_destination_assessed(state: Entry | None, heard: Heard, *, now: datetime, policy: Any) -> EntryAnswer:
    """Whether a country is of the Belt and Road or of RCEP: shown beside the policy's own table (A1)."""
    del state, now, policy
    data = data_of(heard, registers.DestinationAssessed)
    return _entry(heard, "destination", data.country, data)


def _unknown(heard: Heard, kind: str, key: str, year: int) -> Entry:
    """An entry whose beginning was announced before this office listened."""
    return Entry(
        id=entry_id(kind, key),
        kind=kind,
        key=key,
        uscc=None,
        on=None,
        year=year,
        fact_id=heard.id,
        as_of=heard.occurred_at,
    )
