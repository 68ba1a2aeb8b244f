"""Money that must come back: the export fell away, or the claim was not true (C5, C11, C13). PURE."""

from __future__ import annotations

from dataclasses import replace

from exportlane.contracts.decision import Refused
from exportlane.law.limits import find
from exportlane.law.rules import rule
from incentives.domain import announcements
from incentives.domain.application import Application, Recovery, Return
from incentives.domain.around import Answer, Around, Moment, Settled, begun, not_allowed, stopped
from incentives.domain.articles import OWN_RULE, TRUE_CLAIMS
from incentives.domain.line import NOTHING
from incentives.domain.movements import decided
from incentives.domain.paying import set_off
from incentives.domain.procedure import REPAYMENT
from incentives.domain.status import Verb


@rule(
    "INC-RECOVER",
    zh="骗取或者不再符合条件的资金予以追回，追回不超过已拨付额",
    en="Money for a claim that was not true, or is not any more, is ordered back, and never more than was paid",
    article=TRUE_CLAIMS,
    slug="recovery-exceeds-payment",
)
def order_recovery(state: Application, order: Recovery, around: Around, at: Moment) -> Answer:
    """Order so much back. What was approved and is not paid yet is not paid any more."""
    if not state.may(Verb.ORDER_RECOVERY):
        return not_allowed(state, Verb.ORDER_RECOVERY)
    if order.amount <= NOTHING:
        return Refused("amount-not-positive", "Say how much must come back.", OWN_RULE, "/amount", 422)
    most = state.paid - state.recovered
    if order.amount > most:
        sentence = f"{most} is paid and not recovered, and {order.amount} should come back."
        return Refused("recovery-exceeds-payment", sentence, TRUE_CLAIMS, "/amount", 422)
    rest, clocks = state.unpaid, begun(state, REPAYMENT, at)
    clock = find(clocks, REPAYMENT)
    due = clock.due_on if clock and clock.due_on else at.today
    dated = replace(order, due_on=due, ordered_on=at.today, by=at.by)
    after = state.moved(
        Verb.ORDER_RECOVERY,
        recoveries=(*state.recoveries, dated),
        released=state.released + rest,
        clocks=clocks,
    )
    account = around.account(state).partly_given_back(state.id, rest) if rest else None
    facts = announcements.recovery_ordered(after, dated, due)
    if rest:
        why = "What was not paid yet is not paid after an order to pay back."
        facts = (*announcements.rest_released(after, rest, why, at.by), *facts)
    return Settled(decided(state, after, facts, on=at.today), account)


def recover(
    state: Application, back: Return, creditor: Application | None, around: Around, at: Moment
) -> Answer:
    """Note what came back, in cash or set off against what is open to the firm under another application."""
    if not state.may(Verb.RECOVER):
        return not_allowed(state, Verb.RECOVER)
    if fault := _wrong(back, state.recoveries[-1], at):
        return fault
    if back.way == "cash":
        return _returned(state, back, around, at)
    other = _offset(state, creditor, back, at)
    if isinstance(other, Refused) or creditor is None:
        return other if isinstance(other, Refused) else not_allowed(state, Verb.RECOVER)
    paid = decided(creditor, other, announcements.paid(other, other.payments[-1]), on=at.today)
    return replace(_returned(state, back, around, at), other=paid)


def _wrong(back: Return, order: Recovery, at: Moment) -> Refused | None:
    if back.amount <= NOTHING:
        return Refused("amount-not-positive", "Say how much came back.", OWN_RULE, "/amount", 422)
    if back.amount > order.outstanding:
        sentence = f"{order.outstanding} is outstanding, and {back.amount} came back."
        return Refused("return-exceeds-order", sentence, OWN_RULE, "/amount", 422)
    if back.on > at.today:
        return Refused("payment-in-future", f"{back.on} is still to come.", OWN_RULE, "/on", 422)
    return None


def _offset(
    state: Application, creditor: Application | None, back: Return, at: Moment
) -> Application | Refused:
    if creditor is None or creditor.uscc != state.uscc or creditor.id == state.id:
        sentence = "Money is set off against another application of the same firm; name it."
        return Refused("no-such-creditor", sentence, OWN_RULE, "/against", 422)
    return set_off(state.number, creditor, back.amount, back.reference, at)


def _returned(state: Application, back: Return, around: Around, at: Moment) -> Settled:
    dated = replace(back, by=at.by)
    order = replace(state.recoveries[-1], returned=(*state.recoveries[-1].returned, dated))
    complete = order.outstanding == NOTHING
    verb = Verb.RECOVER_ALL if complete else Verb.RECOVER
    clocks = stopped(state, at) if complete else state.clocks
    after = state.moved(verb, recoveries=(*state.recoveries[:-1], order), clocks=clocks)
    account = None
    if at.procedure(state).recovered_cap_returns:
        account = around.account(state).partly_given_back(state.id, back.amount)
    facts = announcements.recovered(after, dated, complete=complete)
    return Settled(decided(state, after, facts, on=back.on), account)


def lift_recovery(state: Application, reason: str, at: Moment) -> Answer:
    """The order was wrong, and nothing has come back on it."""
    if not state.may(Verb.LIFT_RECOVERY):
        return not_allowed(state, Verb.LIFT_RECOVERY)
    order = state.recoveries[-1]
    if order.returned:
        sentence = "Money has come back on this order; it is completed, and not lifted."
        return Refused("recovery-begun", sentence, OWN_RULE)
    lifted = replace(order, lifted=reason)
    after = state.moved(
        Verb.LIFT_RECOVERY, recoveries=(*state.recoveries[:-1], lifted), clocks=stopped(state, at)
    )
    return Settled(decided(state, after, announcements.recovery_lifted(after, reason, at.by), on=at.today))
