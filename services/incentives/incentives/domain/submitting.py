"""An application is written, handed in, completed, withdrawn. PURE."""

from __future__ import annotations

from dataclasses import replace

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.rules import rule
from exportlane.law.subsidies import BadClaim
from incentives.domain import announcements
from incentives.domain.application import Application, NoticeItem, Outcome
from incentives.domain.around import (
    Answer,
    Around,
    Moment,
    Settled,
    begun,
    dishonest_at_submission,
    grants_of,
    looked_up,
    not_allowed,
    seat_findings,
    stopped,
)
from incentives.domain.articles import ONE_NOTICE, OWN_RULE, TRUE_CLAIMS
from incentives.domain.invoices import InvoiceUse, freed, grounds_of, taken, used_elsewhere
from incentives.domain.line import Finding, Line
from incentives.domain.lines import wrong_at_once
from incentives.domain.movements import decided
from incentives.domain.procedure import ACCEPTANCE, CORRECTION
from incentives.domain.reckoning import with_grants
from incentives.domain.registers import Known
from incentives.domain.status import Status, Verb


def draft(application: Application, at: Moment) -> Decided[Application] | Refused:
    """Write an application. What is wrong with it by itself is said at once."""
    return _readable(application, at) or Decided(application)


def amend(state: Application, written: Application, at: Moment) -> Decided[Application] | Refused:
    """Write a draft anew; its id, its firm and its number stay."""
    if not state.may(Verb.AMEND):
        return not_allowed(state, Verb.AMEND)
    after = replace(
        state,
        district=written.district,
        policy=written.policy,
        year=written.year,
        lines=written.lines,
        claimed_exports=written.claimed_exports,
    )
    return _readable(after, at) or Decided(after)


def _readable(application: Application, at: Moment) -> Refused | None:
    policy = at.policy.policies.get(application.policy)
    if policy is None:
        names = ", ".join(sorted(at.policy.policies))
        sentence = f"There is no policy {application.policy}; there are {names}."
        return Refused("unknown-policy", sentence, OWN_RULE, "/policy", 422)
    return wrong_at_once(application, policy, at.procedure(application))


def submit(state: Application, around: Around, at: Moment) -> Answer:
    """Hand it in: it gets its turn, its invoices serve it from now on, and the registers are asked."""
    if not state.may(Verb.SUBMIT):
        return not_allowed(state, Verb.SUBMIT)
    account = around.account(state)
    turn = account.turns + 1
    given = state.moved(Verb.SUBMIT, turn=turn, submitted_on=at.today, clocks=begun(state, ACCEPTANCE, at))
    checked = _handed_in(given, around, at)
    if isinstance(checked, Refused):
        return checked
    facts = announcements.submitted(checked, at.today)
    return Settled(
        decided(state, checked, facts, on=at.today),
        account.queued(checked),
        _invoices(state, checked, around, at),
    )


def _handed_in(given: Application, around: Around, at: Moment) -> Application | Refused:
    """The application with what the registers say of it, or why it cannot be taken."""
    known = around.known
    if fault := _readable(given, at) or dishonest_at_submission(known, at.today):
        return fault
    if fault := export_count_differs(given, known):
        return fault
    looked = replace(given, lines=looked_up(given, around, at), findings=_of_the_whole(given, known))
    if fault := _contradicted(looked.lines) or used_elsewhere(given, around.uses, at.procedure(given)):
        return fault
    try:
        ahead = around.account(given).earlier(given.turn or 0)
        return with_grants(looked, grants_of(looked, around, at, ahead=ahead), known)
    except BadClaim as bad:
        field = bad.field.replace("/expenses/", "/lines/")
        return Refused(bad.code, str(bad), bad.article, field, 422)


def _of_the_whole(given: Application, known: Known) -> tuple[Finding, ...]:
    """What stands beside the application as a whole: its seat, and a count that customs has higher."""
    seat = seat_findings(given)
    claimed = given.claimed_exports
    if claimed is None or claimed == known.count.vehicles:
        return seat
    sentence = (
        f"{claimed} exports are claimed, and customs counts {known.count.vehicles}; customs' count holds."
    )
    return (*seat, Finding("export-count-differs", sentence, TRUE_CLAIMS, "claimed_exports"))


