"""The exporter's consent that a bank sees evidence of some of its cases: which, which fields, until when. PURE.

Without it a bank sees nothing; it is revoked at any time, and then the bank sees nothing any more. Every look is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from credit_insurance.domain import telling
from credit_insurance.domain.articles import CONSENT
from credit_insurance.domain.exports import Export
from credit_insurance.domain.refusals import not_allowed
from credit_insurance.domain.shipments import another_firms
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule

Field = Literal["case", "licence", "departure", "clearance", "standing", "contract", "receipts", "insurance"]
"""What evidence has: the case, the days of its licence, departure and clearance, and what is declared and received."""


class ConsentStatus(StrEnum):
    """Whether it was taken back. That its last day has passed is seen by the day."""

    GIVEN = "given"
    REVOKED = "revoked"


class ConsentVerb(StrEnum):
    """What can be done to a consent."""

    REVOKE = "revoke"


CONSENT_MOVES: Final[Mapping[ConsentStatus, Mapping[ConsentVerb, ConsentStatus]]] = MappingProxyType(
    {ConsentStatus.GIVEN: {ConsentVerb.REVOKE: ConsentStatus.REVOKED}, ConsentStatus.REVOKED: {}}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the exporter agreed to. Both days count."""

    id: str
    uscc: str
    bank_id: str
    case_ids: tuple[str, ...]
    fields: tuple[Field, ...]
    valid_to: date
    status: ConsentStatus = ConsentStatus.GIVEN
    given_on: date | None = None
    revoked_on: date | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    def live(self, on: date) -> bool:
        """Whether it holds on this day."""
        return self.status is ConsentStatus.GIVEN and on <= self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the evidence of one case, or one that was refused (`answered` false, no consent named)."""

    id: str
    case_id: str
    uscc: str
    bank_id: str | None
    consent_id: str | None
    fields: tuple[str, ...]
    answered: bool
    by: str
    at: datetime

    @property
    def exporter_uscc(self) -> str:
        """Whose case it was, for who may see the look."""
        return self.uscc


def give(
    consent: Consent, exports: Sequence[Export], *, now: datetime, terms: Terms
) -> Decided[Consent] | Refused:
    """The exporter agrees, for cases of its own and for a time that has an end."""
    for export in exports:
        if refused := another_firms(export, consent.uscc):
            return refused
    today = statutory_day(now)
    last = today + timedelta(terms.longest_consent_days)
    if not today <= consent.valid_to <= last:
        sentence = f"A consent given today ends between {today} and {last}."
        return Refused("validity_wrong", sentence, CONSENT, "/valid_to", 422)
    given = replace(consent, given_on=today)
    return Decided(given, (telling.consented(given, today),))


def revoke(consent: Consent, *, now: datetime) -> Decided[Consent] | Refused:
    """The exporter takes it back."""
    if ConsentVerb.REVOKE not in CONSENT_MOVES[consent.status]:
        return not_allowed("consent", consent.status, ConsentVerb.REVOKE, CONSENT)
    today = statutory_day(now)
    gone = replace(consent, status=ConsentStatus.REVOKED, revoked_on=today)
    return Decided(gone, (telling.consent_revoked(gone, today),))


@rule(
    "INS-CONSENT",
    zh="未经出口企业明示同意，银行不得查看案件凭据；同意可随时撤回",
    en="A bank sees evidence of a case only under the exporter's own consent, which can be taken back at any time",
    article=CONSENT,
    slug="consent_missing",
)
def consented(consents: Iterable[Consent], bank_id: str, case_id: str, *, on: date) -> Consent | Refused:
    """The consent under which this bank may look at this case today."""
    for consent in consents:
        if consent.bank_id == bank_id and case_id in consent.case_ids and consent.live(on):
            return consent
    sentence = "The exporter has not agreed that this bank sees this case, or not any more."
    return Refused("consent_missing", sentence, CONSENT)


def evidence(export: Export, fields: Sequence[str]) -> dict[str, object]:
    """What is known of the case, as far as the consent goes. Days come with the fact by which they were heard."""
    shown: dict[str, object] = {}
    heard = {"licence": "licence_granted", "departure": "departed", "clearance": "cleared"}
    for field in fields:
        if field in heard:
            shown[field] = [_trace(export, heard[field])] if _trace(export, heard[field]) else []
    if "case" in fields:
        shown["case"] = {"case_id": export.id, "vin": export.vin, "country": export.country}
    if "standing" in fields:
        shown["standing"] = export.standing.value
    return shown | _money(export, fields)


def _trace(export: Export, what: str) -> dict[str, str] | None:
    trace = next((one for one in reversed(export.traces) if one.what == what), None)
    if trace is None:
        return None
    return {"on": trace.on.isoformat(), "fact_id": trace.fact_id, "source": trace.source}


def _money(export: Export, fields: Sequence[str]) -> dict[str, object]:
    shown: dict[str, object] = {}
    shipment = export.shipment
    if "contract" in fields and shipment is not None:
        shown["contract"] = {
            "contract_no": export.contract_no, "buyer_id": shipment.buyer_id, "value": str(shipment.value),
            "currency": shipment.currency, "due_on": shipment.due_on.isoformat(), "owed": str(export.receivable),
        }  # fmt: skip
    if "receipts" in fields:
        shown["receipts"] = [
            {"amount": str(one.amount), "currency": one.currency, "received_on": one.received_on.isoformat()}
            for one in export.inflows
        ]
    if "insurance" in fields and shipment is not None:
        shown["insurance"] = {"policy_no": shipment.policy_no, "insurer": shipment.insurer}
    return shown


def looked(look: Look) -> Decided[Look]:
    """Every look stands in the ledger of the case, also one that was refused (数据安全法 第三十八条)."""
    fact: Announce = telling.evidence_looked(look)
    return Decided(look, (fact,))
