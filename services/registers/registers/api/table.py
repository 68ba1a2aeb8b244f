"""What the routes of each register are made of: its particulars, and for each verb its paper and what decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.paging import Page
from registers import bodies
from registers.documents import EntryShown
from registers.domain import centres, district_policies, facilities, fairs, keeping
from registers.domain import particulars as papers
from registers.domain.entry import Entry, Register, Verb, Writer
from registers.domain.terms import Policy

PARTICULARS: Final[Mapping[Register, type[Any]]] = MappingProxyType(
    {
        Register.BASES: papers.Base,
        Register.SUPPLIERS: papers.Supplier,
        Register.CENTRES: papers.Centre,
        Register.FACILITIES: papers.Facility,
        Register.EXHIBITIONS: papers.Fair,
        Register.PARTICIPATIONS: papers.Participation,
        Register.DESTINATIONS: papers.Destination,
        Register.TARGETS: papers.Target,
        Register.TRAININGS: papers.Training,
        Register.GUIDANCE: papers.Guidance,
        Register.CONTACTS: papers.Contact,
        Register.POLICIES: papers.DistrictPolicy,
        Register.PROVIDERS: papers.Provider,
        Register.POOLS: papers.Pool,
        Register.PROMOTIONS: papers.Promotion,
    }
)

TITLES: Final[Mapping[Register, tuple[str, str]]] = MappingProxyType(
    {
        Register.BASES: ("出口基地", "export base"),
        Register.SUPPLIERS: ("头部企业和配套企业", "supplier or leading firm"),
        Register.CENTRES: ("综合服务中心", "service centre"),
        Register.FACILITIES: ("境外网点", "overseas facility"),
        Register.EXHIBITIONS: ("展会目录", "fair in the catalogue"),
        Register.PARTICIPATIONS: ("参展", "participation in a fair"),
        Register.DESTINATIONS: ("出口目的国", "destination"),
        Register.TARGETS: ("重点目标国", "target country"),
        Register.TRAININGS: ("培训", "training"),
        Register.GUIDANCE: ("个性化辅导", "guidance given"),
        Register.CONTACTS: ("企业专员", "contact officer"),
        Register.POLICIES: ("区级政策", "district policy"),
        Register.PROVIDERS: ("跨境支付机构", "payment institution"),
        Register.POOLS: ("资金池", "fund pool"),
        Register.PROMOTIONS: ("品牌活动", "event in the calendar"),
    }
)

Answer = Decided[Entry] | Refused
Decide = Callable[[Entry, Any, Writer, Policy], Answer]
OWN_PAPER: Final = object()
"""Stands for the paper of the register's own particulars."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb: its words, what it takes, what decides."""

    summary: str
    body: Any
    decide: Decide


def _ending(verb: Verb, summary: str) -> Deed:
    return Deed(
        summary, bodies.Ending, lambda e, b, w, _p: keeping.end(e, verb, on=b.on, reason=b.reason, writer=w)
    )


def _again(verb: Verb, summary: str) -> Deed:
    return Deed(
        summary, bodies.Reasoned, lambda e, b, w, p: keeping.again(e, verb, b.reason, writer=w, policy=p)
    )


_KEEPING: Final = {
    Verb.CONFIRM: Deed(
        "Confirm · 确认", bodies.Confirmation,
        lambda e, b, w, p: keeping.confirm(e, source=b.source, writer=w, policy=p),
    ),
    Verb.RETURN: Deed(
        "Send back · 退回", bodies.Reasoned, lambda e, b, w, _p: keeping.send_back(e, b.reason, writer=w)
    ),
    Verb.AMEND: Deed(
        "Put right · 更正", OWN_PAPER,
        lambda e, b, w, p: keeping.amend(e, b.particulars, source=b.source, as_of=b.as_of, writer=w, policy=p),
    ),
    Verb.REASSESS: Deed(
        "Assess again · 重新评估", OWN_PAPER,
        lambda e, b, w, p: keeping.reassess(e, b.particulars, source=b.source, as_of=b.as_of, writer=w, policy=p),
    ),
    Verb.CLOSE: _ending(Verb.CLOSE, "Close · 关闭"),
    Verb.WITHDRAW: _ending(Verb.WITHDRAW, "Withdraw · 撤回"),
    Verb.STRIKE: _ending(Verb.STRIKE, "Strike · 划去"),
    Verb.DROP: _ending(Verb.DROP, "Drop · 移出"),
    Verb.RELIEVE: _ending(Verb.RELIEVE, "Relieve · 解除"),
    Verb.CALL_OFF: _ending(Verb.CALL_OFF, "Call off · 取消"),
    Verb.LIST_AGAIN: _again(Verb.LIST_AGAIN, "List again · 重新列入"),
    Verb.NAME_AGAIN: _again(Verb.NAME_AGAIN, "Name again · 重新列入"),
    Verb.CHANGE_SERVICES: Deed(
        "Change the services · 变更服务", bodies.ServicesPaper,
        lambda e, b, w, p: keeping.change_services(e, b.services, source=b.source, on=b.on, writer=w, policy=p),
    ),
}  # fmt: skip

