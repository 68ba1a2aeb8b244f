"""May this agency look at these fields, for this purpose, on this day? PURE.

The answer names the agreement that it rests on, or says why not: nobody offers it, no agreement names this pair, the
purpose is another one, the agreement has ended or has not begun.
Law: 政务数据共享条例 第二十五条 (data that were shared are used for the agreed purpose and no other).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from exportlane.sharing.book import Agreement, Book

ARTICLE: Final = "政务数据共享条例 第二十五条"
PERSONAL: Final = "个人信息保护法 第三十四条"

UNKNOWN: Final = "sharing-resource-unknown"
NOT_AGREED: Final = "sharing-not-agreed"
WRONG_PURPOSE: Final = "sharing-purpose-not-agreed"
NOT_IN_FORCE: Final = "sharing-agreement-not-in-force"


@dataclass(frozen=True, slots=True)
class Entitled:
    """What may be seen: the fields, in the catalogue's order, and the agreement that says so."""

    resource: str
    fields: tuple[str, ...]
    agreement: str
    legal_basis: str


@rule(
    "SHR-01",
    zh="无共享协议不得查询",
    en="Nobody looks without an agreement",
    article=ARTICLE,
    slug=NOT_AGREED,
)
@rule(
    "SHR-02",
    zh="共享数据不得用于约定以外的目的",
    en="What is shared serves the agreed purpose only",
    article=ARTICLE,
    slug=WRONG_PURPOSE,
)
@rule(
    "SHR-03",
    zh="协议未生效或已到期不得查询",
    en="An agreement counts from its first to its last day",
    article=ARTICLE,
    slug=NOT_IN_FORCE,
)
def entitled(book: Book, *, resource: str, consumer: str, purpose: str, on: date) -> Entitled | Refused:
    """What `consumer` may see of a resource that can be asked, or the refusal with its article."""
    line = book.by_name.get(resource)
    if line is None:
        known = ", ".join(sorted(book.by_name))
        return Refused(
            UNKNOWN, f"Nobody offers {resource}; there are {known}.", ARTICLE, "/resource", status=422
        )
    found = _agreements(book, line.provider, consumer, resource)
    if not found:
        sentence = f"No agreement lets {consumer} look at {resource} of {line.provider}."
        return Refused(NOT_AGREED, sentence, ARTICLE, "/resource", status=403)
    of_purpose = [one for one in found if purpose in one.purposes]
    if not of_purpose:
        agreed = ", ".join(sorted({p for one in found for p in one.purposes}))
        sentence = f"{consumer} may look at {resource} for {agreed}, not for {purpose}."
        return Refused(WRONG_PURPOSE, sentence, ARTICLE, "/purpose", status=403)
    running = next((one for one in of_purpose if one.in_force(on)), None)
    if running is None:
        return _not_in_force(of_purpose, on)
    granted = book.granted(running, resource)
    fields = tuple(field for field in line.fields if field in granted)
    return Entitled(resource, fields, running.id, running.legal_basis)


@rule(
    "SHR-04",
    zh="原所有人个人信息不出登记机关",
    en="A former owner's personal data never leave the registry",
    article=PERSONAL,
    slug="sharing-field-personal",
)
def may_be_shared(book: Book, resource: str, field: str) -> bool:
    """Whether a field may ever leave its agency. No agreement can say otherwise."""
    return book.line(field, of=resource).sensitivity != "personal"


def _agreements(book: Book, provider: str, consumer: str, resource: str) -> list[Agreement]:
    return [
        one
        for one in book.agreements
        if one.provider == provider
        and one.consumer == consumer
        and any(grant.covers(resource) for grant in one.grants)
    ]


def _not_in_force(found: list[Agreement], on: date) -> Refused:
    latest = max(found, key=lambda one: one.valid_from)
    if on < latest.valid_from:
        sentence = f"The agreement {latest.id} begins on {latest.valid_from}; today is {on}."
    else:
        sentence = f"The agreement {latest.id} ended on {latest.valid_to}; today is {on}."
    return Refused(NOT_IN_FORCE, sentence, ARTICLE, "/resource", status=403)
