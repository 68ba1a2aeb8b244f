"""The work of customs: declarations from the papers to the departure, and the firms that are coached."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.reasons import OTHER, of_law, own
from gateway.portal.work.shape import Bench, Column, Document, Flag, Things, Verb, WorkList, at, clock
from gateway.portal.work.vocabulary.states import CULTIVATION, DECLARATIONS

_LAW: Final = of_law("customs", "refuse", "correct", "hold", "flag")
_ITEMS: Final = of_law("customs", "correct", "refuse", "hold")
_HOLDS: Final = (
    *of_law("customs", "hold"),
    own("risk_control", "风险布控", "Risk control", "海关法 第二十八条"),
    OTHER,
)
_DETAINING: Final = (
    own("smuggling", "涉嫌走私", "Suspected smuggling", "海关法 第六条"),
    own("false_declaration", "申报不实", "False declaration", "海关法 第八十六条"),
    own("infringing", "涉嫌侵犯知识产权", "Suspected infringement", "知识产权海关保护条例"),
    OTHER,
)
_CANCELLING: Final = (
    own("shut_out", "放行后未装运退关", "Shut out after release", "报关单修改和撤销管理办法"),
    own(
        "data_wrong",
        "申报错误需重新申报",
        "Declared wrongly, to be declared anew",
        "报关单修改和撤销管理办法",
    ),
    own(
        "contract_changed",
        "合同变更或者终止",
        "The contract was changed or ended",
        "报关单修改和撤销管理办法",
    ),
    OTHER,
)
_GOING: Final = (own("not_passed", "不再符合培育条件", "Not fit for coaching any more"), OTHER)


def _held(document: Document) -> bool:
    return bool(document.get("holds"))


def _due(document: Document) -> str | None:
    """The last day of a licence that is not used yet, or of the time for another booking."""
    if document.get("status") == "shut_out":
        return clock("shut_out")(document)
    fresh = document.get("status") in {"draft", "submitted", "returned_for_correction"}
    return at("licence.valid_to")(document) if fresh else None


_EXAMINED: Final = frozenset({"accepted", "document_checked", "inspected", "licence_verified"})
_PAUSED_TOO: Final = frozenset({"amendment_requested", "cancellation_requested"})
_BEFORE: Final = frozenset({"submitted", "returned_for_correction", "inspection_ordered"}) | _EXAMINED
_LET_GO: Final = frozenset({"released", "departed_origin_port"})
DECLARATION: Final = Things(
    agency="customs",
    path="/v1/declarations",
    words=Words("报关单", "Declaration"),
    states=DECLARATIONS,
    title=("declaration_no", "contract_no", "id"),
    firm="exporter_uscc",
    columns=(
        Column("vehicles", "lines", "vins"),
        Column("customs_port", "customs_port", "port"),
        Column("transport_mode", "transport_mode", "choice"),
        Column("destination_country", "destination_country", "country"),
    ),
    due=_due,
    lines="lines",
    flags=(
        Flag(Words("暂停放行", "Held"), "bad", _held),
        Flag(Words("需注意", "To look at"), "warn", lambda d: bool(d.get("matters"))),
        Flag(Words("规则有发现", "Rules found something"), "warn", lambda d: bool(d.get("found"))),
        Flag(Words("查验不符", "Inspection differs"), "bad", lambda d: (d.get("inspection") or {}).get("result") == "differs"),
        Flag(Words("人工办理", "By hand"), "off", lambda d: bool(d.get("by_hand"))),
    ),
    good=frozenset({"released", "departed_origin_port", "departed", "cleared"}),
    bad=frozenset({"rejected", "detained", "confiscated", "cancelled", "lapsed"}),
    waiting=frozenset({"returned_for_correction", "shut_out"}),
    hidden=frozenset({"before", "fallen"}),
    verbs=(
        Verb("accept", Words("接受申报", "Accept"), frozenset({"submitted"}), "main", together=True, key="a"),
        Verb("check-documents", Words("审单通过", "Documents checked"), frozenset({"accepted"}), "main", together=True, key="e"),
        Verb("record-inspection", Words("登记查验结果", "Note the inspection"), frozenset({"inspection_ordered"}), "main", together=True, key="i"),
        Verb("verify-licence", Words("许可证核验相符", "Verify the licence"), _EXAMINED, "main", together=True, key="v"),
        Verb("release", Words("放行", "Release"), _EXAMINED, "main", together=True, key="g"),
        Verb("clear", Words("确认离境（结关）", "Confirm the departure"), _LET_GO | {"departed"}, "main", together=True, key="g"),
        Verb("amend", Words("准予修改", "Grant the amendment"), frozenset({"amendment_requested"}), "main", key="g"),
        Verb("refuse-amendment", Words("不予修改", "Do not amend"), frozenset({"amendment_requested"})),
        Verb("refuse-cancellation", Words("不予撤销", "Do not cancel"), frozenset({"cancellation_requested"}), undoes=True),
        Verb("request-correction", Words("退单补正", "Send the papers back"), frozenset({"submitted"}), reasons=_ITEMS, key="c"),
        Verb("order-inspection", Words("布控查验", "Order an inspection"), _EXAMINED),
        Verb("hold", Words("暂停放行", "Hold"), _BEFORE, reasons=_HOLDS, key="h"),
        Verb("lift-hold", Words("解除暂停", "Lift a hold"), _BEFORE | _PAUSED_TOO | {"shut_out", "detained"}, if_=_held, picks={"code": "holds.code"}),
        Verb("depart-origin", Words("已离启运港", "Left the port of departure"), frozenset({"released"}), together=True),
        Verb("depart", Words("已离境", "Left the country"), _LET_GO, together=True),
        Verb("shut-out", Words("退关（未装运）", "Shut out"), frozenset({"released"})),
        Verb("reverse-departure", Words("启运后未离境", "Will not leave after all"), frozenset({"departed_origin_port"})),
        Verb("return", Words("登记退运", "Goods came back"), frozenset({"cleared"})),
        Verb("refuse", Words("不予放行", "Do not release"), _BEFORE | _PAUSED_TOO, "danger", reasons=(*_LAW, OTHER), key="r"),
        Verb("detain", Words("扣留货物", "Detain the goods"), _BEFORE | _LET_GO | {"shut_out"}, "danger", reasons=_DETAINING),
        Verb("lift-detention", Words("解除扣留", "Give the goods back"), frozenset({"detained"}), undoes=True),
        Verb("confiscate", Words("没收货物", "Confiscate"), frozenset({"detained"}), "danger", reasons=_DETAINING, undoes=True),
        Verb("cancel", Words("撤销报关单", "Cancel the declaration"), (_BEFORE | _PAUSED_TOO | _LET_GO | {"shut_out"}), "danger", reasons=_CANCELLING, undoes=True),
    ),
)  # fmt: skip
FIRM: Final = Things(
    agency="customs",
    path="/v1/aeo-cultivation",
    words=Words("高级认证培育企业", "Firm that is coached"),
    states=CULTIVATION,
    title=("exporter_name", "exporter_uscc"),
    firm="exporter_uscc",
    status="stage",
    columns=(Column("contact", "contact", "text"), Column("listed_on", "listed_on", "day")),
    due=lambda _document: None,
    age=("coached_on", "listed_on", "created_at"),
    good=frozenset({"certified"}),
    bad=frozenset({"dropped"}),
    verbs=(
        Verb("coach", Words("开展培育", "Coach"), frozenset({"candidate", "coached"}), "main"),
        Verb("apply", Words("登记申请认证", "The firm applied"), frozenset({"coached"})),
        Verb("certify", Words("通过认证", "Certified"), frozenset({"applied"}), "main", key="g"),
        Verb("not-passed", Words("未通过，继续培育", "Not passed"), frozenset({"applied"})),
        Verb("drop", Words("移出名单", "Take off the list"), frozenset({"candidate", "coached", "applied", "certified"}), "danger", reasons=_GOING),
    ),
)  # fmt: skip

_IN, _LOOK, _OUT = (
    Words("接单审核", "Papers"),
    Words("查验核验", "Examination"),
    Words("放行离境", "Release and departure"),
)
_FILTERS: Final = ("exporter", "vin", "declaration_no", "licence_no", "due_before")


def _list(slug: str, zh: str, en: str, status: str, group: Words, *, waits: bool = True) -> WorkList:
    params = {"status": status, "sort": "deadline"}
    return WorkList(slug, Words(zh, en), DECLARATION, params, group, _FILTERS, waits=waits)


BENCH: Final = Bench(
    "customs",
    (
        _list("to-accept", "待接受申报", "To accept", "submitted", _IN),
        _list("documents", "待审单", "Documents to check", "accepted", _IN),
        _list("in-correction", "退单补正中", "Sent back", "returned_for_correction", _IN, waits=False),
        _list("licence", "待许可证核验", "Licence to verify", "document_checked", _LOOK),
        _list("inspections", "待查验", "To inspect", "inspection_ordered", _LOOK),
        _list("inspected", "查验完毕", "Inspected", "inspected", _LOOK),
        _list("to-release", "待放行", "To release", "licence_verified", _OUT),
        _list("departure", "已放行待离境", "Released, to depart", "released", _OUT),
        _list("on-the-way", "已离启运港", "On the way", "departed_origin_port", _OUT),
        _list("to-clear", "待结关", "To clear", "departed", _OUT),
        _list("amendments", "申请修改", "Amendments", "amendment_requested", Words("修改撤销", "Changes")),
        _list("cancellations", "申请撤销", "Cancellations", "cancellation_requested", Words("修改撤销", "Changes")),
        _list("shut-out", "退关", "Shut out", "shut_out", Words("修改撤销", "Changes")),
        _list("detained", "扣留", "Detained", "detained", Words("修改撤销", "Changes")),
        WorkList("coaching", Words("企业培育", "Firms coached"), FIRM, {"sort": "-created"}, Words("企业", "Firms"), ("exporter",), waits=False),
    ),
)  # fmt: skip
