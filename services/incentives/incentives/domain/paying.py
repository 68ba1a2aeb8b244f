"""Payment, in one or several parts, shared between city and county; the rest that is not paid any more. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from exportlane.contracts.decision import Refused
from exportlane.law.money import Money
from exportlane.law.rules import rule
from incentives.domain import announcements
from incentives.domain.application import Application, Payment, by_item
from incentives.domain.around import (
    Answer,
    Around,
    Moment,
    Settled,
    dishonest_at_payment,
    not_allowed,
    stopped,
)
from incentives.domain.articles import MONEY_AND_LIST, OWN_RULE
from incentives.domain.line import NOTHING
from incentives.domain.movements import decided, paid_by_item, spread
from incentives.domain.procedure import Share
from incentives.domain.status import Verb


@rule(
    "INC-SHARE",
    zh="奖补资金按现行财政体制由市、县（市、区）分担",
    en="City and county share a payment by the present fiscal system, district by district",
    article=MONEY_AND_LIST,
    effect="compute",
)
def shared(amount: Decimal, share: Share) -> tuple[Decimal, Decimal]:
    """The city's part, rounded half up to the cent, and the county's, which is the rest of the whole."""
    city = Money(amount, "CNY").times(share.city).amount
    return city, amount - city


def pay(
    state: Application,
    amount: Decimal | None,
    reference: str,
    paid_on: date | None,
    around: Around,
    at: Moment,
) -> Answer:
    """Pay, all that is open or a part of it. The list of dishonest firms is asked again today."""
    if not state.may(Verb.PAY):
        return not_allowed(state, Verb.PAY)
    day = paid_on or at.today
    if day > at.today:
        return Refused("payment-in-future", f"{day} is still to come.", OWN_RULE, "/paid_on", 422)
    if fault := dishonest_at_payment(around.known, at.today) or dishonest_at_payment(around.known, day):
        return fault
    if state.approved_on is not None and day < state.approved_on:
        sentence = f"It was approved on {state.approved_on}; nothing was paid on it on {day}."
        return Refused("payment-before-approval", sentence, OWN_RULE, "/paid_on", 422)
    payment = payment_of(state, state.unpaid if amount is None else amount, reference, day, at)
    if isinstance(payment, Refused):
        return payment
    after = paid(state, payment, at)
    return Settled(decided(state, after, announcements.paid(after, payment), on=day))


@rule(
    "INC-PAID-MOST",
    zh="拨付总额不得超过批准金额",
    en="No more is paid than was approved",
    article=OWN_RULE,
    slug="payment-exceeds-approval",
)
def payment_of(
    state: Application, amount: Decimal, reference: str, day: date, at: Moment, *, against: str | None = None
) -> Payment | Refused:
    """A payment of this amount, laid on the items in their order; `against` names the debt that it is set off with."""
    if amount <= NOTHING:
        return Refused("amount-not-positive", f"{amount} cannot be paid.", OWN_RULE, "/amount", 422)
    if amount > state.unpaid:
        sentence = f"{state.unpaid} is open, and {amount} should be paid."
        return Refused("payment-exceeds-approval", sentence, OWN_RULE, "/amount", 422)
    share = at.procedure(state).share_of(state.district)
    city, county = shared(amount, share)
    before = paid_by_item(state)
    room = {item: most - before.get(item, NOTHING) for item, most in by_item(state.grants).items()}
    items = spread(amount, room)
    return Payment(amount, city, county, day, reference, at.by, items, share.article, against)


def paid(state: Application, payment: Payment, at: Moment) -> Application:
    """The application with the payment; after the last one its clock stands still."""
    payments = (*state.payments, payment)
    if payment.amount < state.unpaid:
        return state.moved(Verb.PAY, payments=payments)
    return state.moved(Verb.PAY_REST, payments=payments, clocks=stopped(state, at))


def release_rest(state: Application, reason: str, around: Around, at: Moment) -> Answer:
    """What is still open will not be paid: it goes back under its caps; what was paid stays."""
    if not state.may(Verb.RELEASE_REST):
        return not_allowed(state, Verb.RELEASE_REST)
    if not state.payments:
        return Refused("nothing-paid", "Nothing has been paid; revoke the approval instead.", OWN_RULE)
    rest = state.unpaid
    after = state.moved(Verb.RELEASE_REST, released=rest, clocks=stopped(state, at))
    account = around.account(state).partly_given_back(state.id, rest)
    return Settled(
        decided(state, after, announcements.rest_released(after, rest, reason, at.by), on=at.today), account
    )


def set_off(
    debtor: str, creditor: Application, amount: Decimal, reference: str, at: Moment
) -> Application | Refused:
    """Pay a debt of the firm out of what is open to it: the other application is paid by so much, to the treasury."""
    if not creditor.may(Verb.PAY):
        return not_allowed(creditor, Verb.PAY)
    payment = payment_of(creditor, amount, reference, at.today, at, against=debtor)
    if isinstance(payment, Refused):
        return replace(payment, field="/against")
    return paid(creditor, payment, at)