@rule(
    "INC-EXPORTS",
    zh="出口台数以海关结关数据为准",
    en="Exports are counted by customs' clearances, less what was returned, and never by the applicant",
    article=TRUE_CLAIMS,
    slug="export-count-differs",
)
def export_count_differs(application: Application, known: Known) -> Refused | None:
    """Whether more is claimed than customs has cleared."""
    claimed, counted = application.claimed_exports, known.count.vehicles
    if claimed is None or claimed <= counted:
        return None
    sentence = f"{claimed} exports of {application.year} are claimed, and customs has cleared {counted}."
    return Refused("export-count-differs", sentence, TRUE_CLAIMS, "/claimed_exports", 422)


def _contradicted(lines: tuple[Line, ...]) -> Refused | None:
    """The first finding that no paper can cure."""
    for number, line in enumerate(lines):
        for found in line.findings:
            if found.hard:
                place = f"/lines/{number}/{found.field}"
                return Refused(found.code, found.sentence, found.article, place, 422)
    return None


def _invoices(before: Application, after: Application, around: Around, at: Moment) -> tuple[InvoiceUse, ...]:
    """The invoices that serve it now, and those that it gives back."""
    kept = grounds_of(after, at.procedure(after))
    left = [use for use in around.uses if use.application_id == before.id and use.id not in kept]
    return (*freed(left, before), *taken(after, at.procedure(after)))


def request_correction(
    state: Application, items: tuple[NoticeItem, ...], around: Around, at: Moment
) -> Answer:
    """One notice of all that is missing or wrong; the firm has its days to answer."""
    if not state.may(Verb.REQUEST_CORRECTION):
        return not_allowed(state, Verb.REQUEST_CORRECTION)
    most = at.procedure(state).most_corrections
    if state.corrections >= most:
        sentence = f"The firm was already asked {most} times; the application must be decided now."
        return Refused("asked-too-often", sentence, ONE_NOTICE, status=422)
    strange = [
        item.line_id for item in items if item.line_id is not None and state.line(item.line_id) is None
    ]
    if strange:
        return Refused("unknown-line", f"There is no line {strange[0]}.", OWN_RULE, "/items", 422)
    del around
    named = tuple(replace(item, article=item.article or ONE_NOTICE) for item in items)
    clocks = begun(state, CORRECTION, at)
    after = state.moved(
        Verb.REQUEST_CORRECTION, asked=named, corrections=state.corrections + 1, clocks=clocks
    )
    return Settled(decided(state, after, announcements.correction_requested(after, at.by), on=at.today))


def supply_correction(state: Application, written: Application, around: Around, at: Moment) -> Answer:
    """Answer the notice with lines that take the place of the old ones; the turn stays."""
    if not state.may(Verb.SUPPLY_CORRECTION):
        return not_allowed(state, Verb.SUPPLY_CORRECTION)
    given = state.moved(
        Verb.SUPPLY_CORRECTION,
        lines=written.lines,
        claimed_exports=written.claimed_exports,
        asked=(),
        reviewed_by=(),
        clocks=begun(state, ACCEPTANCE, at),
    )
    checked = _handed_in(given, around, at)
    if isinstance(checked, Refused):
        return checked
    return Settled(
        decided(state, checked, announcements.correction_supplied(checked, at.today), on=at.today),
        around.account(state).queued(checked),
        _invoices(state, checked, around, at),
    )


def withdraw(state: Application, reason: str, around: Around, at: Moment) -> Answer:
    """The firm takes it back before a decision: its turn ends and its invoices are free."""
    if not state.may(Verb.WITHDRAW):
        return not_allowed(state, Verb.WITHDRAW)
    outcome = Outcome("withdrawn", reason, OWN_RULE)
    after = state.moved(Verb.WITHDRAW, outcome=outcome, clocks=stopped(state, at))
    if state.status is Status.DRAFT:
        return Settled(decided(state, after, (), on=at.today))
    return Settled(
        decided(state, after, announcements.withdrawn(after, reason), on=at.today),
        around.account(state).unqueued(state),
        freed(around.uses, state),
    )
