"""The papers of a case: asked for, spared (by which fact, how old it is), on file, put off. PURE.

The registry says of each of its twelve materials what became of it (机动车登记规定 第四条、第三十九条); every agency
says in one notice what it lacks, until it is supplied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import parse_rfc3339
from gateway.deadlines import Period
from gateway.disclosure import disclose
from gateway.domain import CaseView
from gateway.reading import TimelineFact
from gateway.shown.look import Document, Look, data_of

SAID_BY: Final = ("vehicle.materials_waived.v1", "vehicle.deregistered.v1")
"""The facts that say what became of each material; a later word on one counts before an earlier."""
_RULES: Final = "机动车登记规定 "
MATERIALS: Final[Mapping[str, tuple[str, str, str]]] = {
    "M1": ("注销登记申请信息确认", "Confirmation of the application", "第三十九条"),
    "M2": ("所有人身份证明", "Owner's identity proof", "第三十九、八十九条"),
    "M3": ("代理人委托书和身份证明", "Agent's power of attorney and identity", "第八十六、八十九条"),
    "M4": ("机动车登记证书", "Registration certificate", "第三十九条"),
    "M5": ("机动车出口证明", "Export proof", "第三十九条"),
    "M6": ("出口许可证复印件", "Copy of the export licence", "第四条"),
    "M7": ("号牌和行驶证", "Number plates and driving licence", "第二十八、三十九条"),
    "M8": ("临时行驶车号牌", "Temporary plate", "第二十八条"),
    "M9": ("进（出）境领（销）牌照通知书", "Customs' notice on plates", "第三十九条"),
    "M10": ("违法和事故处理完毕证明", "Proof that violations and accidents are settled", "第三十七条"),
    "M11": ("机动车出境记录", "Exit record", "第三十九条"),
    "M12": ("运输单证", "Transport document", "第四条；部分城市要求"),
}
WHY: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("M1", "satisfied"): ("已电子确认申请信息", "The application was confirmed electronically"),
    ("M2", "waived"): (
        "许可证载明的出口企业即所有人，身份信息已共享",
        "The owner is the exporter whom the licence names; its identity is shared",
    ),
    ("M3", "waived"): ("代理人已备案并使用电子印章", "The agent is registered and seals electronically"),
    ("M4", "waived"): (
        "登记信息为本机关所有，仅交回纸质证书",
        "Its data are the registry's own; only the paper is handed back",
    ),
    ("M5", "deferred"): ("待海关结关后补核", "Follows when customs have cleared the vehicle"),
    ("M5", "waived"): ("海关已共享出口数据", "Customs shared the export data"),
    ("M6", "waived"): ("许可证数据已共享", "The licence's data are shared"),
    ("M7", "waived"): ("办理转让待出口时已收回", "Taken back when the export was endorsed"),
    ("M8", "deferred"): ("车辆出境前仍在有效期内", "Valid until the vehicle has left"),
    ("M8", "waived"): ("已到期或者随车出境，免予交回", "Expired, or left the country with the vehicle"),
    ("M10", "waived"): ("公安机关内部核查", "Checked in the police's own file"),
    ("M11", "deferred"): ("待海关结关后核查", "Checked when customs have cleared the vehicle"),
    ("M11", "satisfied"): ("已核查海关出境记录", "Customs' exit record was checked"),
    ("M12", "deferred"): ("车辆尚未装运", "The vehicle has not been loaded yet"),
    ("M12", "waived"): ("承运人已共享离港信息", "The carrier shared its departure"),
}
"""Why, where the reason is always the same; any other reason is told as the registry wrote it."""
NOTICES: Final[Mapping[str, tuple[str, str]]] = {
    "licence": ("licence.correction_requested.v1", "licence.correction_supplied.v1"),
    "transfer": ("vehicle.transfer_correction_requested.v1", "vehicle.transfer_correction_supplied.v1"),
    "deregistration": (
        "vehicle.deregistration_correction_requested.v1",
        "vehicle.deregistration_correction_supplied.v1",
    ),
    "customs": ("customs.returned_for_correction.v1", "customs.resubmitted.v1"),
    "rebate": ("rebate.correction_requested.v1", "rebate.correction_supplied.v1"),
}
"""One notice of all that is missing, and what answers it."""


def papers(view: CaseView, timeline: Sequence[TimelineFact], found: Sequence[Period], look: Look) -> Document:
    """What was asked for, spared, supplied and put off, as it stands."""
    by_id = {fact.id: fact for fact in timeline}
    newest = {
        str(line["code"]): (fact, line)
        for fact in timeline
        if fact.type in SAID_BY
        for line in data_of(fact).get("materials", ())
    }
    lines = [_material(line, fact, by_id, look) for fact, line in newest.values()]
    return {
        "as_of": max((fact.occurred_at for fact, _ in newest.values()), default=None),
        "materials": sorted(lines, key=lambda line: int(str(line["code"])[1:])),
        "notices": list(_notices(view, timeline, found, look)),
    }


def _material(
    line: Mapping[str, Any], said: TimelineFact, by_id: Mapping[str, TimelineFact], look: Look
) -> Document:
    code, status, said_why = str(line["code"]), str(line["status"]), line.get("reason")
    why = WHY.get((code, status), (said_why, said_why))
    zh, en, article = MATERIALS.get(code, (code, code, ""))
    rests_on = by_id.get(str(line.get("fact_id")))
    as_of = line.get("as_of") or (rests_on.occurred_at[:10] if rests_on else None)
    return {
        "code": code,
        "name": {"zh": zh, "en": en},
        "status": status,
        "reason": {"zh": why[0], "en": why[1]},
        "article": f"{_RULES}{article}" if article else None,
        "said_at": said.occurred_at,
        "fact": {"id": rests_on.id, "agency": rests_on.agency, "type": rests_on.type} if rests_on else None,
        "as_of": as_of,
        # How old the shared fact was when the registry relied on it, and how old it is now.
        "age_days": (look.today - dt.date.fromisoformat(as_of)).days if as_of else None,
        "age_days_then": max(0, (_day(said) - dt.date.fromisoformat(as_of)).days) if as_of else None,
    }


def _notices(
    view: CaseView, timeline: Sequence[TimelineFact], found: Sequence[Period], look: Look
) -> Iterator[Document]:
    """Every notice, the newest first, with what it listed and whether it was answered."""
    for number in range(len(timeline) - 1, -1, -1):
        fact = timeline[number]
        notice = next((name for name, (asked, _) in NOTICES.items() if fact.type == asked), None)
        if notice is None:
            continue
        later = timeline[number + 1 :]
        answer = next((one for one in later if one.type == NOTICES[notice][1]), None)
        moot = answer is None and _is_over(view, fact.agency)
        items = disclose(data_of(fact), look.eyes, view.exporter_uscc).get("items") or []
        yield {
            "notice": notice,
            "agency": fact.agency,
            "asked_at": fact.occurred_at,
            "supplied_at": answer.occurred_at if answer else None,
            "open": answer is None and not moot,
            "due_on": None if answer or moot else _due(fact, found),
            "items": items,
        }


def _is_over(view: CaseView, agency: str) -> bool:
    """Whether nobody waits for the answer any more, because the step or the case has ended."""
    stage = next((step.stage for step in view.status.steps if step.agency == agency), None)
    return view.status.end is not None or stage in {"refused", "undone", "lapsed", "done"}


def _due(asked: TimelineFact, found: Sequence[Period]) -> dt.date | None:
    since = _day(asked)
    return next(
        (one.due for one in found if "correction" in one.number and one.until is None and one.since >= since),
        None,
    )


def _day(fact: TimelineFact) -> dt.date:
    return statutory_day(parse_rfc3339(fact.occurred_at))
