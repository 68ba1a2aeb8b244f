"""The work of the office of support funds: applications from the papers to the payment and back."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.reasons import OTHER, of_law, own
from gateway.portal.work.shape import Bench, Column, Document, Flag, Things, Verb, WorkList, at, clock
from gateway.portal.work.vocabulary.states import SUBSIDIES

_LAW: Final = (*of_law("incentives", "refuse", "block"), OTHER)
_BACK: Final = (
    own(
        "exports_fell",
        "出口业绩因退运等减少，不再达标",
        "The exports fell below what the grant rested on",
        "预算法",
    ),
    own("deceit", "虚报冒领", "Obtained by false statements", "财政违法行为处罚处分条例"),
    own("paid_wrongly", "拨付错误", "Paid wrongly", "预算法"),
    OTHER,
)
_OPEN: Final = frozenset({"submitted", "correction", "accepted", "reviewed", "publicised"})


def _each_line(document: Document) -> dict[str, object]:
    lines = document.get("lines") or ()
    return {"lines": [{"line_id": each.get("id")} for each in lines if isinstance(each, dict)]}


def _due(document: Document) -> str | None:
    return clock()(document) or at("due_on")(document)


APPLICATION: Final = Things(
    agency="incentives",
    path="/v1/subsidy-applications",
    words=Words("补助申请", "Application for support"),
    states=SUBSIDIES,
    title=("number", "id"),
    firm="uscc",
    columns=(
        Column("policy", "policy", "text"),
        Column("year", "year", "text"),
        Column("district", "district", "text"),
        Column("granted", "granted", "money"),
    ),
    due=_due,
    flags=(
        Flag(Words("有发现", "Findings"), "warn", lambda d: bool(d.get("findings"))),
        Flag(Words("有异议", "Objections"), "bad", lambda d: bool(d.get("objections"))),
        Flag(Words("已补正", "Correction supplied"), "go", lambda d: bool(d.get("corrections"))),
    ),
    good=frozenset({"approved", "paid"}),
    bad=frozenset({"refused", "recovery_ordered"}),
    waiting=frozenset({"correction"}),
    verbs=(
        Verb("accept", Words("受理", "Accept"), frozenset({"submitted"}), "main", together=True, key="a"),
        Verb("review", Words("逐项审核", "Review line by line"), frozenset({"accepted", "reviewed"}), "main", key="v", seed=_each_line),
        Verb("publicise", Words("公示", "Show to the public"), frozenset({"reviewed", "publicised"}), "main", together=True, key="p"),
        Verb("approve", Words("批准补助", "Grant"), frozenset({"publicised"}), "main", together=True, key="g"),
        Verb("pay", Words("拨付", "Pay"), frozenset({"approved"}), "main", key="g"),
        Verb("recover", Words("登记追回", "Note what came back"), frozenset({"recovery_ordered"}), "main", key="g"),
        Verb("request-correction", Words("通知补正", "Request a correction"), frozenset({"submitted", "accepted"}), reasons=of_law("incentives", "refuse", "block"), key="c"),
        Verb("accept-paper", Words("采信纸质凭证", "Take a paper instead"), frozenset({"submitted", "accepted", "reviewed"})),
        Verb("answer-objection", Words("答复异议", "Answer an objection"), frozenset({"publicised"})),
        Verb("refuse", Words("不予补助", "Refuse"), _OPEN, "danger", reasons=_LAW, key="r"),
        Verb("approve-out-of-turn", Words("先行批准", "Grant out of turn"), frozenset({"publicised"}), undoes=True),
        Verb("revoke-approval", Words("撤销批准", "Take the approval back"), frozenset({"approved"}), "danger", reasons=_BACK, undoes=True),
        Verb("release-rest", Words("余额不再拨付", "Pay no more"), frozenset({"approved"}), undoes=True),
        Verb("order-recovery", Words("责令追回", "Order money back"), frozenset({"approved", "paid", "recovered"}), "danger", reasons=_BACK, undoes=True),
        Verb("lift-recovery", Words("撤销追回", "Take the order away"), frozenset({"recovery_ordered"}), undoes=True),
    ),
)  # fmt: skip
_REVIEW, _MONEY = Words("审核", "Review"), Words("资金", "Money")


def _list(slug: str, zh: str, en: str, status: str, group: Words, *, waits: bool = True) -> WorkList:
    params = {"status": status, "sort": "due"}
    filters = ("uscc", "number", "district", "due_before")
    return WorkList(slug, Words(zh, en), APPLICATION, params, group, filters, waits=waits)


BENCH: Final = Bench(
    "incentives",
    (
        _list("to-accept", "待受理", "To accept", "submitted", _REVIEW),
        _list("to-review", "待审核", "To review", "accepted", _REVIEW),
        _list("to-publicise", "待公示", "To publicise", "reviewed", _REVIEW),
        _list("public", "公示中", "Shown to the public", "publicised", _REVIEW),
        _list("in-correction", "待企业补正", "With the firm", "correction", _REVIEW, waits=False),
        _list("to-pay", "待拨付", "To pay", "approved", _MONEY),
        _list("recoveries", "待追回", "To recover", "recovery_ordered", _MONEY),
        _list("paid", "已拨付", "Paid", "paid", _MONEY, waits=False),
    ),
)
