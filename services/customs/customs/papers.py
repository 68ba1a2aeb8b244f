"""The papers of a declaration as they come in over REST: the whole of them, and what changes of them later."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StrictBool, model_validator

from customs import domain
from customs.domain import Declaration, Goods, Line, Particulars
from customs.domain.currencies import CODES
from customs.domain.parts import PLAIN_GOODS
from customs.domain.transport import MODES, mode_of
from exportlane.agency.papers import Body, CheckedUscc, Reason, each_once
from exportlane.contracts.fields import (
    Amount,
    Code,
    ContractNo,
    Country,
    Currency,
    CustomsPort,
    Day,
    HsCode,
    Id,
    Name,
    Vin,
)
from exportlane.law.checks import check_container


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("the FOB value must be more than nothing")
    return value


def _of_iso_4217(value: str) -> str:
    if value not in CODES:
        raise ValueError(f"{value} is no currency of ISO 4217")
    return value


def _container(value: str) -> str:
    result = check_container(value)
    if not result.valid:
        raise ValueError(result.reason)
    return value


def _mode(value: str) -> str:
    if mode_of(value) is None:
        known = ", ".join(f"{code} {name}" for code, (_, name) in MODES.items())
        raise ValueError(f"the mode of transport is one of {known}")
    return value


def _text(value: object) -> object:
    # A number would be read as seconds since 1970.
    if not isinstance(value, str):
        raise ValueError("must be an instant as text, with its offset")  # noqa: TRY004  # a sentence about the field
    return value


FobAmount = Annotated[Amount, AfterValidator(_positive)]
IsoCurrency = Annotated[Currency, AfterValidator(_of_iso_4217)]
ContainerNo = Annotated[str, Field(max_length=11), AfterValidator(_container)]
Mode = Annotated[Name, AfterValidator(_mode)]
Instant = Annotated[AwareDatetime, BeforeValidator(_text), Field(description="Instant with its offset")]
Incoterm = Literal["FOB", "CFR", "CIF"]
PlainCode = Annotated[str, Field(min_length=1, max_length=8, pattern=r"^[0-9]{1,8}$")]
Number = Annotated[str, Field(min_length=1, max_length=40)]
Millilitres = Annotated[int, Field(strict=True, ge=0, le=50_000)]


class CheckedPoint(Body):
    """One point of the loading checklist, answered: `yes`, a number, or the reference of a paper."""

    code: Code
    value: Annotated[str, Field(min_length=1, max_length=64)]

    def read(self) -> domain.Answer:
        return domain.Answer(self.code, self.value)


def _answered_once(points: tuple[CheckedPoint, ...]) -> tuple[CheckedPoint, ...]:
    # Of two answers to one point nobody could say which is meant.
    if len({point.code for point in points}) < len(points):
        raise ValueError("every point of the checklist is answered once")
    return points


Checklist = Annotated[tuple[CheckedPoint, ...], Field(max_length=40), AfterValidator(_answered_once)]


class LinePaper(Body):
    """One vehicle of a declaration. A name without 旧 in front is sent back for correction later, not refused here."""

    case_id: Id
    vin: Vin
    brand: Name
    model_code: Name
    goods_name: Name
    fob_amount: FobAmount
    currency: IsoCurrency
    new_energy: StrictBool = False
    displacement_ml: Millilitres | None = None
    goods_condition: Annotated[str, Field(min_length=1, max_length=8)] = "旧"
    unit: Annotated[str, Field(min_length=1, max_length=8)] = "辆"
    container_no: ContainerNo | None = None
    loading_checklist: Checklist = ()

    def read(self) -> Line:
        goods = Goods(
            displacement_ml=self.displacement_ml,
            goods_condition=self.goods_condition,
            unit=self.unit,
            container_no=self.container_no,
            loading=tuple(point.read() for point in self.loading_checklist),
        )
        return Line(
            case_id=self.case_id,
            vin=self.vin,
            brand=self.brand,
            model_code=self.model_code,
            goods_name=self.goods_name,
            fob_amount=self.fob_amount,
            currency=self.currency,
            new_energy=self.new_energy,
            # What says nothing new is not kept: it would be written anew with every fact that is heard.
            goods=None if goods == PLAIN_GOODS else goods,
        )


class HeadFields(Body):
    """The fields of a declaration's head that papers need not state."""

    consignor_uscc: CheckedUscc | None = Field(None, description="The exporter, unless another is named")
    producer_seller_uscc: CheckedUscc | None = None
    declarant_uscc: CheckedUscc | None = None
    pre_entry_no: Annotated[str, Field(pattern=r"^[0-9A-Z]{18,20}$", max_length=20)] | None = None
    departure_port: CustomsPort | None = None
    port_of_exit: CustomsPort | None = None
    port_of_discharge: Name | None = None
    final_destination: Country | None = None
    incoterm: Incoterm | None = None
    freight: Amount | None = None
    insurance: Amount | None = None
    bill_no: Number | None = None
    voyage: Number | None = None
    arrived_on: Day | None = Field(None, description="The day of arrival in the supervised area")
    loading_at: Instant | None = None


