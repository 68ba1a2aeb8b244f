"""Applications, accounts and knowledge as the tests of the domain need them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from exportlane.contracts.decision import Refused
from incentives.domain import approving, paying, publishing, recovering, reviewing, submitting
from incentives.domain.account import Account
from incentives.domain.application import (
    Application,
    NoticeItem,
    Objection,
    Outcome,
    Recovery,
    Return,
)
from incentives.domain.around import Answer, Around, Moment, Settled
from incentives.domain.invoices import InvoiceUse
from incentives.domain.line import Invoice, Line, LineReview
from incentives.domain.policy import Policy
from incentives.domain.registers import Count, Entry, Exported, Firm, Known, Listing
from incentives.settings import IncentivesSettings, policy_from_settings

USCC = "91331004MA2A1B2C3U"
OTHER = "91331002MA28A00012"
POLICY = "taizhou-2025"
DAY = date(2025, 7, 1)
NOW = datetime(2025, 7, 1, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=20)
REVIEWER, APPROVER = "incentives/officer/li", "incentives/officer/wang"
FILED = Firm(uscc=USCC, first_filed_on=date(2023, 4, 1))


@cache
def policy() -> Policy:
    return policy_from_settings(IncentivesSettings())


def at(now: datetime = NOW, by: str = REVIEWER, rules: Policy | None = None) -> Moment:
    return Moment(now, rules or policy(), by)


def invoice(number: str = "25", amount: str = "100000.00", **changes: Any) -> Invoice:
    plain = Invoice(number, "台州会展公司", Decimal(amount), date(2025, 6, 1))
    return replace(plain, **changes)


def line(id_: str = "a", item: str = "O1", amount: str | None = "100000.00", **changes: Any) -> Line:
    """A rent, unless it is said to be something else."""
    bill = invoice(f"N-{id_}", amount) if amount is not None else None
    plain: dict[str, Any] = {
        "amount": None if amount is None else Decimal(amount),
        "paid_on": bill.paid_on if bill else None,
        "invoice": bill,
    }
    return Line(id=id_, item=item, **{**plain, **changes})


def draft(*lines: Line, id_: str = "app-1", **changes: Any) -> Application:
    plain: dict[str, Any] = {
        "uscc": USCC,
        "name": "路桥远航汽车出口有限公司",
        "district": "331004",
        "policy": POLICY,
        "year": 2025,
    }
    return Application(id=id_, number=f"BT-{id_}", lines=lines or (line(),), **{**plain, **changes})


def known(*entries: Entry, firm: Firm = FILED, exports: int = 600) -> Known:
    return Known(firm, Count(exports, 0), {entry.id: entry for entry in entries})


def around(*accounts: Account, of: Known | None = None, uses: tuple[InvoiceUse, ...] = ()) -> Around:
    return Around(accounts, of or known(), uses)


def entry(kind: str, key: str, on: date | None = None, uscc: str | None = USCC, **values: str) -> Entry:
    return Entry(
        id=f"{kind}:{key}", kind=kind, key=key, uscc=uscc, on=on, year=2025, values=values,
        fact_id=f"fact-{key}", as_of=NOW,
    )  # fmt: skip


def dishonest(since: date = date(2025, 1, 1), to: date | None = None) -> Firm:
    listing = Listing(
        name="serious_dishonesty", code="court", reason="It does not obey a judgement.", article="第十二条",
        valid_from=since, valid_to=to, fact_id="f", as_of=NOW,
    )  # fmt: skip
    return FILED.listed(listing)


def exported(case: str, returned: date | None = None) -> Exported:
    return Exported(
        case_id=case, vin="LSVAU033002221761", uscc=USCC, cleared_on=DAY, fact_id="f", as_of=NOW,
        returned_on=returned,
    )  # fmt: skip


def settled(answer: Answer) -> Settled:
    assert isinstance(answer, Settled), answer
    return answer


def refused(answer: object) -> Refused:
    assert isinstance(answer, Refused), answer
    return answer


class Desk:
    """An office in memory: applications, their firm's accounts, the invoices; each verb as the service does it."""

    def __init__(self, of: Known | None = None, rules: Policy | None = None) -> None:
        self.known = of or known()
        self.rules = rules or policy()
        self.applications: dict[str, Application] = {}
        self.accounts: dict[str, Account] = {}
        self.uses: dict[str, InvoiceUse] = {}
        self.rows: list[dict[str, Any]] = []

    def around(self) -> Around:
        return Around(tuple(self.accounts.values()), self.known, tuple(self.uses.values()))

    def write(self, application: Application) -> Application:
        self.applications[application.id] = application
        return application

    def do(
        self, verb: str, id_: str, *args: Any, now: datetime = NOW, by: str = REVIEWER, **more: Any
    ) -> Answer:
        """Do a verb; when it is done, all of it is kept."""
        answer: Answer = VERBS[verb](self, self.applications[id_], at(now, by, self.rules), *args, **more)
        if isinstance(answer, Settled):
            self.keep(answer)
        return answer

    def keep(self, answer: Settled) -> None:
        for decided in (answer.application, answer.other):
            if decided is not None:
                self.applications[decided.state.id] = decided.state
                self.rows += [write.row for write in decided.writes]
        if answer.account is not None:
            self.accounts[answer.account.id] = answer.account
        self.uses |= {use.id: use for use in answer.invoices}

    def publicised(self, application: Application) -> Application:
        """The application, handed in, reviewed as it was claimed, and shown to the public."""
        self.write(application)
        for verb in ("submit", "accept", "review", "publicise"):
            settled(self.do(verb, application.id))
        return self.applications[application.id]

    def approved(self, application: Application) -> Application:
        self.publicised(application)
        settled(self.do("approve", application.id, now=LATER, by=APPROVER))
        return self.applications[application.id]


