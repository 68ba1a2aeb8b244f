"""The work of the insurer and the banks: cover, reports, losses, loans, premiums."""
# ruff: noqa: E501, PLR0913 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.reasons import OTHER, of_law, own
from gateway.portal.work.shape import Bench, Column, Things, Verb, WorkList, at
from gateway.portal.work.vocabulary import states

_LAW: Final = (*of_law("credit-insurance", "refuse"), OTHER)
_ENDING: Final = (own("premium_unpaid", "未按约交付保费", "The premium was not paid", "保险法 第十五条"), own("not_disclosed", "未如实告知", "Not disclosed truly", "保险法 第十六条"), OTHER)  # fmt: skip
POLICY: Final = Things(
    agency="credit-insurance",
    path="/v1/policies",
    words=Words("出口信用保险保单", "Insurance policy"),
    states=states.POLICIES,
    title=("policy_no", "id"),
    firm="uscc",
    columns=(Column("product", "product", "choice"), Column("insured_amount", "insured_amount", "money"), Column("valid_to", "valid_to", "day")),
    due=at("valid_to"),
    age=("applied_on", "created_at"),
    good=frozenset({"issued"}),
    bad=frozenset({"refused", "ended"}),
    verbs=(
        Verb("quote", Words("报价", "Name the premium"), frozenset({"applied", "quoted"}), "main", key="a"),
        Verb("issue", Words("签发保单", "Issue"), frozenset({"quoted"}), "main", key="g"),
        Verb("limits", Words("核定买方限额", "Set a buyer's limit"), frozenset({"issued"}), "main"),
        Verb("amend", Words("批改", "Amend"), frozenset({"issued"}), key="c"),
        Verb("refuse", Words("拒保", "Refuse"), frozenset({"applied", "quoted"}), "danger", reasons=_LAW, key="r"),
        Verb("end", Words("解除保单", "End"), frozenset({"issued"}), "danger", reasons=_ENDING),
    ),
)  # fmt: skip
REPORT: Final = Things(
    agency="credit-insurance",
    path="/v1/reports",
    words=Words("资信报告", "Credit report"),
    states=states.REPORTS,
    title=("report_no", "about", "id"),
    firm="uscc",
    columns=(Column("type", "type", "choice"), Column("buyer_id", "buyer_id", "mono"), Column("rating", "rating", "text")),
    due=at("valid_to"),
    age=("requested_on", "created_at"),
    good=frozenset({"issued"}),
    bad=frozenset({"refused"}),
    verbs=(
        Verb("answer", Words("答复", "Answer"), frozenset({"requested"}), "main", key="g"),
        Verb("pay", Words("登记费用缴纳", "Note the fee"), frozenset({"answered"}), "main", key="p"),
        Verb("refuse", Words("不予出具", "Refuse"), frozenset({"requested"}), "danger", key="r"),
    ),
)  # fmt: skip
LOSS: Final = Things(
    agency="credit-insurance",
    path="/v1/losses",
    words=Words("报损索赔", "Loss"),
    states=states.LOSSES,
    title=("loss_no", "id"),
    firm="uscc",
    case="case_id",
    columns=(Column("amount", "amount", "money"), Column("cause", "cause", "choice"), Column("policy_no", "policy_no", "mono")),
    due=lambda _document: None,
    age=("reported_on", "created_at"),
    good=frozenset({"paid"}),
    bad=frozenset({"refused"}),
    verbs=(
        Verb("investigate", Words("登记定损结果", "Note the findings"), frozenset({"reported"}), "main", key="a"),
        Verb("accept", Words("核定赔款", "Accept"), frozenset({"investigated"}), "main", key="g"),
        Verb("pay", Words("支付赔款", "Pay"), frozenset({"accepted"}), "main", together=True, key="p"),
        Verb("refuse", Words("拒赔", "Refuse"), frozenset({"reported", "investigated", "accepted"}), "danger", reasons=_LAW, key="r"),
    ),
)  # fmt: skip
FINANCE: Final = Things(
    agency="credit-insurance",
    path="/v1/finances",
    words=Words("贸易融资", "Loan"),
    states=states.FINANCES,
    title=("id",),
    firm="uscc",
    columns=(Column("amount", "amount", "money"), Column("granted", "granted", "money"), Column("bank_id", "bank_id", "mono")),
    due=at("due_on"),
    age=("requested_on", "created_at"),
    good=frozenset({"repaid"}),
    bad=frozenset({"refused"}),
    verbs=(
        Verb("grant", Words("同意融资", "Grant"), frozenset({"requested"}), "main", key="g"),
        Verb("draw", Words("放款", "Pay it out"), frozenset({"granted"}), "main", key="p"),
        Verb("repay", Words("登记还款", "Note a repayment"), frozenset({"drawn"}), "main", key="p"),
        Verb("refuse", Words("不予融资", "Refuse"), frozenset({"requested"}), "danger", reasons=_LAW, key="r"),
        Verb("release", Words("解除额度", "Give up what was not drawn"), frozenset({"granted"})),
    ),
)  # fmt: skip
PREMIUM: Final = Things(
    agency="credit-insurance",
    path="/v1/premiums",
    words=Words("保费", "Premium"),
    states=states.PREMIUMS,
    title=("policy_no", "id"),
    firm="uscc",
    columns=(Column("amount_cny", "amount_cny", "money"), Column("insurer", "insurer", "text")),
    due=at("due_on"),
    age=("invoiced_on", "created_at"),
    good=frozenset({"paid"}),
    verbs=(
        Verb("pay", Words("登记保费缴纳", "Note the payment"), frozenset({"invoiced"}), "main", key="p"),
        Verb("cancel", Words("撤销保费通知", "Cancel the invoice"), frozenset({"invoiced"}), "danger", reasons=(OTHER,), undoes=True),
    ),
)  # fmt: skip
_COVER, _LOSSES, _LOANS = Words("承保", "Cover"), Words("理赔", "Losses"), Words("融资", "Loans")


def _list(
    slug: str, zh: str, en: str, things: Things, status: str, group: Words, *, waits: bool = True
) -> WorkList:
    params = {"status": status, "sort": "created"}
    return WorkList(slug, Words(zh, en), things, params, group, ("uscc",), waits=waits)


BENCH: Final = Bench(
    "credit-insurance",
    (
        _list("to-quote", "待报价", "To quote", POLICY, "applied", _COVER),
        _list("to-issue", "待签发", "To issue", POLICY, "quoted", _COVER),
        _list("reports", "资信报告待答复", "Reports to answer", REPORT, "requested", _COVER),
        _list("fees", "报告待缴费", "Fees to be paid", REPORT, "answered", _COVER, waits=False),
        _list("premiums", "待缴保费", "Premiums to be paid", PREMIUM, "invoiced", _COVER, waits=False),
        _list("policies", "有效保单", "Policies in force", POLICY, "issued", _COVER, waits=False),
        _list("losses", "待定损", "To investigate", LOSS, "reported", _LOSSES),
        _list("losses-to-decide", "待核定", "To decide", LOSS, "investigated", _LOSSES),
        _list("losses-to-pay", "待付赔款", "To pay", LOSS, "accepted", _LOSSES),
        _list("finances", "融资待决定", "To decide", FINANCE, "requested", _LOANS),
        _list("to-draw", "待放款", "To pay out", FINANCE, "granted", _LOANS),
        _list("drawn", "未还清", "Not repaid", FINANCE, "drawn", _LOANS, waits=False),
    ),
)  # fmt: skip
