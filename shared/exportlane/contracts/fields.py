"""The small types that the facts are made of: what one field may hold on the wire.

The patterns are light on purpose. A contract says the *shape* of a number; whether its check digit is right is the
business of `exportlane.law`, at the place where a person can still correct it. Every text has a length, so that no
message grows without end, and every pattern is met over the whole value (no stray line end passes).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

_AMOUNT_PATTERN = r"^[0-9]{1,13}(\.[0-9]{1,2})?$"


def _not_a_number(value: object) -> object:
    if isinstance(value, (bool, int, float)):
        # A TypeError would leave pydantic's validation as a crash; a ValueError becomes a sentence about the field.
        raise ValueError("must be text, never a JSON number")  # noqa: TRY004
    return value


def _a_day(value: object) -> object:
    # Text that looks like a number would be read as seconds since 1970, however it is written.
    if isinstance(value, str) and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("must be a day such as 2026-11-05")
    return _not_a_number(value)


def _whole_cents(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(_AMOUNT_PATTERN.strip("^$"), value):
        raise ValueError("must be an amount such as 13000.00")
    return _not_a_number(value)


def _two_decimals(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))


Vin = Annotated[
    str,
    Field(
        min_length=17,
        max_length=17,
        pattern=r"^[A-HJ-NPR-Z0-9]{17}$",
        description="VIN, 17 characters (车辆识别代号)",
    ),
]
"""车辆识别代号: 17 characters, no I, O or Q (GB 16735)."""

Uscc = Annotated[
    str,
    Field(
        min_length=18,
        max_length=18,
        pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$",
        description="Unified social credit code of an enterprise (统一社会信用代码)",
    ),
]
"""统一社会信用代码: 18 characters (GB 32100)."""

LicenceNo = Annotated[
    str,
    Field(
        min_length=12,
        max_length=12,
        pattern=r"^[0-9]{2}-[0-9A-Z]{2}-[0-9A-Z]{6}$",
        description="Licence number: year, issuer, serial (许可证号)",
    ),
]
"""Year, issuer, serial."""

DeclarationNo = Annotated[
    str,
    Field(
        min_length=18,
        max_length=18,
        pattern=r"^[0-9]{8}0[0-9]{9}$",
        description="Declaration number, 18 digits (报关单号)",
    ),
]
"""报关单号: accepting customs (4), year (4), 0 for export, serial (9)."""

HsCode = Annotated[
    str,
    Field(min_length=10, max_length=10, pattern=r"^[0-9]{10}$", description="HS code, ten digits (商品编码)"),
]
"""商品编码, ten digits."""

CustomsPort = Annotated[
    str,
    Field(
        min_length=4, max_length=4, pattern=r"^[0-9]{4}$", description="Customs port, four digits (关区代码)"
    ),
]
"""关区代码, four digits; one licence names one port (一证一关)."""

Country = Annotated[
    str, Field(min_length=3, max_length=3, pattern=r"^[A-Z]{3}$", description="Country, ISO 3166 alpha-3")
]
"""ISO 3166 alpha-3."""

Currency = Annotated[
    str, Field(min_length=3, max_length=3, pattern=r"^[A-Z]{3}$", description="Currency, ISO 4217")
]
"""ISO 4217."""

ContractNo = Annotated[str, Field(min_length=1, max_length=17, description="Contract number (合同号)")]
"""The face of a licence has room for 17 characters."""

Code = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9_]{1,64}$", description="Reason for machines")
]
"""A reason for machines: lower-case words joined by underscores."""

Id = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Sentence = Annotated[str, Field(min_length=1, max_length=2000, description="Reason for people")]
"""A reason for people, in whole sentences."""

Article = Annotated[str, Field(min_length=1, max_length=200, description="The law it rests on")]
"""The law a decision rests on, such as `机动车登记规定 第四十二条`."""

Actor = Annotated[
    str, Field(min_length=1, max_length=200, description="Who decided: agency/role/subject, or rule")
]
"""Who decided: an officer's `agency/role/subject`, or `rule`."""

Day = Annotated[date, BeforeValidator(_a_day), Field(description="Statutory day in Asia/Shanghai")]
"""A statutory day in Asia/Shanghai, ISO on the wire. A number would be read as seconds since 1970, so it is refused."""

Amount = Annotated[
    Decimal,
    BeforeValidator(_whole_cents),
    Field(ge=0, max_digits=15, decimal_places=2),
    PlainSerializer(_two_decimals, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _AMOUNT_PATTERN, "description": "Amount, two decimals"}),
]
"""Money as text with two decimals; a binary fraction never comes near it."""


class Item(BaseModel):
    """One missing or wrong paper in a notice of correction (行政许可法 第三十二条: all items in one notice)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: Code
    sentence: Sentence
    article: Article | None = None
    vin: Vin | None = None


Items = Annotated[tuple[Item, ...], Field(min_length=1, max_length=400)]
ItemCodes = Annotated[tuple[Code, ...], Field(max_length=400)]
