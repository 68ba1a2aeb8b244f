"""Approval out of the caps, in the order of the turns; refusal, and an approval that falls before payment. PURE."""

from __future__ import annotations

from dataclasses import replace

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from exportlane.law.subsidies import BadClaim
from incentives.domain import announcements
from incentives.domain.application import Application, Granted, Outcome
from incentives.domain.around import (
    Answer,
    Around,
    Moment,
    Settled,
    begun,
    grants_of,
    looked_up,
    not_allowed,
    stopped,
)
from incentives.domain.articles import OPINIONS, OWN_RULE, REMEDY
from incentives.domain.invoices import freed
from incentives.domain.line import NOTHING
from incentives.domain.movements import decided
from incentives.domain.procedure import PAYMENT
from incentives.domain.publishing import nothing_to_grant, publication_open
from incentives.domain.reckoning import with_grants
from incentives.domain.reviewing import evidence_missing
from incentives.domain.status import Verb


def approve(state: Application, around: Around, at: Moment, *, out_of_turn: str | None = None) -> Answer:
    """Grant it: the amounts are reckoned on the ledger, under its lock, and taken out of the caps.

    `out_of_turn` is a supervisor's reason to decide although an earlier application stands open.
    """
    if not state.may(Verb.APPROVE):
        return not_allowed(state, Verb.APPROVE)
    if fault := second_person(state, at.by) or publication_open(state, at):
        return fault
    given = _given(state, around, at, in_turn=out_of_turn is None)
    if isinstance(given, Refused):
        return given
    after = given.moved(
        Verb.APPROVE, approved_by=at.by, approved_on=at.today, out_of_turn=out_of_turn,
        clocks=begun(state, PAYMENT, at),
    )  # fmt: skip
    facts = announcements.approved(after, at.today, at.by)
    return Settled(decided(state, after, facts, on=at.today), around.account(state).taken(after))


def _given(state: Application, around: Around, at: Moment, *, in_turn: bool) -> Application | Refused:
    """The application with what the rules give it on the ledger, or why it cannot be granted."""
    looked = replace(state, lines=looked_up(state, around, at))
    for number, line in enumerate(looked.lines):
        eligible = line.review.eligible if line.review else NOTHING
        if fault := evidence_missing(line, eligible, f"/lines/{number}"):
            return fault
    try:
        grants = grants_of(looked, around, at)
        if in_turn and (fault := earlier_application_open(looked, grants, around, at)):
            return fault
    except BadClaim as bad:
        return Refused(bad.code, str(bad), bad.article, status=422)
    given = with_grants(looked, grants, around.known)
    return nothing_to_grant(given) or more_than_shown(given) or given


@rule(
    "INC-SECOND",
    zh="审核与批准不得由同一人办理",
    en="Who reviewed an application does not approve it",
    article=OWN_RULE,
    slug="same-person",
)
def second_person(state: Application, by: str) -> Refused | None:
    """Whether the one who would approve is one of the reviewers, in whatever role."""
    if _person(by) not in {_person(reviewer) for reviewer in state.reviewed_by}:
        return None
    return Refused("same-person", "You reviewed this application; another person approves it.", OWN_RULE)


def _person(actor: str) -> tuple[str, str]:
    """Agency and person of `agency/role/person`: who has two roles is still one person."""
    agency, _, rest = actor.partition("/")
    return agency, rest.partition("/")[2] or rest


@rule(
    "INC-TURN",
    zh="按申报顺序使用限额",
    en="Claims are settled in the order of their submission wherever that decides what is left of a cap",
    article=OPINIONS + "第一、四条；本办程序规则",
    slug="earlier-application-open",
    effect="block",
)
def earlier_application_open(
    state: Application, grants: tuple[Granted, ...], around: Around, at: Moment
) -> Refused | None:
    """Whether an earlier application of the firm, undecided, could change what this one gets."""
    ahead = around.account(state).earlier(state.turn or 0)
    if not ahead:
        return None
    after_them = grants_of(state, around, at, ahead=ahead)
    if [g.granted for g in after_them] == [g.granted for g in grants]:
        return None
    first = ahead[0].application_no
    sentence = (
        f"The firm's application {first} was handed in earlier, is undecided, and may use the same cap."
    )
    return Refused("earlier-application-open", sentence, OPINIONS + "第一、四条；本办程序规则")


def more_than_shown(state: Application) -> Refused | None:
    """Whether more would be granted than the public was shown."""
    shown = state.publication
    if shown is None or state.granted <= shown.total:
        return None
    sentence = (
        f"{shown.total} was shown to the public and {state.granted} would be granted; publicise it anew."
    )
    return Refused("publication-differs", sentence, OWN_RULE)


def refuse(state: Application, ground: Outcome, around: Around, at: Moment) -> Answer:
    """Do not grant it, with the reason and the remedy. Its turn ends, its invoices are free."""
    if not state.may(Verb.REFUSE):
        return not_allowed(state, Verb.REFUSE)
    outcome = replace(ground, remedy=REMEDY, by=at.by)
    after = state.moved(Verb.REFUSE, outcome=outcome, clocks=stopped(state, at))
    return Settled(
        decided(state, after, announcements.refused(after), on=at.today),
        around.account(state).unqueued(state),
        freed(around.uses, state),
    )


def revoke_approval(state: Application, ground: Outcome, around: Around, at: Moment) -> Answer:
    """An approval falls before any payment: what it took is free again under its caps."""
    if not state.may(Verb.REVOKE):
        return not_allowed(state, Verb.REVOKE)
    if state.payments:
        sentence = f"{state.paid} has been paid; release the rest, or order it back."
        return Refused("already-paid", sentence, OWN_RULE)
    outcome = replace(ground, remedy=REMEDY, by=at.by)
    after = state.moved(Verb.REVOKE, outcome=outcome, clocks=stopped(state, at))
    return Settled(
        decided(state, after, announcements.refused(after), on=at.today),
        around.account(state).given_back(state.id),
        freed(around.uses, state),
    )
