"""The work of the tax office: claims from the receipt to the payment, and what is claimed back."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.reasons import OTHER, of_law, own
from gateway.portal.work.shape import Bench, Column, Flag, Things, Verb, WorkList, at
from gateway.portal.work.vocabulary.states import CLAIMS

_REFUSALS: Final = (*of_law("tax-rebate", "refuse", "flag"), OTHER)
_ITEMS: Final = of_law("tax-rebate", "correct", "flag", "refuse")
_SUSPICIONS: Final = (*of_law("tax-rebate", "suspicion", "flag"), own("price_abnormal", "出口价格异常", "The price is abnormal", "增值税法 第三十三条"), own("invoice_doubtful", "进货发票存疑", "The purchase invoice is doubtful", "国家税务总局公告2026年第5号"))  # fmt: skip
_TAXED: Final = (
    own("fraud", "骗取出口退税", "Fraudulent claim", "财政部 税务总局公告2026年第11号"),
    own("no_forex", "逾期未收汇", "No foreign exchange received in time", "财政部 税务总局公告2026年第11号"),
    own("documents_false", "提供虚假备案单证", "False documents on file", "财政部 税务总局公告2026年第11号"),
    OTHER,
)
_LODGED: Final = frozenset(
    {"submitted", "correction_requested", "accepted", "auto_checked", "under_investigation"}
)
_REVIEW: Final = frozenset({"accepted", "auto_checked"})
_PAID: Final = frozenset({"paid", "clawback_ordered", "clawed_back", "offset"})
_LATER: Final = _LODGED | _PAID | {"approved", "treasury_sent", "exempted", "taxed"}
CLAIM: Final = Things(
    agency="tax-rebate",
    path="/v1/claims",
    words=Words("退税申报", "Rebate claim"),
    states=CLAIMS,
    title=("claim_no", "id"),
    firm="exporter_uscc",
    columns=(
        Column("vehicles", "lines", "vins"),
        Column("rebate_class", "rebate_class", "number"),
        Column("payable", "payable", "money"),
    ),
    due=at("due_on", "target_on"),
    age=("accepted_on", "submitted_on", "created_at"),
    lines="lines",
    flags=(
        Flag(Words("有疑点", "Suspected"), "bad", lambda d: bool(d.get("suspicions"))),
        Flag(Words("超平均用时", "Slower than the average"), "warn", lambda d: bool(d.get("average_threatened"))),
        Flag(Words("已补正", "Correction supplied"), "go", lambda d: bool(d.get("corrections")) and not d.get("asked")),
        Flag(Words("启运港退税", "Departure-port scheme"), "off", lambda d: bool(d.get("departure_port_scheme"))),
        Flag(Words("失信企业", "Listed as dishonest"), "bad", lambda d: bool(d.get("dishonest"))),
    ),
    good=frozenset({"approved", "treasury_sent", "paid", "exempted"}),
    bad=frozenset({"rejected", "taxed", "clawback_ordered", "lapsed"}),
    waiting=frozenset({"correction_requested", "under_investigation"}),
    hidden=frozenset({"moves"}),
    verbs=(
        Verb("check", Words("系统比对", "Have the rules look"), frozenset({"accepted"}), "main", together=True, key="e"),
        Verb("approve", Words("核准退（免）税", "Approve"), _REVIEW, "main", together=True, key="g"),
        Verb("send-to-treasury", Words("送国库", "Order the payment"), frozenset({"approved"}), "main", together=True, key="s"),
        Verb("pay", Words("登记退库", "Note the payment"), frozenset({"approved", "treasury_sent"}), "main", together=True, key="p"),
        Verb("clear-suspicion", Words("排除疑点", "Normal after all"), frozenset({"under_investigation"}), "main", key="g"),
        Verb("request-correction", Words("要求补正", "Request a correction"), _REVIEW | {"submitted"}, reasons=_ITEMS, key="c"),
        Verb("raise-suspicion", Words("提出疑点", "Raise a suspicion"), _REVIEW, reasons=_SUSPICIONS),
        Verb("send-enquiry", Words("发函调查", "Send an enquiry"), frozenset({"under_investigation"})),
        Verb("record-answer", Words("登记复函", "Note the answer"), frozenset({"under_investigation"}), if_=lambda d: bool(d.get("enquiries")), picks={"enquiry_no": "enquiries.enquiry_no"}),
        Verb("file-documents", Words("单证备案", "File the documents"), _LATER),
        Verb("record-forex", Words("登记收汇", "Note the receipt"), _LATER | {"received"}),
        Verb("change-class", Words("变更管理类别", "Change the class"), _LATER | {"received"}),
        Verb("refuse", Words("不予退税", "Reject"), _LODGED, "danger", reasons=_REFUSALS, key="r"),
        Verb("tax", Words("视同内销征税", "Tax like a sale at home"), _REVIEW, "danger", reasons=_TAXED),
        Verb("find-fraud", Words("认定骗税", "Find fraud"), frozenset({"under_investigation"}), "danger", undoes=True),
        Verb("order-claw-back", Words("责令追回", "Order a claw-back"), _PAID, "danger", undoes=True),
        Verb("claw-back", Words("登记追回", "Note the claw-back"), _PAID, "danger", undoes=True),
        Verb("set-off", Words("抵减下一笔退税", "Set off"), frozenset({"clawback_ordered"}), undoes=True),
    ),
)  # fmt: skip

_REVIEWED, _MONEY, _BACK = (
    Words("受理审核", "Review"),
    Words("国库退付", "Payment"),
    Words("追回", "Claw-back"),
)
_FILTERS: Final = ("exporter", "vin", "claim_no", "due_before")


def _list(slug: str, zh: str, en: str, status: str, group: Words, *, waits: bool = True) -> WorkList:
    params = {"status": status, "sort": "deadline"}
    return WorkList(slug, Words(zh, en), CLAIM, params, group, _FILTERS, waits=waits)


BENCH: Final = Bench(
    "tax-rebate",
    (
        _list("submitted", "待受理", "To accept", "submitted", _REVIEWED),
        _list("to-check", "待比对", "To check", "accepted", _REVIEWED),
        _list("to-decide", "待核准", "To decide", "auto_checked", _REVIEWED),
        _list("suspicions", "疑点核查", "Under investigation", "under_investigation", _REVIEWED),
        _list("in-correction", "待企业补正", "With the firm", "correction_requested", _REVIEWED, waits=False),
        _list("treasury", "待送国库", "To the treasury", "approved", _MONEY),
        _list("payment", "待退库", "To be paid", "treasury_sent", _MONEY),
        _list("claw-back", "待追回", "To claw back", "clawback_ordered", _BACK),
        _list("paid", "已退库", "Paid", "paid", _BACK, waits=False),
        _list("drafts", "未离境草稿", "Drafts", "received", _BACK, waits=False),
    ),
)  # fmt: skip