class DeclarationPaper(HeadFields):
    """The papers of an export declaration: one licence, one port, one country."""

    lot_id: Id
    batch_id: Id
    profile: Code
    profile_version: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    exporter_uscc: CheckedUscc
    contract_no: ContractNo
    customs_port: CustomsPort
    destination_country: Country
    hs_code: HsCode
    transport_mode: Mode
    vessel: Name | None = None
    supervision_mode: PlainCode = "0110"
    levy_nature: PlainCode = "101"
    departure_port_scheme: StrictBool = False
    lines: Annotated[tuple[LinePaper, ...], Field(min_length=1, max_length=400)]

    @model_validator(mode="after")
    def _each_vehicle_once(self) -> DeclarationPaper:
        each_once(self.lines, "case_id", "vin")
        return self

    def read(self) -> Declaration:
        """The declaration as the domain knows it: a draft."""
        return Declaration(
            id=self.lot_id,
            batch_id=self.batch_id,
            profile=self.profile,
            exporter_uscc=self.exporter_uscc,
            contract_no=self.contract_no,
            customs_port=self.customs_port,
            destination_country=self.destination_country,
            hs_code=self.hs_code,
            transport_mode=self.transport_mode,
            vessel=self.vessel,
            lines=tuple(line.read() for line in self.lines),
            profile_version=self.profile_version,
            particulars=Particulars(
                **{name: getattr(self, name) for name in HeadFields.model_fields},
                supervision_mode=self.supervision_mode,
                levy_nature=self.levy_nature,
                departure_port_scheme=self.departure_port_scheme,
            ),
        )


class CorrectedLine(Body):
    """Corrected declaration of one vehicle; what is left out stays. `declared_vin` corrects the VIN itself."""

    vin: Vin
    goods_name: Name | None = None
    brand: Name | None = None
    model_code: Name | None = None
    fob_amount: FobAmount | None = None
    currency: IsoCurrency | None = None
    declared_vin: Vin | None = None
    displacement_ml: Millilitres | None = None
    goods_condition: Annotated[str, Field(min_length=1, max_length=8)] | None = None
    unit: Annotated[str, Field(min_length=1, max_length=8)] | None = None
    container_no: ContainerNo | None = None
    loading_checklist: Checklist | None = None

    def read(self) -> domain.LineCorrection:
        given = self.model_dump(exclude={"loading_checklist"})
        points = self.loading_checklist
        return domain.LineCorrection(
            **given, loading=None if points is None else tuple(point.read() for point in points)
        )


class ChangedPaper(HeadFields):
    """What changes of a declaration: its head and its lines."""

    lines: Annotated[tuple[CorrectedLine, ...], Field(max_length=400)] = ()
    contract_no: ContractNo | None = None
    customs_port: CustomsPort | None = None
    destination_country: Country | None = None
    transport_mode: Mode | None = None
    vessel: Name | None = None
    supervision_mode: PlainCode | None = None
    levy_nature: PlainCode | None = None
    departure_port_scheme: StrictBool | None = None

    def head(self) -> domain.HeadCorrection:
        own = set(ChangedPaper.model_fields) - {"lines"}
        return domain.HeadCorrection(**{name: getattr(self, name) for name in own})

    def changed_lines(self) -> tuple[domain.LineCorrection, ...]:
        return tuple(line.read() for line in self.lines)


class CorrectionPaper(ChangedPaper):
    """The answer to a notice. `items` are the codes that it answers; left out it answers all of them."""

    items: Annotated[tuple[Code, ...], Field(max_length=100)] | None = None


class AmendmentPaper(ChangedPaper):
    """What the declarant wants amended after acceptance, and in which listed case (`ground`)."""

    ground: Code
    reason: Reason

    def read(self) -> domain.Amendment:
        return domain.Amendment(self.ground, self.reason, self.head(), self.changed_lines())
