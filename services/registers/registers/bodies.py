"""What the API takes: shapes only, and a misspelt name is refused. What it means is for the domain to say."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints

from exportlane.agency.papers import Body, PaperNo, Reason
from exportlane.contracts.fields import Amount, Article, Code, Day, Id
from exportlane.contracts.register_entries import BaseService
from exportlane.runtime.paging import USUAL, After, Limit

P = TypeVar("P")
Source = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
"""The paper on which it rests, by its number or name."""
Text = Annotated[str, Field(max_length=64)]
Number = Annotated[int, Field(ge=-(10**12), le=10**12, strict=True)]
"""A count as it was written; whether it can be is for the domain to say, with an article."""
Codes = Annotated[tuple[Annotated[str, Field(max_length=32)], ...], Field(max_length=1000)]


class EntryPaper(Body, Generic[P]):
    """An entry: what it says, on which paper it rests, for which day it holds."""

    particulars: P
    source: Source
    as_of: Day


class EntryImport(Body):
    """Many entries of one register; each row is judged by itself, so none is read before its turn."""

    entries: Annotated[tuple[dict[str, object], ...], Field(min_length=1, max_length=500)]


class Confirmation(Body):
    """On which paper it is confirmed, when that is another one."""

    source: Source | None = None


class Reasoned(Body):
    """Why."""

    reason: Reason


class Ending(Body):
    """From which day it has ended, and why."""

    on: Day
    reason: Reason


class ServicesPaper(Body):
    """What a base offers from a day on."""

    services: Annotated[tuple[BaseService, ...], Field(max_length=20)]
    source: Source
    on: Day


class MonthPaper(Body):
    """Vehicles that a centre served in a month, and the number of the list behind it."""

    year: Number
    month: Number
    vehicles: Number
    evidence: Text


class MonthNamed(Body):
    """A month."""

    year: Number
    month: Number


class MonthStruck(MonthNamed):
    """A month whose report was wrong."""

    reason: Reason


class YearNamed(Body):
    """A year."""

    year: Number


class RecognitionPaper(Body):
    """The decision of the leading group."""

    decision_no: PaperNo
    decided_on: Day
    decided_amount: Amount | None = None


class AmountPaper(Body):
    """An amount that was decided later, in yuan, and where."""

    decided_amount: Amount
    source: Source


class CancelPaper(Body):
    """Why a recognition is taken back. After deceit there is no other one."""

    code: Literal["deceit", "office_error"]
    reason: Reason
    article: Article | None = None


class InvestmentPaper(Body):
    """What was actually invested in a year, in USD, and the number of the evidence."""

    year: Number
    usd: Amount
    evidence: PaperNo


class ReviewPaper(Body):
    """The review of a draft by the rules of the WTO."""

    export_contingent: bool
    import_substitution: bool
    opinion: Reason


class PublicationPaper(Body):
    """Under which number a policy is published, and for how long."""

    document_no: PaperNo
    valid_from: Day
    valid_to: Day | None = None


class HoldingPaper(Body):
    """Who came."""

    firms: Codes = ()
    source: Source


class BaseTag(Body):
    """The base at which a case is handled."""

    base_id: Id


class SamplingPaper(Body):
    """What is to be drawn. Without a seed one is made and written down."""

    district: Text
    from_on: Day
    to_on: Day
    size: Number
    seed: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class FindingPaper(Body):
    """What was found on a claim of the sample."""

    case_id: Id
    code: Code
    reason: Reason
    article: Article
    due_on: Day | None = None


class RemedyPaper(Body):
    """How a finding ended."""

    outcome: Literal["rectified", "explained", "unfounded"]
    answer: Reason


class EntryQuery(Body):
    """What a register may be asked for."""

    status: Text | None = None
    district: Text | None = None
    uscc: Text | None = None
    country: Text | None = None
    kind: Text | None = None
    year: Text | None = None
    sort: str = "-created"
    cursor: After = None
    limit: Limit = USUAL


class CaseQuery(Body):
    """What the cases may be asked for."""

    base_id: Id | None = None
    exporter: Text | None = None
    sort: str = "-created"
    cursor: After = None
    limit: Limit = USUAL


class SamplingQuery(Body):
    """What the samples may be asked for; `open=yes`: those with open findings."""

    status: Literal["drawn", "concluded"] | None = None
    district: Text | None = None
    open: Literal["yes"] | None = None
    sort: str = "-created"
    cursor: After = None
    limit: Limit = USUAL