_CENTRES: Final = {
    Verb.REPORT_MONTH: Deed(
        "Report a month · 月报", bodies.MonthPaper,
        lambda e, b, w, _p: centres.report_month(
            e, year=b.year, month=b.month, vehicles=b.vehicles, evidence=b.evidence, writer=w),
    ),
    Verb.CONFIRM_MONTH: Deed(
        "Confirm a month · 确认月报", bodies.MonthNamed,
        lambda e, b, w, _p: centres.confirm_month(e, year=b.year, month=b.month, writer=w),
    ),
    Verb.STRIKE_MONTH: Deed(
        "Strike a month · 撤销月报", bodies.MonthStruck,
        lambda e, b, w, _p: centres.strike_month(e, year=b.year, month=b.month, reason=b.reason, writer=w),
    ),
    Verb.PROPOSE: Deed(
        "Propose for recognition · 提请认定", bodies.YearNamed,
        lambda e, b, w, p: centres.propose(e, year=b.year, writer=w, policy=p),
    ),
    Verb.DECLINE: Deed(
        "Not recognised · 不予认定", bodies.Reasoned, lambda e, b, w, _p: centres.decline(e, b.reason, writer=w)
    ),
    Verb.FIX_AMOUNT: Deed(
        "Fix the amount · 核定金额", bodies.AmountPaper,
        lambda e, b, w, p: centres.fix_amount(e, b.decided_amount, source=b.source, writer=w, policy=p),
    ),
    Verb.CANCEL: Deed(
        "Take the recognition back · 撤销认定", bodies.CancelPaper,
        lambda e, b, w, _p: centres.cancel_recognition(
            e, code=b.code, reason=b.reason, article=b.article, writer=w),
    ),
}  # fmt: skip

_OTHERS: Final = {
    Verb.REPORT_INVESTMENT: Deed(
        "Report the investment of a year · 年度投资额", bodies.InvestmentPaper,
        lambda e, b, w, _p: facilities.report_investment(
            e, year=b.year, usd=b.usd, evidence=b.evidence, writer=w),
    ),
    Verb.CONFIRM_INVESTMENT: Deed(
        "Confirm it · 确认投资额", bodies.YearNamed,
        lambda e, b, w, _p: facilities.confirm_investment(e, year=b.year, writer=w),
    ),
    Verb.REVIEW: Deed(
        "Review by the rules of the WTO · 合规性审查", bodies.ReviewPaper,
        lambda e, b, w, _p: district_policies.review(
            e, export_contingent=b.export_contingent, import_substitution=b.import_substitution, opinion=b.opinion,
            writer=w),
    ),
    Verb.REDRAFT: Deed(
        "Write the draft anew · 修改草案", OWN_PAPER,
        lambda e, b, w, p: district_policies.redraft(e, b.particulars, source=b.source, writer=w, policy=p),
    ),
    Verb.PUBLISH: Deed(
        "Publish · 发布", bodies.PublicationPaper,
        lambda e, b, w, _p: district_policies.publish(
            e, document_no=b.document_no, valid_from=b.valid_from, valid_to=b.valid_to, writer=w),
    ),
    Verb.HOLD: Deed(
        "It took place · 已举办", bodies.HoldingPaper,
        lambda e, b, w, _p: fairs.hold(e, b.firms, source=b.source, writer=w),
    ),
}  # fmt: skip

DEEDS: Final[Mapping[Verb, Deed]] = MappingProxyType({**_KEEPING, **_CENTRES, **_OTHERS})
"""Every verb but the recognition, which looks at the firm's other centres too."""


_PAPER: Any = bodies.EntryPaper
_SHOWN: Any = EntryShown
_PAGE: Any = Page


def paper_of(register: Register) -> Any:
    """The paper in which this register's entries are handed in."""
    return _PAPER[PARTICULARS[register]]


def shown_of(register: Register) -> Any:
    """How this register's entries are shown."""
    return _SHOWN[PARTICULARS[register]]


def page_of(register: Register) -> Any:
    """How a page of them is shown."""
    return _PAGE[shown_of(register)]
