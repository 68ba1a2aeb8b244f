"""Publication (公示): what is to be granted is shown, and every objection is heard and answered. PURE."""

from __future__ import annotations

from dataclasses import replace

from exportlane.contracts.decision import Refused
from exportlane.law.clock import add_workdays
from exportlane.law.instants import is_late
from exportlane.law.rules import rule
from exportlane.law.subsidies import BadClaim
from incentives.domain import announcements
from incentives.domain.application import Application, Objection, Publication
from incentives.domain.around import Answer, Around, Moment, Settled, begun, grants_of, looked_up, not_allowed
from incentives.domain.articles import OWN_RULE, PUBLICITY
from incentives.domain.movements import decided
from incentives.domain.procedure import APPROVAL, REVIEW
from incentives.domain.reckoning import with_grants
from incentives.domain.status import Verb


@rule(
    "INC-PUBLIC-DAYS",
    zh="拟补助名单和金额公示不少于规定的工作日",
    en="What is to be granted is shown to the public for a least number of working days",
    article=PUBLICITY,
    slug="publication-too-short",
)
def publicise(state: Application, workdays: int | None, around: Around, at: Moment) -> Answer:
    """Show it from today. What the rules give is reckoned anew; a second publication begins the days anew."""
    if not state.may(Verb.PUBLICISE):
        return not_allowed(state, Verb.PUBLICISE)
    least = at.procedure(state).publication_workdays
    days = least if workdays is None else workdays
    if days < least:
        sentence = f"The publication lasts at least {least} working days, and {days} were asked for."
        return Refused("publication-too-short", sentence, PUBLICITY, "/workdays", 422)
    looked = replace(state, lines=looked_up(state, around, at))
    try:
        given = with_grants(looked, grants_of(looked, around, at), around.known)
    except BadClaim as bad:
        return Refused(bad.code, str(bad), bad.article, status=422)
    if fault := nothing_to_grant(given):
        return fault
    last = add_workdays(at.today, days, at.policy.calendar).date
    publication = Publication(at.today, last, given.granted, at.by)
    after = given.moved(Verb.PUBLICISE, publication=publication, clocks=begun(state, APPROVAL, at))
    facts = announcements.publicised(after)
    return Settled(decided(state, after, facts, on=at.today), around.account(state).queued(after))


def nothing_to_grant(state: Application) -> Refused | None:
    """Whether the rules give nothing at all: then the application is refused, with the code that decided."""
    if state.granted:
        return None
    first = state.grants[0] if state.grants else None
    code, why, article = (
        (first.code, first.reason_en or first.reason, first.article) if first else ("", "", OWN_RULE)
    )
    sentence = f"The rules give nothing ({code}: {why}); refuse the application with this reason."
    return Refused("nothing-to-grant", sentence, article, status=422)


def object_to(state: Application, objection: Objection, at: Moment) -> Answer:
    """Note an objection, in the days of the publication."""
    if not state.may(Verb.OBJECT) or state.publication is None:
        return not_allowed(state, Verb.OBJECT)
    if is_late(at.now, state.publication.last):
        sentence = f"The publication ended on {state.publication.last}."
        return Refused("publication-over", sentence, PUBLICITY)
    numbered = replace(objection, number=f"{state.number}-{len(state.objections) + 1}")
    after = state.moved(Verb.OBJECT, objections=(*state.objections, numbered))
    return Settled(
        decided(state, after, announcements.objected(after, numbered.number, at.today), on=at.today)
    )


def answer_objection(state: Application, number: str, answer: str, *, upheld: bool, at: Moment) -> Answer:
    """Answer an objection. One that is upheld sends the application back to the review."""
    verb = Verb.UPHOLD_OBJECTION if upheld else Verb.ANSWER_OBJECTION
    if not state.may(verb):
        return not_allowed(state, verb)
    found = next((one for one in state.objections if one.number == number), None)
    if found is None:
        return Refused(
            "unknown-objection", f"There is no objection {number}.", PUBLICITY, "/objection_no", 422
        )
    if found.answer is not None:
        return Refused("objection-answered", f"The objection {number} was answered before.", PUBLICITY)
    answered = replace(found, answer=answer, upheld=upheld, answered_by=at.by, answered_on=at.today)
    objections = tuple(answered if one.number == number else one for one in state.objections)
    after = state.moved(verb, objections=objections)
    if upheld:
        after = replace(after, publication=None, clocks=begun(state, REVIEW, at))
    facts = announcements.objection_answered(after, number, upheld=upheld, on=at.today, by=at.by)
    return Settled(decided(state, after, facts, on=at.today))


@rule(
    "INC-PUBLIC-END",
    zh="公示期满且无未答复异议方可批准",
    en="Nothing is approved before the publication has ended and every objection is answered",
    article=PUBLICITY,
    slug="publication-runs",
    effect="block",
)
def publication_open(state: Application, at: Moment) -> Refused | None:
    """Why the publication does not let the application be approved yet."""
    shown = state.publication
    if shown is None or not is_late(at.now, shown.last):
        until = shown.last if shown else "a day that is not fixed"
        return Refused("publication-runs", f"The publication runs until the end of {until}.", PUBLICITY)
    unanswered = [one.number for one in state.objections if one.answer is None]
    if unanswered:
        sentence = f"The objection {unanswered[0]} has not been answered."
        return Refused("objection-open", sentence, PUBLICITY)
    return None
