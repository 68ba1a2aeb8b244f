"""What the API of customs shows: declarations, the answers of the check, errors counted, the cultivation list."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from customs import domain
from customs.domain import Licence, Line, Outcome, Status
from customs.domain.cultivation import Stage
from exportlane.law.limits import Running


class DeclarationDocument(BaseModel):
    """A declaration as this API shows it. `asked` is the open notice, `found` what the rules say to the officer.

    `carriage` is what carriers told of its vehicles, `matters` what an officer should look at for that.
    """

    id: str
    version: int
    created_at: str | None = None
    updated_at: str | None = None
    batch_id: str
    profile: str
    profile_version: str | None
    exporter_uscc: str
    contract_no: str
    customs_port: str
    destination_country: str
    hs_code: str
    transport_mode: str
    vessel: str | None
    particulars: domain.Particulars
    lines: list[Line]
    status: Status
    before: Status | None
    licence: Licence | None
    void_licences: list[str]
    asked: list[domain.Item]
    found: list[domain.Item]
    holds: list[domain.Hold]
    inspection: domain.Inspection | None
    amendment: domain.Amendment | None
    by_hand: bool
    declaration_no: str | None
    former_numbers: list[str]
    accepted_on: date | None
    released_on: date | None
    departed_origin_on: date | None
    departed_on: date | None
    cleared_on: date | None
    shut_out_on: date | None
    returned_on: date | None
    times: domain.Times
    clocks: list[Running]
    outcome: Outcome | None
    fallen: Outcome | None
    carriage: list[domain.Carriage]
    carrier_loaded_on: date | None
    carrier_departed_on: date | None
    carrier_vessel: str | None
    matters: list[domain.Item]


class DeclarationWithHistory(DeclarationDocument):
    """One declaration and the facts that this agency announced about its cases, oldest first."""

    history: list[dict[str, Any]]


class DeclarationPage(BaseModel):
    """One page of the work list."""

    items: list[DeclarationDocument]
    next: str | None


class CheckResult(BaseModel):
    """What the rules say of papers before they are declared. `holds` is null where nothing can be said yet.

    Above the rules it is false when one of them does not hold, and null when none fails but some cannot be said.
    """

    holds: bool | None
    rules: list[domain.Explained]


class ErrorCount(BaseModel):
    """How often one kind of error was found in a firm's papers, and in how many declarations."""

    exporter: str
    code: str
    declarations: int
    found: int


class ErrorStatistics(BaseModel):
    """The errors of firms in a span of days, the most frequent first."""

    since: date
    until: date
    items: list[ErrorCount]


class ReleaseTimesDocument(BaseModel):
    """Hours from submission to release in a span of days. A metric: no law limits them."""

    since: date
    until: date
    count: int
    median_hours: str | None
    p90_hours: str | None
    longest_hours: str | None


class PointDocument(BaseModel):
    """One point of the loading checklist in one mode of transport. `own` where no text demands it."""

    code: str
    zh: str
    en: str
    article: str
    own: bool


class PointList(BaseModel):
    """The points of the loading checklist in one mode of transport."""

    transport_mode: str
    items: list[PointDocument]


class CultivationDocument(BaseModel):
    """A firm on the cultivation list. `open` are the criteria that it does not meet yet."""

    id: str
    version: int
    created_at: str | None = None
    updated_at: str | None = None
    exporter_uscc: str
    exporter_name: str
    contact: str
    stage: Stage
    met: list[str]
    listed_on: date | None
    coached_on: date | None
    applied_on: date | None
    certified_on: date | None
    certificate_no: str | None
    notes: list[str]
    dropped: str | None


class CultivationWithHistory(CultivationDocument):
    """One entry and what was announced about it, oldest first."""

    history: list[dict[str, Any]]


class CultivationPage(BaseModel):
    """One page of the list."""

    items: list[CultivationDocument]
    next: str | None


class CriterionDocument(BaseModel):
    """One criterion of the standard."""

    code: str
    part: str
    zh: str
    en: str


class CriterionList(BaseModel):
    """The criteria that a firm meets before it applies."""

    article: str
    items: list[CriterionDocument]
