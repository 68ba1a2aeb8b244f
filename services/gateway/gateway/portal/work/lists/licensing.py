"""The work of commerce: applications for licences, licences that were given, the register of exporters."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.lists import logistics, transport
from gateway.portal.work.reasons import OTHER, of_law, own
from gateway.portal.work.shape import Bench, Column, Document, Flag, Things, Verb, WorkList, at, clock, first
from gateway.portal.work.vocabulary.states import APPLICATIONS, FILINGS

_DECEIT, _ERROR = "行政许可法 第六十九条第二款", "行政许可法 第六十九条第一款"
_EXIT, _CANCEL = "商贸函〔2025〕648号（负面清单与退出机制）", "行政许可法 第七十条"
_EXCLUDED, _LANE = "行政许可法 第四十五条", "天津措施（征求意见稿）第一条"
REVOKING: Final = (
    own("deceit", "以欺骗手段取得许可", "The licence was obtained by deceit", _DECEIT),
    own("bribery", "以贿赂手段取得许可", "The licence was obtained by bribery", _DECEIT),
    own("forged_letter", "伪造售后维修服务确认书", "The after-sales letter was forged", _DECEIT),
    own("forged_inspection", "伪造检测报告", "The inspection report was forged", _DECEIT),
    own("officer_error", "工作人员滥用职权、玩忽职守作出决定", "An officer decided wrongly", _ERROR),
    own("beyond_competence", "超越法定职权作出决定", "The decision was beyond our competence", _ERROR),
    own("wrong_procedure", "违反法定程序作出决定", "The procedure of the law was not kept", _ERROR),
    own("not_entitled", "对不具备资格的申请人准予许可", "The applicant was not entitled", _ERROR),
)
STANDING_STILL: Final = (
    own("expert_review", "专家评审", "Review by experts", _EXCLUDED),
    own("inspection", "检验", "Inspection", _EXCLUDED),
    own("testing", "检测", "Testing", _EXCLUDED),
    own("hearing", "听证", "A hearing", _EXCLUDED),
    own("other_body", "须由其他机关答复", "Another body must answer", _EXCLUDED),
)
URGENT: Final = (
    own("vessel_cutoff", "船期截关在即", "The vessel's cut-off is near", _LANE),
    own("perishable_contract", "合同交货期紧迫", "The contract's delivery day presses", _LANE),
    own("regulator_request", "监管部门要求", "A regulator asks for it", _LANE),
    OTHER,
)
NOT_TAKEN_UP: Final = (
    own(
        "not_competent",
        "不属于本机关职权范围",
        "Not within our competence",
        "行政许可法 第三十二条第一款第二项",
    ),
    own(
        "no_licence_needed", "依法不需要取得许可", "No licence is needed", "行政许可法 第三十二条第一款第一项"
    ),
    OTHER,
)
_REFUSALS: Final = (*of_law("licensing", "refuse", "correct", ids=("LIC-", "X", "C15")), OTHER)
_ITEMS: Final = of_law("licensing", "correct", "refuse", ids=("LIC-", "X"))


def _unsure(document: Document) -> bool:
    return bool(document.get("flags"))


APPLICATION: Final = Things(
    agency="licensing",
    path="/v1/applications",
    words=Words("出口许可申请", "Licence application"),
    states=APPLICATIONS,
    title=("licence.licence_no", "contract_no", "id"),
    firm="exporter_uscc",
    columns=(
        Column("vehicles", "lines", "vins"),
        Column("customs_port", "customs_port", "port"),
        Column("destination_country", "destination_country", "country"),
    ),
    due=first(at("due_on"), clock(), at("licence.valid_to")),
    age=("received_on", "created_at"),
    lines="lines",
    flags=(
        Flag(Words("优先", "Priority"), "bad", lambda d: bool((d.get("lane") or {}).get("urgent"))),
        Flag(Words("申请优先", "Asks for priority"), "warn", lambda d: bool(d.get("urgency")) and not d.get("lane")),
        Flag(Words("待第二人复核", "Second person needed"), "warn", lambda d: bool(d.get("proposal"))),
        Flag(Words("须两人决定", "Two officers decide"), "off", lambda d: _unsure(d) and not d.get("proposal")),
        Flag(Words("已补正", "Correction supplied"), "go", lambda d: bool(d.get("corrections"))),
        Flag(Words("期限中止", "Clock stands still"), "off", lambda d: bool(d.get("standstill"))),
        Flag(Words("申请换证", "Asks for another licence"), "warn", lambda d: bool(d.get("reissue"))),
    ),
    good=frozenset({"granted", "used"}),
    bad=frozenset({"refused", "not_accepted", "revoked", "lapsed"}),
    waiting=frozenset({"correction_requested"}),
    verbs=(
        Verb("accept", Words("受理", "Accept"), frozenset({"submitted"}), "main", together=True, key="a"),
        Verb("grant", Words("准予许可", "Grant the licence"), frozenset({"accepted"}), "main", together=True, key="g"),
        Verb(
            "request-correction", Words("一次性告知补正", "Request a correction"),
            frozenset({"submitted", "accepted"}), reasons=_ITEMS, key="c",
        ),
        Verb("refuse", Words("不予许可", "Refuse the licence"), frozenset({"submitted", "correction_requested", "accepted"}), "danger", reasons=_REFUSALS, key="r"),
        Verb("refuse-acceptance", Words("不予受理", "Do not accept"), frozenset({"submitted"}), "danger", reasons=NOT_TAKEN_UP),
        Verb("pause", Words("中止期限", "Let the clock stand still"), frozenset({"accepted"}), reasons=STANDING_STILL, if_=lambda d: not d.get("standstill")),
        Verb("resume", Words("恢复计算期限", "Let the clock run"), frozenset({"accepted"}), "main", if_=lambda d: bool(d.get("standstill"))),
        Verb("set-priority", Words("决定是否优先", "Decide on the priority lane"), frozenset({"submitted", "accepted"}), reasons=URGENT, key="p"),
        Verb("reissue", Words("换发新证", "Issue the new licence"), frozenset({"granted"}), "main", together=True, if_=lambda d: bool(d.get("reissue"))),
        Verb("decline-reissue", Words("不予换证", "Leave the licence as it is"), frozenset({"granted"}), if_=lambda d: bool(d.get("reissue"))),
        Verb("revoke", Words("撤销许可", "Revoke the licence"), frozenset({"granted"}), "danger", reasons=REVOKING, undoes=True),
        Verb("cancel", Words("注销许可证", "Cancel the licence"), frozenset({"granted", "expired", "surrendered"}), "danger", reasons=(own("licence_unused", "许可证不再使用", "The licence will not be used", _CANCEL), OTHER), undoes=True),
    ),
)  # fmt: skip

_FILED_ITEMS: Final = of_law("licensing", "refuse", "correct", ids=("FIL-",), but=("FIL-YEAR", "FIL-ONE"))
_EXITS: Final = (
    own("negative_list", "列入负面清单", "On the negative list", _EXIT),
    own("serious_dishonesty", "列入严重失信名单", "Listed for serious dishonesty", _EXIT),
    own("conditions_not_kept", "不再符合备案条件", "The conditions of the filing are no longer met", _EXIT),
    own(
        "quality_complaints",
        "出口车辆质量投诉查实",
        "Complaints about exported vehicles were found true",
        _EXIT,
    ),
    OTHER,
)
_ANY: Final = frozenset({"submitted", "correction_requested", "accepted", "filed", "suspended"})
FILING: Final = Things(
    agency="licensing",
    path="/v1/filings",
    words=Words("企业备案", "Filing of an exporter"),
    states=FILINGS,
    title=("name", "uscc"),
    firm="uscc",
    columns=(
        Column("kind", "kind", "choice"),
        Column("valid_to", "valid_to", "day"),
        Column("renewals", "renewals", "number"),
    ),
    due=first(at("due_on"), clock(), at("valid_to")),
    age=("received_on", "created_at"),
    flags=(
        Flag(Words("已补正", "Correction supplied"), "go", lambda d: bool(d.get("corrections"))),
        Flag(Words("有条件未满足", "Conditions not met"), "warn", lambda d: any(
            isinstance(each, dict) and each.get("met") is False for each in d.get("conditions") or ())),
        Flag(Words("在名单上", "On a list"), "bad", lambda d: bool(d.get("listings"))),
    ),
    good=frozenset({"filed"}),
    bad=frozenset({"rejected", "removed", "lapsed"}),
    waiting=frozenset({"correction_requested", "suspended"}),
    verbs=(
        Verb("accept", Words("受理备案", "Accept the filing"), frozenset({"submitted"}), "main", together=True, key="a"),
        Verb("file", Words("予以备案", "Put on the register"), frozenset({"accepted"}), "main", together=True, key="g"),
        Verb("request-correction", Words("一次性告知补正", "Request a correction"), frozenset({"submitted"}), reasons=_FILED_ITEMS, key="c"),
        Verb("reject", Words("不予备案", "Do not file"), frozenset({"submitted", "accepted"}), "danger", reasons=(*_FILED_ITEMS, OTHER), key="r"),
        Verb("renew", Words("延续备案", "Renew the filing"), frozenset({"filed"}), together=True),
        Verb("suspend", Words("暂停资格", "Suspend"), frozenset({"filed"}), "danger", reasons=_EXITS, undoes=True),
        Verb("resume", Words("恢复资格", "Resume"), frozenset({"suspended"}), "main", undoes=True),
        Verb("remove", Words("移出备案", "Strike off"), frozenset({"filed", "suspended"}), "danger", reasons=_EXITS, undoes=True),
        Verb("list", Words("列入名单", "Put on a list"), _ANY, "danger", reasons=_EXITS, undoes=True),
        Verb("delist", Words("移出名单", "Take off a list"), _ANY, undoes=True, if_=lambda d: bool(d.get("listings"))),
    ),
)  # fmt: skip

_APPLIED, _LICENCES, _FIRMS = (
    Words("许可申请", "Applications"),
    Words("许可证", "Licences"),
    Words("企业备案", "Filings"),
)
_FILTERS: Final = ("exporter", "vin", "due_before")
BENCH: Final = Bench(
    "licensing",
    (
        WorkList("to-accept", Words("待受理", "To accept"), APPLICATION, {"status": "submitted", "sort": "place"}, _APPLIED, _FILTERS,
                 hint=Words("优先通道在前，其余按收件先后排列。", "The priority lane first, then in the order of receipt.")),
        WorkList("to-decide", Words("待决定", "To decide"), APPLICATION, {"status": "accepted", "sort": "place"}, _APPLIED, _FILTERS,
                 hint=Words("优先通道在前，其余按收件先后排列。", "The priority lane first, then in the order of receipt.")),
        WorkList("second-person", Words("待第二人复核", "Second person"), APPLICATION, {"status": "accepted", "sort": "deadline", "limit": "200"}, _APPLIED, _FILTERS,
                 only=lambda d: bool(d.get("proposal")),
                 hint=Words("第一人已提出意见，须由另一人决定。", "One officer has proposed; another one decides.")),
        WorkList("priority", Words("申请优先", "Priority asked"), APPLICATION, {"priority": "asked", "sort": "deadline"}, _APPLIED, _FILTERS,
                 hint=Words("由负责人决定是否进入优先通道。", "A supervisor decides on the priority lane.")),
        WorkList("in-correction", Words("待企业补正", "With the firm"), APPLICATION, {"status": "correction_requested", "sort": "deadline"}, _APPLIED, _FILTERS, waits=False),
        WorkList("reissues", Words("申请换证", "Reissue asked"), APPLICATION, {"status": "granted", "sort": "updated", "limit": "200"}, _LICENCES, _FILTERS, only=lambda d: bool(d.get("reissue"))),
        WorkList("licences", Words("有效许可证", "Licences in force"), APPLICATION, {"status": "granted", "sort": "deadline"}, _LICENCES, _FILTERS, waits=False),
        WorkList("filings-to-accept", Words("备案待受理", "Filings to accept"), FILING, {"status": "submitted", "sort": "deadline"}, _FIRMS, ("uscc", "due_before")),
        WorkList("filings-to-decide", Words("备案待审查", "Filings to decide"), FILING, {"status": "accepted", "sort": "deadline"}, _FIRMS, ("uscc", "due_before")),
        WorkList("filings-suspended", Words("已暂停", "Suspended"), FILING, {"status": "suspended"}, _FIRMS, ("uscc",), waits=False),
        WorkList("filings", Words("备案名册", "Register"), FILING, {"status": "filed", "sort": "valid_to"}, _FIRMS, ("uscc", "ends_before"), waits=False),
        WorkList("quota-applied", Words("出口指标额度", "Quota amounts"), transport.GRANT, {"status": "applied", "sort": "created"}, Words("会同办理", "With others"), ("uscc",)),
        WorkList("line-support", Words("新航线支持", "Support of lines"), logistics.LINE, {"support": "requested", "sort": "created"}, Words("会同办理", "With others"), ()),
    ),
)  # fmt: skip
