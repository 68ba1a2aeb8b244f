"""The materials of a deregistration for export, M1 to M12: where each is asked for and what takes its place. PURE.

A table for lawyers: the engine that reads it is `materials`. Law: 机动车登记规定 第四条 (what is shared or checked
online need not be handed in), 第三十九条 (what is asked for), 第八十六、八十九条 (who acts for the owner).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from exportlane.law.rules import Rule


@dataclass(frozen=True, slots=True)
class Line:
    """One material: its name, where it is asked for, and the paper that is handed in when nothing spares it.

    `document` is the code under which the paper is supplied, None for what is never a paper.
    """

    code: str
    zh: str
    en: str
    article: str
    document: str | None
    asked_zh: str
    asked_en: str


def _line(code: str, zh: str, en: str, article: str, document: str | None = None, asked: str = "") -> Line:
    return Line(code, zh, en, f"机动车登记规定 {article}", document, f"请提供{zh}", asked)


TABLE: Final[tuple[Line, ...]] = (
    _line("M1", "注销登记申请信息确认", "confirmation of the application", "第三十九条"),
    _line("M2", "所有人身份证明", "the owner's identity proof", "第三十九、八十九条", "identity_proof",
          "supply the owner's identity proof (所有人身份证明)"),
    _line("M3", "代理人委托书和身份证明", "the agent's power of attorney", "第八十六、八十九条", "power_of_attorney",
          "supply the agent's power of attorney (委托书)"),
    _line("M4", "机动车登记证书", "the registration certificate", "第三十九条", "registration_certificate",
          "supply the registration certificate's number of 12 digits (登记证书)"),
    _line("M5", "机动车出口证明", "the export proof", "第三十九条", "export_proof",
          "supply the declaration with the release stamp (出口报关单)"),
    _line("M6", "出口许可证复印件", "a copy of the export licence", "第四条", "export_licence",
          "supply a valid export licence that lists this vehicle (出口许可证)"),
    _line("M7", "号牌和行驶证", "number plates and driving licence", "第二十八、三十九条"),
    _line("M8", "临时行驶车号牌", "the temporary plate", "第二十八条"),
    _line("M9", "进（出）境领（销）牌照通知书", "the customs' plate notice", "第三十九条", "customs_plate_notice",
          "supply the customs' notice on plates (领（销）牌照通知书)"),
    _line("M10", "违法和事故处理完毕证明", "proof that violations and accidents are settled", "第三十七条"),
    _line("M11", "机动车出境记录", "the exit record", "第三十九条", "exit_record",
          "supply customs' written answer on the exit (海关出境核查回复)"),
    _line("M12", "运输单证", "the transport document", "第四条；部分城市要求", "transport_document",
          "supply the bill of lading or the rail bill (提单、运单)"),
)  # fmt: skip

BY_CODE: Final = {line.code: line for line in TABLE}

_SPARED: Final[tuple[tuple[str, str, str], ...]] = (
    ("M2", "许可证数据载明的出口企业即所有人的，免予提交",
     "spared when the shared licence names the owner as the exporter"),
    ("M3", "代理人已备案并使用电子印章的，免予提交", "spared when the agent is registered and seals electronically"),
    ("M4", "登记信息为本机关所有，仅交回纸质证书", "its data are the registry's own; the paper alone comes back"),
    ("M5", "收到海关数据的免予提交；报关前暂缓", "spared by the data of customs, deferred before customs"),
    ("M6", "收到许可证数据、含本车且在有效期内的，免予提交；数据逾期须重新核验",
     "spared by licence data that cover the vehicle and are fresh"),
    ("M7", "转让待出口时已收回", "taken back at the endorsement"),
    ("M8", "到期或已随车出境的免予交回", "need not come back when expired or gone with the vehicle"),
    ("M9", "海关监管车辆必须提交，不得减免", "always asked for where customs supervise the vehicle"),
    ("M10", "公安内部核查", "checked in the police's own file"),
    ("M11", "以海关结关数据核查；报关前暂缓", "checked by the data of customs, deferred before customs"),
    ("M12", "承运人已共享离港信息的免予提交；城市要求的，装运后提交",
     "spared by the carrier's departure; else handed in after loading, where a city asks for it"),
)  # fmt: skip

RULES: Final[tuple[Rule, ...]] = tuple(
    Rule(
        f"MAT-{code}",
        f"{BY_CODE[code].zh}：{zh}",
        f"{BY_CODE[code].en}: {en}",
        BY_CODE[code].article,
        BY_CODE[code].document,
        "waive",
    )
    for code, zh, en in _SPARED
)
"""Each material with what spares it, for the list of rules."""
