"""How a notice is answered: every item of it, or nothing is accepted (机动车登记规定 第三条). PURE."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from vehicle_registry.domain.materials import well_formed_certificate
from vehicle_registry.domain.vehicle import Document, Vehicle, wrong

NOTICE: Final = "机动车登记规定 第三条"
_PAPERS: Final = "机动车登记规定 第三十九条"
_CERTIFICATE: Final = "registration_certificate"


@rule(
    "REG-3",
    zh="一次性告知需补正的全部内容，补正须答复全部内容",
    en="One notice names every item, and the answer must answer every item",
    article=NOTICE,
    slug="items_open",
)
def answer_notice(
    vehicle: Vehicle,
    *,
    certificate_no: str | None,
    documents: tuple[Document, ...],
    also: frozenset[str] = frozenset(),
) -> Vehicle | Refused:
    """The vehicle with the papers that answer its notice, or what is wrong with the answer.

    `also` are items that were answered otherwise than by a document.
    """
    answered = {paper.code for paper in documents} | also
    if certificate_no is not None:
        if not well_formed_certificate(certificate_no):
            sentence = "a registration certificate's number has 12 digits"
            return wrong("registration_cert_no", sentence, _PAPERS, code="certificate_malformed")
        answered.add(_CERTIFICATE)
    if open_items := sorted({item.code for item in vehicle.asked} - answered):
        sentence = f"these items are not answered: {', '.join(open_items)}"
        return wrong("documents", sentence, NOTICE, code="items_open")
    kept = tuple(paper for paper in vehicle.documents if paper.code not in answered)
    return replace(
        vehicle,
        registration_cert_no=certificate_no or vehicle.registration_cert_no,
        documents=kept + documents,
        asked=(),
    )
