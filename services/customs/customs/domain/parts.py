"""What an export declaration is made of. The whole of it is `Declaration`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Licence:
    """What the commerce authority announced about the licence that the declaration must be equal to."""

    licence_no: str
    exporter_uscc: str
    issued_on: date
    valid_to: date
    customs_port: str
    destination_country: str
    hs_code: str
    contract_no: str
    quantity: int
    vins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """One vehicle's row in the annex of the licence `licence_no`."""

    vin: str
    brand: str
    model_code: str
    licence_no: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One point of the loading checklist, answered: `yes`, a number, or the reference of a paper."""

    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Goods:
    """What a line says of its goods beyond name and value. `displacement_ml` is in millilitres, 0 for electric."""

    displacement_ml: int | None = None
    goods_condition: str = "旧"
    unit: str = "辆"
    container_no: str | None = None
    loading: tuple[Answer, ...] = ()


PLAIN_GOODS: Final = Goods()


@dataclass(frozen=True, slots=True)
class Line:
    """One vehicle: goods declared, and what the other agencies have said about it so far.

    `annex` is set once the licence was heard for this vehicle, `deregistered` once the registry took it off.
    `goods` is None where nothing beyond name and value is stated.
    `withheld`: it is not declared for now; `left_out`: why it is not on the new licence, so that its case is over here.
    `returned_on`: the day on which this vehicle came back after departure.
    """

    case_id: str
    vin: str
    brand: str
    model_code: str
    goods_name: str
    fob_amount: Decimal
    currency: str
    new_energy: bool
    annex: Annex | None = None
    deregistered: bool = False
    goods: Goods | None = None
    withheld: bool = False
    left_out: str | None = None
    returned_on: date | None = None

    @property
    def stated(self) -> Goods:
        """What the line says of its goods; the usual, where it says nothing."""
        return self.goods or PLAIN_GOODS


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a notice or of an examination: what is wrong, with which vehicle, and under which article.

    `field` points into the papers, where an examination found it there.
    """

    code: str
    sentence: str
    article: str | None = None
    vin: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why a declaration ended without a departure, or why the goods are back."""

    code: str
    reason: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """What stands against a release for now. `case_id` is the vehicle that it is about, None for the declaration.

    `cause` is the code under which the registry locked the vehicle; `announced` says that the others have heard of it.
    """

    code: str
    reason: str
    article: str
    case_id: str | None = None
    cause: str | None = None
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Particulars:
    """The rest of the head of a declaration. Amounts are in the currency of the lines."""

    consignor_uscc: str | None = None
    producer_seller_uscc: str | None = None
    declarant_uscc: str | None = None
    pre_entry_no: str | None = None
    departure_port: str | None = None
    port_of_exit: str | None = None
    port_of_discharge: str | None = None
    final_destination: str | None = None
    incoterm: str | None = None
    freight: Decimal | None = None
    insurance: Decimal | None = None
    supervision_mode: str = "0110"
    levy_nature: str = "101"
    bill_no: str | None = None
    voyage: str | None = None
    arrived_on: date | None = None
    loading_at: datetime | None = None
    departure_port_scheme: bool = False


NO_PARTICULARS: Final = Particulars()


@dataclass(frozen=True, slots=True)
class Times:
    """The instants of a declaration, in the order in which they can happen."""

    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    inspected_at: datetime | None = None
    released_at: datetime | None = None
    departed_at: datetime | None = None
    cleared_at: datetime | None = None


NO_TIMES: Final = Times()


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection (查验): why it was ordered and what it found, None while it is still to be done."""

    reason: str
    as_declared: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """Corrected declaration of the vehicle that was declared as `vin`; None leaves a field as it is."""

    vin: str
    goods_name: str | None = None
    brand: str | None = None
    model_code: str | None = None
    fob_amount: Decimal | None = None
    currency: str | None = None
    declared_vin: str | None = None
    displacement_ml: int | None = None
    goods_condition: str | None = None
    unit: str | None = None
    container_no: str | None = None
    loading: tuple[Answer, ...] | None = None


@dataclass(frozen=True, slots=True)
class HeadCorrection:
    """Corrected head of the declaration; None leaves a field as it is."""

    contract_no: str | None = None
    customs_port: str | None = None
    destination_country: str | None = None
    transport_mode: str | None = None
    vessel: str | None = None
    consignor_uscc: str | None = None
    producer_seller_uscc: str | None = None
    declarant_uscc: str | None = None
    pre_entry_no: str | None = None
    departure_port: str | None = None
    port_of_exit: str | None = None
    port_of_discharge: str | None = None
    final_destination: str | None = None
    incoterm: str | None = None
    freight: Decimal | None = None
    insurance: Decimal | None = None
    supervision_mode: str | None = None
    levy_nature: str | None = None
    bill_no: str | None = None
    voyage: str | None = None
    arrived_on: date | None = None
    loading_at: datetime | None = None
    departure_port_scheme: bool | None = None


NOTHING: Final = HeadCorrection()


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the declarant wants amended, and on which ground."""

    ground: str
    reason: str
    head: HeadCorrection = NOTHING
    lines: tuple[LineCorrection, ...] = ()
