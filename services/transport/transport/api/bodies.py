"""What comes in, parsed at the edge, and what is shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from exportlane.agency.papers import Body, CheckedUscc, CheckedVin, PaperNo, Reason, ReasonedGround
from exportlane.contracts.fields import Article, Code, Day, Id
from exportlane.runtime.paging import USUAL, After, Limit
from transport import domain
from transport.domain import Ended, FindingStatus, GrantStatus, MisuseStatus, UnitStatus
from transport.domain.articles import TIANJIN_2

Year = Annotated[StrictInt, Field(ge=2024, le=2100, description="Calendar year of the quota")]
Amount = Annotated[StrictInt, Field(ge=1, le=100_000, description="Units, one for each car")]


class Applied(Body):
    """`POST /v1/applications`: a firm asks for an amount."""

    uscc: CheckedUscc
    year: Year
    units: Amount
    reason: Reason
    profile: Code = "tianjin"


class AmountFixed(Body):
    """`POST /v1/grants/{grant_no}/determine`: the amount, and on which grounds commerce fixed it."""

    amount: Annotated[StrictInt, Field(ge=0, le=100_000)]
    grounds: Reason
    article: Article = TIANJIN_2

    def fixed(self, by: str) -> domain.Fixed:
        """As the domain knows it."""
        return domain.Fixed(self.amount, self.grounds, by, self.article)


class Determined(AmountFixed):
    """`POST /v1/grants`: the amount of a firm for a year, without an application here."""

    uscc: CheckedUscc
    year: Year
    profile: Code = "tianjin"


class Allocated(Body):
    """`POST …/allocate`: so many units; valid to the last day of the year unless a day is named."""

    units: Amount
    valid_to: Day | None = None


class Ground(ReasonedGround):
    """Why something is refused or undone."""

    def ended(self) -> Ended:
        """As the domain knows it."""
        return Ended(self.code, self.reason, self.article or TIANJIN_2)


class Because(Body):
    """Why, in a sentence."""

    reason: Reason


class Reserved(Body):
    """`POST …/reservations`: the car that the unit is kept for."""

    vin: CheckedVin


class Released(Body):
    """`POST …/release`: why no car was bought, such as purchase_failed, licence_refused or licence_withdrawn."""

    code: Code
    reason: Reason


class Reported(Body):
    """`POST /v1/misuses`: which car, what was seen, such as road_use or domestic_sale."""

    vin: CheckedVin
    code: Code
    reason: Reason


class Proposed(Body):
    """`POST …/propose`: what the investigating officer would decide."""

    result: Literal["established", "dismissed"]
    code: Code
    reason: Reason
    article: Article = TIANJIN_2


class Counted(Body):
    """`POST …/count`: the unit of the firm that counts for the car; the one that was named unless another is."""

    unit_no: Id | None = None
    reason: Reason


class UpdateAsked(Body):
    """`POST /v1/update-quota-requests`: which car, and the file number of the request."""

    vin: CheckedVin
    reference: PaperNo


class _Paged(Body):
    cursor: After = None
    limit: Limit = USUAL


class GrantQuery(_Paged):
    """What grants may be searched by."""

    uscc: Id | None = None
    year: Annotated[int, Field(ge=2024, le=2100)] | None = None
    status: GrantStatus | None = None
    ends_before: date | None = Field(None, description="Its last day is this one or earlier")
    sort: Literal["created", "-created", "valid_to", "-valid_to"] = "-created"


class UnitQuery(_Paged):
    """What units may be searched by."""

    uscc: Id | None = None
    grant_no: Id | None = None
    status: UnitStatus | None = None
    vin: Annotated[str, Field(max_length=64)] | None = None
    year: Annotated[int, Field(ge=2024, le=2100)] | None = None
    expiring_before: date | None = Field(None, description="Its reservation ends on this day or earlier")
    sort: Literal["created", "-created", "reserved_to", "-reserved_to"] = "-created"


class MisuseQuery(_Paged):
    """What reports of misuse may be searched by."""

    status: MisuseStatus | None = None
    uscc: Id | None = None
    vin: Annotated[str, Field(max_length=64)] | None = None


class FindingQuery(_Paged):
    """What findings may be searched by."""

    status: FindingStatus | None = None
    code: Code | None = None
    vin: Annotated[str, Field(max_length=64)] | None = None


class Shown(BaseModel):
    """A thing as the API shows it: its state, its id and its version."""

    model_config = ConfigDict(extra="allow")

    id: str
    version: int


class GrantShown(Shown):
    """A grant; lists and single looks also say where its units stand."""

    uscc: str
    year: int
    status: GrantStatus
    amount: int
    frozen: bool
    units: dict[str, int] | None = None


class UnitShown(Shown):
    """A unit, with what is true of every one: for export only, no update quota, no road use."""

    grant_no: str
    uscc: str
    status: UnitStatus
    vin: str | None
    purpose: Literal["export_only"]
    generates_update_quota: Literal[False]
    road_use_allowed: Literal[False]


class RequestShown(Shown):
    """A request for an update quota with its answer: refused with code, sentence and article, or not barred here."""

    vin: str
    answer: Literal["refused", "not_barred"]
    refusal: dict[str, Any] | None
