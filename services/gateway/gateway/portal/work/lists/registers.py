"""The work on the registers of promotion: what districts and firms entered and commerce confirms."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.reasons import OTHER
from gateway.portal.work.shape import Bench, Column, Things, Verb, WorkList
from gateway.portal.work.vocabulary.states import ENTRIES

_CONFIRM: Final = Verb(
    "confirm", Words("确认", "Confirm"), frozenset({"entered"}), "main", key="g", together=True
)
_RETURN: Final = Verb("return", Words("退回", "Send back"), frozenset({"entered"}), key="c")
_CLOSE: Final = Verb("close", Words("关闭", "Close"), frozenset({"registered"}), "danger")  # fmt: skip
_WITHDRAW: Final = Verb("withdraw", Words("撤回", "Withdraw"), frozenset({"entered", "returned"}), "danger")  # fmt: skip
_KEPT: Final = (_CONFIRM, _RETURN, _CLOSE, _WITHDRAW)


def _register(path: str, zh: str, en: str, verbs: tuple[Verb, ...], title: str = "name") -> Things:
    return Things(
        agency="registers",
        path=path,
        words=Words(zh, en),
        states=ENTRIES,
        title=(f"particulars.{title}", "particulars.name", "particulars.title", "id"),
        firm="particulars.uscc",
        columns=(
            Column("district", "particulars.district", "text"),
            Column("as_of", "as_of", "day"),
        ),
        due=lambda _document: None,
        age=("as_of", "created_at"),
        good=frozenset({"registered", "recognised", "published", "held", "listed"}),
        bad=frozenset({"withdrawn", "struck", "called_off"}),
        waiting=frozenset({"returned"}),
        verbs=verbs,
    )


BASE: Final = _register("/v1/bases", "出口基地", "Export base", _KEPT)
SUPPLIER: Final = _register("/v1/suppliers", "头部企业和配套企业", "Supplier or leading firm", _KEPT)
CENTRE: Final = _register(
    "/v1/service-centres", "综合服务中心", "Service centre",
    (
        _CONFIRM,
        _RETURN,
        _WITHDRAW,
        Verb("close", Words("关闭", "Close"), frozenset({"registered", "recognised"}), "danger"),
        Verb("propose", Words("提请认定", "Propose for recognition"), frozenset({"registered"}), key="p"),
        Verb("recognise", Words("认定", "Recognise"), frozenset({"proposed"}), "main", key="g"),
        Verb("decline", Words("不予认定", "Do not recognise"), frozenset({"proposed"}), key="r"),
        Verb("fix-amount", Words("核定金额", "Fix the amount"), frozenset({"recognised"})),
        Verb("confirm-month", Words("确认月报", "Confirm a month"), frozenset({"registered", "proposed", "recognised"})),
        Verb("strike-month", Words("撤销月报", "Strike a month"), frozenset({"registered", "proposed", "recognised"}), undoes=True),
        Verb("cancel", Words("撤销认定", "Take the recognition back"), frozenset({"recognised"}), "danger", reasons=(OTHER,), undoes=True),
    ),
)  # fmt: skip
FACILITY: Final = _register(
    "/v1/facilities", "境外网点", "Overseas facility",
    (
        *_KEPT,
        Verb("confirm-investment", Words("确认投资额", "Confirm an investment"), frozenset({"registered", "closed"})),
    ),
)  # fmt: skip
PROVIDER: Final = _register("/v1/payment-providers", "跨境支付机构", "Payment institution", _KEPT)
POOL: Final = _register("/v1/fund-pools", "资金池", "Fund pool", _KEPT)
DISTRICT_POLICY: Final = _register(
    "/v1/district-policies", "区级政策", "District policy",
    (
        Verb("review", Words("合规性审查", "Review by the rules of the WTO"), frozenset({"drafted"}), "main", key="g"),
        Verb("publish", Words("发布", "Publish"), frozenset({"reviewed"}), "main", key="g"),
        Verb("withdraw", Words("撤回", "Withdraw"), frozenset({"drafted", "reviewed", "published"}), "danger"),
    ),
)  # fmt: skip
PROMOTION: Final = _register(
    "/v1/promotions", "品牌活动", "Event",
    (
        Verb("hold", Words("登记已举办", "It took place"), frozenset({"scheduled"}), "main", key="g"),
        Verb("call-off", Words("取消活动", "Call off"), frozenset({"scheduled"}), "danger"),
    ),
)  # fmt: skip
_TO_CONFIRM, _OTHERS = Words("待确认", "To confirm"), Words("其他", "Others")


def _list(slug: str, things: Things, status: str, group: Words = _TO_CONFIRM) -> WorkList:
    return WorkList(
        slug, things.words, things, {"status": status, "sort": "created"}, group, ("district", "uscc")
    )


BENCH: Final = Bench(
    "registers",
    (
        _list("bases", BASE, "entered"),
        _list("suppliers", SUPPLIER, "entered"),
        _list("service-centres", CENTRE, "entered"),
        _list("facilities", FACILITY, "entered"),
        _list("payment-providers", PROVIDER, "entered"),
        _list("fund-pools", POOL, "entered"),
        WorkList("recognition", Words("综合服务中心待认定", "Centres to recognise"), CENTRE, {"status": "proposed"}, _OTHERS, ("district",)),
        WorkList("policy-review", Words("区级政策待审查", "Policies to review"), DISTRICT_POLICY, {"status": "drafted"}, _OTHERS, ("district",)),
        WorkList("policy-publish", Words("区级政策待发布", "Policies to publish"), DISTRICT_POLICY, {"status": "reviewed"}, _OTHERS, ("district",)),
        WorkList("promotions", Words("品牌活动", "Events"), PROMOTION, {"status": "scheduled"}, _OTHERS, ("district",), waits=False),
    ),
)  # fmt: skip
