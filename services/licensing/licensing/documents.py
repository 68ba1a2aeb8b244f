"""What goes out over REST: applications, filings, how a firm stands, and the figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from exportlane.law.limits import Running
from licensing import domain
from licensing.domain import Licence, Line, Outcome, Standing, Status
from licensing.filing import Condition, FilingStatus, Listing, Particulars


class _Document(BaseModel):
    id: str
    version: int
    created_at: str | None = None
    updated_at: str | None = None


class ApplicationDocument(_Document):
    """An application as this API shows it. `asked` is the open notice, `found` what the rules say to the officer.

    `queue_on` gives the place in the work list; `flags` are why two officers decide; `standing` is how the firm stood
    with its filing when that last changed.
    """

    batch_id: str
    profile: str
    profile_version: str | None
    exporter_uscc: str
    exporter_name: str
    consignor_uscc: str | None
    exporter_kind: str | None
    contract_no: str
    contract_translation: bool
    conformity_declaration: str | None
    customs_port: str
    destination_country: str
    hs_code: str
    goods_condition: str
    applied_on: date
    lines: list[Line]
    status: Status
    due_on: date | None
    queue_on: date | None
    received_on: date | None
    accepted_on: date | None
    decided_on: date | None
    deemed: bool
    in_time: bool | None
    clocks: list[Running]
    asked: list[domain.Item]
    found: list[domain.Item]
    corrections: int
    by_hand: bool
    urgency: domain.Urgency | None
    lane: domain.LaneDecision | None
    standstill: domain.Standstill | None
    flags: list[str]
    proposal: domain.Proposal | None
    round: int
    licence: Licence | None
    former: list[domain.FormerLicence]
    reissue: domain.Changes | None
    standing: Standing | None
    outcome: Outcome | None


class ApplicationWithHistory(ApplicationDocument):
    """One application and the facts that this agency announced about its cases, oldest first."""

    history: list[dict[str, Any]]


class ApplicationPage(BaseModel):
    """One page of the work list."""

    items: list[ApplicationDocument]
    next: str | None


class FilingDocument(_Document):
    """A filing as this API shows it. `conditions` says of each condition whether it is met, with its article."""

    uscc: str
    name: str
    kind: str
    profile: str
    profile_version: str | None
    particulars: Particulars
    status: FilingStatus
    received_on: date | None
    accepted_on: date | None
    deemed: bool
    valid_from: date | None
    valid_to: date | None
    due_on: date | None
    clocks: list[Running]
    conditions: list[Condition]
    asked: list[domain.Item]
    corrections: int
    listings: list[Listing]
    suspended: Outcome | None
    resumed: bool
    renewals: int
    imported: bool
    first_filed_on: date | None
    outcome: Outcome | None


class FilingWithHistory(FilingDocument):
    """One filing and the facts of this agency about it, oldest first."""

    history: list[dict[str, Any]]


class FilingPage(BaseModel):
    """One page of the filings."""

    items: list[FilingDocument]
    next: str | None


class StandingDocument(BaseModel):
    """Whether a firm may apply for a licence today; `code`, `reason` and `article` say why not."""

    uscc: str
    filing_id: str | None
    name: str | None
    kind: str | None
    status: str
    valid_to: date | None
    may_apply: bool
    code: str | None
    reason: str | None
    article: str | None


class Figures(BaseModel):
    """How a month went: decisions and the share in time; and how the two lanes stand now."""

    month: str
    decided: int
    in_time: int
    share_in_time: str
    open: int
    urgent: int
    urgent_share: str
    asked_for_priority: int
    oldest_normal_received_on: date | None
