"""Which organ has a step in hand, as far as the case and its facts tell. PURE.

No fact names an officer's room. What is known is the organ: who issues licences stands in the profile, police and tax
stand in the list of the joint conference's members, and customs name their port. `decided_by` says how the newest act
of the agency came about: by rule, or by an officer, whose name is for colleagues alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from exportlane.process import StepName
from gateway.conference.members import body_of
from gateway.domain import CaseView
from gateway.reading import TimelineFact
from gateway.shown.look import Document, Look, data_of

PORTS: Final[Mapping[str, tuple[str, str]]] = {
    "0202": ("新港海关", "Xingang Customs, Tianjin"),
    "2248": ("洋山海关", "Yangshan Customs, Shanghai"),
    "3101": ("宁波海关", "Ningbo Customs"),
    "4227": ("黄岛海关", "Huangdao Customs, Qingdao"),
}
"""Customs offices by the code of their port (关区代码); one that is not here is shown by its code."""
_SEATS: Final[Mapping[StepName, str]] = {
    StepName.DEREGISTRATION: "conf_police",
    StepName.CUSTOMS: "conf_customs",
    StepName.REBATE: "conf_tax",
}
_SUFFIX: Final[Mapping[StepName, tuple[str, str]]] = {
    StepName.DEREGISTRATION: ("车辆管理所", ", vehicle administration office"),
}


def office(step: StepName, view: CaseView) -> Document | None:
    """The organ of a step; None where nothing tells."""
    if step is StepName.LICENCE:
        issuer = view.rules.issuing_body
        return {"zh": issuer.zh, "en": issuer.en, "code": None}
    if step is StepName.CUSTOMS:
        return port(view.customs_port)
    body = body_of(view.profile)
    seat = next((one for one in body.members if one.role == _SEATS[step]), None) if body else None
    if seat is None:
        return None
    zh, en = _SUFFIX.get(step, ("", ""))
    return {"zh": f"{seat.name.zh}{zh}", "en": f"{seat.name.en}{en}", "code": None}


def port(code: str) -> Document:
    """A customs office by the code of its port."""
    zh, en = PORTS.get(code, (f"关区 {code}", f"Customs office {code}"))
    return {"zh": zh, "en": en, "code": code}


def decided_by(agency: str, timeline: Sequence[TimelineFact], look: Look) -> Document | None:
    """Who did the newest act of an agency that names somebody."""
    for found in reversed(timeline):
        if found.agency == agency and '"by":"' in found.data:
            by = str(data_of(found).get("by") or "")
            _, _, rest = by.partition("/")
            role, _, subject = rest.partition("/")
            # Which officer it was is between the authorities.
            hidden = look.eyes.uscc is not None or look.eyes.masked
            return {"role": role or by, "subject": None if hidden else subject or None}
    return None
