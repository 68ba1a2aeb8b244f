"""What the facts of the registers are made of: districts, kinds, what a destination demands, and who says so."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Day, Name, Sentence

District = Annotated[
    str,
    Field(
        min_length=6, max_length=6, pattern=r"^[0-9]{6}$", description="District, GB/T 2260 (行政区划代码)"
    ),
]
"""行政区划代码, six digits; a city stands for itself with its own code."""
FairId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9._-]+$",
        description="Number of a fair in the catalogue",
    ),
]
"""A fair's number, the same from year to year."""
Whole = Annotated[int, Strict()]
"""A whole number as a JSON number: text, a fraction and `true` are none."""
Year = Annotated[int, Field(ge=2000, le=2100)]
Month = Annotated[int, Field(ge=1, le=12)]
Count = Annotated[int, Field(ge=0, le=9_999_999)]

BaseService = Literal[
    "display", "repair", "inspection", "customs", "storage", "vehicle_office", "finance", "logistics"
]
"""展示交易、维修整备、检测认证、报关出口、仓储、车务服务、金融配套、物流运输."""
SupplierKind = Literal[
    "leading_exporter", "inspection_and_preparation", "appraisal", "leasing", "logistics", "trade_association"
]
"""头部企业, and those who work for them: 检测整备、鉴定评估、融资租赁、物流运输、行业组织."""
FacilityKind = Literal["shop", "showroom", "warehouse", "forward_warehouse", "after_sales"]
"""销售门店、展厅、海外仓、前置仓、售后网点."""
FairKind = Literal["key_overseas", "overseas", "key_domestic", "domestic", "key_online"]
Risk = Literal["low", "moderate", "elevated", "high", "prohibitive"]
Authority = Literal["commerce", "tax", "district"]
Steering = Literal["left", "right", "either"]


class AccessStandard(BaseModel):
    """What a destination demands of a used car: its age in years, emission, steering, inspection. None: nothing said.

    The declaration of conformity in a licence application (material 5) is held against it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    max_age_years: Annotated[int, Field(ge=0, le=99)] | None = None
    emission: Name | None = None
    steering: Steering = "either"
    inspection: Name | None = None
    closed: bool = False
    """Used cars are not let in at all."""


class OfEntry(FactData):
    """Whose paper it rests on, for which day it holds, and who wrote it."""

    source: Name
    as_of: Day
    by: Actor


class Ended(OfEntry):
    """The entry ended, why, and on which day."""

    reason: Sentence
    on: Day