def as_claimed(state: Application) -> dict[str, LineReview]:
    return {each.id: LineReview(each.claimed, "Checked against the invoice.") for each in state.lines}


def ground(code: str = "unfit") -> Outcome:
    return Outcome(code, "The papers do not bear it out.", "第一条")


def order(amount: str = "1000.00") -> Recovery:
    return Recovery(Decimal(amount), "returned_goods", "The cars came back.", "第二条", "", DAY, None)


def back(amount: str = "1000.00", **changes: Any) -> Return:
    return replace(Return(Decimal(amount), "cash", DAY, "GK-R", ""), **changes)


def _amend(desk: Desk, state: Application, moment: Moment) -> Answer:
    answer = submitting.amend(state, state, moment)
    return answer if isinstance(answer, Refused) else Settled(answer)


VERBS: dict[str, Any] = {
    "amend": _amend,
    "submit": lambda d, s, m: submitting.submit(s, d.around(), m),
    "request_correction": lambda d, s, m: submitting.request_correction(
        s, (NoticeItem("paper_missing", "The contract is missing."),), d.around(), m
    ),
    "supply_correction": lambda d, s, m, w=None: submitting.supply_correction(s, w or s, d.around(), m),
    "withdraw": lambda d, s, m: submitting.withdraw(s, "We changed our mind.", d.around(), m),
    "accept": lambda d, s, m: reviewing.accept(s, d.around(), m),
    "accept_paper": lambda d, s, m, p=None, l="a": reviewing.accept_paper(s, l, p, d.around(), m),  # noqa: E741
    "review": lambda d, s, m, f=None: reviewing.review(s, f or as_claimed(s), d.around(), m),
    "publicise": lambda d, s, m, n=None: publishing.publicise(s, n, d.around(), m),
    "object": lambda _d, s, m: publishing.object_to(s, Objection("", "王某", "It is not so.", m.today), m),
    "answer_objection": lambda _d, s, m, n=None, up=False: publishing.answer_objection(
        s, n or f"{s.number}-1", "It is so.", upheld=up, at=m
    ),
    "uphold_objection": lambda _d, s, m: publishing.answer_objection(
        s, f"{s.number}-1", "Right.", upheld=True, at=m
    ),
    "approve": lambda d, s, m, why=None: approving.approve(s, d.around(), m, out_of_turn=why),
    "refuse": lambda d, s, m: approving.refuse(s, ground(), d.around(), m),
    "revoke_approval": lambda d, s, m: approving.revoke_approval(s, ground(), d.around(), m),
    "pay": lambda d, s, m, a="1000.00": paying.pay(s, Decimal(a), "GK-1", None, d.around(), m),
    "pay_rest": lambda d, s, m: paying.pay(s, None, "GK-1", None, d.around(), m),
    "release_rest": lambda d, s, m: paying.release_rest(s, "No more is needed.", d.around(), m),
    "order_recovery": lambda d, s, m, a="1000.00": recovering.order_recovery(s, order(a), d.around(), m),
    "recover": lambda d, s, m, r=None, c=None: recovering.recover(s, r or back("400.00"), c, d.around(), m),
    "recover_all": lambda d, s, m: recovering.recover(s, back("1000.00"), None, d.around(), m),
    "lift_recovery": lambda _d, s, m: recovering.lift_recovery(s, "The order was wrong.", m),
}
"""Every verb as the service calls it."""
