"""What stands in a claim: papers, departures, receipts, suspicions, letters. PURE, and without a decision."""

# Without annotations as strings: Invoice has a field `date`, which would stand in the way of the type of that name.

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a notice: what does not add up, for which vehicle, and the article."""

    code: str
    sentence: str
    article: str | None = None
    vin: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that was supplied for an item of a notice or put on file, by its reference in the archive."""

    code: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """The purchase invoice of one vehicle. Amounts in CNY on the fen; `levy_rate` a fraction such as 0.13.

    `code` is the 发票代码 of an invoice on paper; a fully digital one has a number of 20 digits and no code.
    """

    number: str
    kind: str
    gross_amount: Decimal
    levy_rate: Decimal
    ex_vat_amount: Decimal
    seller_uscc: str | None
    date: date
    code: str | None = None

    @property
    def key(self) -> str:
        """What no second live claim may name: code and number."""
        return f"{self.code or ''}-{self.number}"


@dataclass(frozen=True, slots=True)
class Departure:
    """What the tax office keeps of `customs.cleared` (结关): the declaration, the day of export, who sent the goods."""

    declaration_no: str
    cleared_on: date
    consignor_uscc: str | None = None


@dataclass(frozen=True, slots=True)
class EarlyDeparture:
    """What it keeps of `customs.departed_origin_port`; `reversed_on` once the goods will not leave after all."""

    departure_port: str
    exit_port: str
    on: date
    reversed_on: date | None = None
    consignor_uscc: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Why the claim or one of its lines ended without a refund, or must give it back: code, sentence, article."""

    code: str
    sentence: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Forex:
    """The receipt of foreign exchange for the claim: amount, currency and day, or why it counts as received."""

    amount: Decimal | None = None
    currency: str | None = None
    received_on: date | None = None
    deemed_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as the bank told of it for one case: a bank gives a number once, and again when it was reversed."""

    case_id: str
    bank: str
    number: str
    forex: Forex

    @property
    def key(self) -> tuple[str, str, str]:
        """By what a reversal finds it."""
        return (self.case_id, self.bank, self.number)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why the claim is looked into: found by the rules (`rule`) or by an officer."""

    code: str
    sentence: str
    article: str
    vin: str | None = None


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A letter of enquiry (函调) to the tax office of the seller, and its answer."""

    number: str
    to_office: str
    sent_on: date
    answered_on: date | None = None
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class SetOff:
    """What another claim of the enterprise owed and this claim's payment covered."""

    claim_id: str
    claim_no: str
    amount: Decimal
