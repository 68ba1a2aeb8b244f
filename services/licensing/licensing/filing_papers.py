"""What comes in over REST about a filing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from exportlane.agency.papers import Body, CaseId, CheckedUscc, ItemPaper, PaperNo, Reason
from exportlane.contracts.fields import Article, Code, Day, Name, Uscc
from exportlane.runtime.paging import LARGEST, SMALLEST, USUAL
from licensing import domain, filing
from licensing.domain.articles import EXIT_MECHANISM
from licensing.filing import Filing, FilingStatus


class PremisesPaper(Body):
    """One place of the firm."""

    kind: Literal["office", "display"]
    address: Name

    def read(self) -> filing.Premises:
        return filing.Premises(self.kind, self.address)


class CompliancePaper(Body):
    """What the authorities say of the firm: false where a violation stands."""

    work_safety: bool = True
    environment: bool = True
    tax: bool = True
    customs: bool = True
    forex: bool = True

    def read(self) -> filing.Compliance:
        return filing.Compliance(self.work_safety, self.environment, self.tax, self.customs, self.forex)


class ParticularsPaper(Body):
    """What the conditions are checked against. `appraisers` are the numbers of their certificates."""

    legal_person: bool
    registered_district: Annotated[str, Field(pattern=r"^[0-9]{6}$", max_length=6)] | None = None
    miit_announcement_no: PaperNo | None = None
    brands: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    premises: Annotated[tuple[PremisesPaper, ...], Field(max_length=50)] = ()
    trade_experience: Reason | None = None
    appraisers: Annotated[tuple[PaperNo, ...], Field(max_length=200)] = ()
    compliance: CompliancePaper = CompliancePaper()
    unrectified_violation: bool = False
    customs_reg_code: Annotated[str, Field(pattern=r"^[0-9]{4}[0-9A-Z]{6}$", max_length=10)] | None = None

    def read(self) -> filing.Particulars:
        return filing.Particulars(
            legal_person=self.legal_person,
            registered_district=self.registered_district,
            miit_announcement_no=self.miit_announcement_no,
            brands=self.brands,
            premises=tuple(place.read() for place in self.premises),
            trade_experience=self.trade_experience,
            appraisers=self.appraisers,
            compliance=self.compliance.read(),
            unrectified_violation=self.unrectified_violation,
            customs_reg_code=self.customs_reg_code,
        )


class FilingPaper(Body):
    """A firm asks to be filed. `filing_id` is the caller's own, so that a repeat is known."""

    filing_id: CaseId
    uscc: CheckedUscc
    name: Name
    kind: Literal["manufacturer", "circulation"]
    profile: Code
    profile_version: Name | None = None
    draft: bool = False
    particulars: ParticularsPaper

    def read(self) -> Filing:
        return Filing(
            id=self.filing_id,
            uscc=self.uscc,
            name=self.name,
            kind=self.kind,
            profile=self.profile,
            profile_version=self.profile_version,
            particulars=self.particulars.read(),
            status=FilingStatus.DRAFT if self.draft else FilingStatus.SUBMITTED,
        )


class FilingNotice(Body):
    """The one notice that names everything (行政许可法 第三十二条)."""

    items: Annotated[tuple[ItemPaper, ...], Field(min_length=1, max_length=50)]

    def read(self) -> tuple[domain.Item, ...]:
        return tuple(domain.Item(item.code, item.sentence, item.article) for item in self.items)


class FilingCorrection(Body):
    """The answer: particulars that take the place of the old ones."""

    particulars: ParticularsPaper


class ListingPaper(Body):
    """Put the firm on a list: from a day and perhaps to one."""

    list: Literal["negative", "serious_dishonesty"]
    code: Code
    reason: Reason
    article: Article | None = None
    valid_from: Day
    valid_to: Day | None = None

    def read(self) -> filing.Listing:
        article = self.article or EXIT_MECHANISM
        return filing.Listing(self.list, self.code, self.reason, article, self.valid_from, self.valid_to)


class DelistingPaper(Body):
    """Take the firm off a list from today on."""

    list: Literal["negative", "serious_dishonesty"]
    reason: Reason


class FilingQuery(Body):
    """What the filings are filtered and sorted by."""

    status: FilingStatus | None = None
    uscc: Uscc | None = None
    kind: Literal["manufacturer", "circulation"] | None = None
    profile: Code | None = None
    due_before: date | None = Field(None, description="A notice or a decision is due on this day or earlier")
    ends_before: date | None = Field(None, description="Its validity ends on this day or earlier")
    sort: Literal["deadline", "-deadline", "created", "-created", "updated", "-updated", "valid_to"] = (
        "-created"
    )
    limit: int = Field(USUAL, ge=SMALLEST, le=LARGEST)
    cursor: str | None = Field(None, max_length=1024)
