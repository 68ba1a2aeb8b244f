"""What is kept of a look: who, at what, for what, on which agreement, and what was given. PURE.

Every look is a thing of its own in the provider's tables, and a fact in the ledger of the case, also when it was
refused: that somebody asked is worth knowing. Law: 数据安全法 第三十八条; 政务数据共享条例 第二十五条.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.operations import SharingLookedUp
from exportlane.sharing.entitlement import Entitled

LOOKED_UP = "sharing.looked_up.v1"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who looks: the agency, and the person or service of it."""

    agency: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a resource, the key by which it is found, the case that it is for, and the purpose."""

    resource: str
    key: str
    value: str
    case_id: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look as it is kept. `refused` is the slug of the refusal, None when it was answered."""

    id: str
    case_id: str
    resource: str
    key: str
    value: str
    purpose: str
    by_agency: str
    by_subject: str
    at: datetime
    fields: tuple[str, ...]
    agreement: str | None
    refused: str | None = None


def looked(
    id_: str, question: Question, asker: Asker, verdict: Entitled | Refused, *, at: datetime, case_known: bool
) -> Decided[Look]:
    """The look with its fact. A case that the provider does not know has no chain that the fact could stand in."""
    answered = isinstance(verdict, Entitled)
    look = Look(
        id=id_,
        case_id=question.case_id,
        resource=question.resource,
        key=question.key,
        value=question.value,
        purpose=question.purpose,
        by_agency=asker.agency,
        by_subject=asker.subject,
        at=at,
        fields=verdict.fields if isinstance(verdict, Entitled) else (),
        agreement=verdict.agreement if isinstance(verdict, Entitled) else None,
        refused=None if isinstance(verdict, Entitled) else verdict.slug,
    )
    fact = SharingLookedUp(
        resource=look.resource,
        fields=look.fields,
        by_agency=look.by_agency,
        by_subject=look.by_subject,
        purpose=look.purpose,
        agreement=look.agreement,
        answered=answered,
    )
    return Decided(look, (Announce(look.case_id, LOOKED_UP, fact),) if case_known else ())
