"""What stands around an application while somebody decides on it, under the lock; and what a decision changes. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from incentives.domain.account import Account, Turn, account_id
from incentives.domain.application import Application, Granted
from incentives.domain.articles import MONEY_AND_LIST, OWN_RULE
from incentives.domain.invoices import InvoiceUse
from incentives.domain.line import Finding, Line
from incentives.domain.policy import Policy
from incentives.domain.procedure import Procedure
from incentives.domain.proving import proven
from incentives.domain.reckoning import reckoned
from incentives.domain.registers import Known
from incentives.domain.status import Verb


@dataclass(frozen=True, slots=True)
class Around:
    """The firm's accounts of all years, what the registers know, and the invoices as they are used now."""

    accounts: tuple[Account, ...]
    known: Known
    uses: tuple[InvoiceUse, ...] = ()

    def account(self, application: Application) -> Account:
        """The account of the application's year; an empty one before the first application."""
        wanted = account_id(application.policy, application.year, application.uscc)
        empty = Account(id=wanted, policy=application.policy, year=application.year, uscc=application.uscc)
        return next((one for one in self.accounts if one.id == wanted), empty)


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of an application and of what stands around it."""

    application: Decided[Application]
    account: Account | None = None
    invoices: tuple[InvoiceUse, ...] = ()
    other: Decided[Application] | None = None


Answer = Settled | Refused


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, the rules, and who acts."""

    now: datetime
    policy: Policy
    by: str

    @property
    def today(self) -> date:
        return statutory_day(self.now)

    def procedure(self, application: Application) -> Procedure:
        return self.policy.procedure(application.policy)


def not_allowed(application: Application, verb: Verb) -> Refused:
    """The table has no such move from here."""
    words = verb.replace("_", " ")
    return Refused(
        "move-not-allowed", f"The application is {application.status}; to {words} is not possible.", OWN_RULE
    )


def looked_up(application: Application, around: Around, at: Moment) -> tuple[Line, ...]:
    """The lines with what the registers say of them now."""
    procedure = at.procedure(application)
    return tuple(
        proven(
            line,
            around.known,
            evidence=procedure.needs(line.item).evidence,
            year=application.year,
            uscc=application.uscc,
        )
        for line in application.lines
    )


def grants_of(
    application: Application, around: Around, at: Moment, *, ahead: tuple[Turn, ...] = ()
) -> tuple[Granted, ...]:
    """What the rules give now. Raises BadClaim."""
    policy = at.policy.policies[application.policy]
    return reckoned(application, around.accounts, around.known, policy, ahead=ahead)


@rule(
    "INC-LIST-SUBMIT",
    zh="列入严重失信名单的企业不予受理",
    en="A firm on a list of serious dishonesty does not apply",
    article=MONEY_AND_LIST,
    slug="DISHONEST_AT_SUBMISSION",
)
def dishonest_at_submission(known: Known, on: date) -> Refused | None:
    listing = known.firm.dishonest(on)
    if listing is None:
        return None
    sentence = (
        f"The firm has been on the list of serious dishonesty since {listing.valid_from}: {listing.reason}"
    )
    return Refused("DISHONEST_AT_SUBMISSION", sentence, MONEY_AND_LIST, "/uscc", 422)


@rule(
    "INC-LIST-PAY",
    zh="拨付时列入严重失信名单的企业不予拨付",
    en="A firm that is on a list of serious dishonesty on the day of payment is not paid",
    article=MONEY_AND_LIST,
    slug="DISHONEST_AT_PAYMENT",
)
def dishonest_at_payment(known: Known, on: date) -> Refused | None:
    listing = known.firm.dishonest(on)
    if listing is None:
        return None
    sentence = (
        f"The firm has been on the list of serious dishonesty since {listing.valid_from}: {listing.reason}"
    )
    return Refused("DISHONEST_AT_PAYMENT", sentence, MONEY_AND_LIST)


def seat_findings(application: Application) -> tuple[Finding, ...]:
    """The firm's own code names where it was registered: another city, or another county of it, needs a paper.

    A code of the city itself (331000, 331001) says nothing of the district.
    """
    own = application.uscc[2:8]
    of_city = own[:4] == application.district[:4] and own[4:] in {"00", "01"}
    if own == application.district or of_city or application.seat_paper is not None:
        return ()
    sentence = (
        f"The firm's code names {application.uscc[2:8]}, the application the district {application.district}."
    )
    return (Finding("seat-not-proven", sentence, MONEY_AND_LIST, "district"),)


def begun(application: Application, matter: str, at: Moment) -> tuple[limits.Running, ...]:
    """The application's clocks: those that ran are stopped, that of this matter runs."""
    stopped = limits.stop_all(application.clocks, on=at.today)
    limit = at.procedure(application).limits[matter]
    return (*stopped, limits.start(limit, on=at.today, calendar=at.policy.calendar))


def stopped(application: Application, at: Moment) -> tuple[limits.Running, ...]:
    """All its clocks stopped."""
    return limits.stop_all(application.clocks, on=at.today)
