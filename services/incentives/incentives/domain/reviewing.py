"""An officer takes an application up, accepts papers, and looks at it line by line. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from exportlane.law.subsidies import BadClaim
from incentives.domain import announcements
from incentives.domain.application import Application
from incentives.domain.around import (
    Answer,
    Around,
    Moment,
    Settled,
    begun,
    grants_of,
    looked_up,
    not_allowed,
    seat_findings,
)
from incentives.domain.articles import OWN_RULE, TRUE_CLAIMS
from incentives.domain.line import Line, LineReview, PaperEvidence
from incentives.domain.movements import decided
from incentives.domain.procedure import APPROVAL, REVIEW
from incentives.domain.reckoning import with_grants
from incentives.domain.status import Verb


def accept(state: Application, around: Around, at: Moment) -> Answer:
    """The papers are complete: the review runs. What is known is asked anew."""
    if not state.may(Verb.ACCEPT):
        return not_allowed(state, Verb.ACCEPT)
    if fault := seat_not_proven(state):
        return fault
    looked = replace(state, lines=looked_up(state, around, at), exports=around.known.count.vehicles)
    after = looked.moved(Verb.ACCEPT, accepted_on=at.today, clocks=begun(state, REVIEW, at))
    return Settled(decided(state, after, announcements.accepted(after, at.today, at.by), on=at.today))


@rule(
    "INC-SEAT",
    zh="企业登记地与申报地不一致的，须有证明",
    en="A firm whose own code names another city proves its seat by a paper",
    article=OWN_RULE,
    slug="seat-not-proven",
)
def seat_not_proven(state: Application) -> Refused | None:
    found = seat_findings(state)
    return Refused("seat-not-proven", found[0].sentence, OWN_RULE, "/district", 422) if found else None


def accept_paper(
    state: Application, line_id: str | None, paper: PaperEvidence, around: Around, at: Moment
) -> Answer:
    """Take a paper for what no register knows yet: of a line, or (without one) of the firm's seat."""
    if not state.may(Verb.ACCEPT_PAPER):
        return not_allowed(state, Verb.ACCEPT_PAPER)
    if line_id is None:
        after = replace(state.moved(Verb.ACCEPT_PAPER), seat_paper=paper)
        left = tuple(found for found in after.findings if found.code != "seat-not-proven")
        return Settled(decided(state, replace(after, findings=left), (), on=at.today))
    line = state.line(line_id)
    if line is None:
        return Refused("unknown-line", f"There is no line {line_id}.", OWN_RULE, "/line_id", 422)
    looked = replace(state, lines=looked_up(state, around, at))
    found = looked.line(line_id)
    hard = [each for each in found.findings if each.hard] if found else []
    if hard:
        return Refused("paper-cannot-cure", hard[0].sentence, hard[0].article, "/line_id", 422)
    lines = tuple(replace(each, paper=paper) if each.id == line_id else each for each in looked.lines)
    return Settled(decided(state, looked.moved(Verb.ACCEPT_PAPER, lines=lines), (), on=at.today))


def review(state: Application, found: Mapping[str, LineReview], around: Around, at: Moment) -> Answer:
    """Say of each line what is eligible, and why; the rules then give what they give on the ledger as it stands."""
    if not state.may(Verb.REVIEW):
        return not_allowed(state, Verb.REVIEW)
    if fault := _each_line_once(state, found):
        return fault
    if fault := seat_not_proven(state):
        return fault
    looked = looked_up(state, around, at)
    for number, line in enumerate(looked):
        if fault := _eligible(line, found[line.id], f"/lines/{number}"):
            return fault
    lines = tuple(replace(line, review=found[line.id]) for line in looked)
    reviewers = tuple(dict.fromkeys((*state.reviewed_by, at.by)))
    after = state.moved(Verb.REVIEW, lines=lines, reviewed_by=reviewers, clocks=begun(state, APPROVAL, at))
    try:
        given = with_grants(after, grants_of(after, around, at), around.known)
    except BadClaim as bad:
        return Refused(bad.code, str(bad), bad.article, bad.field.replace("/expenses/", "/lines/"), 422)
    return Settled(
        decided(state, given, announcements.reviewed(given, at.by), on=at.today),
        around.account(state).queued(given),
    )


def _each_line_once(state: Application, found: Mapping[str, LineReview]) -> Refused | None:
    lines = {line.id for line in state.lines}
    for line_id in found:
        if line_id not in lines:
            return Refused("unknown-line", f"There is no line {line_id}.", OWN_RULE, "/lines", 422)
    for line_id in sorted(lines - set(found)):
        sentence = f"Line {line_id} was not looked at; every line is, one by one."
        return Refused("line-not-reviewed", sentence, OWN_RULE, "/lines", 422)
    return None


@rule(
    "INC-ELIGIBLE",
    zh="审定金额不得超过申报金额，核减须说明理由",
    en="No more is eligible than was claimed, and less needs its reason",
    article=OWN_RULE,
    slug="cut-without-reason",
)
def _eligible(line: Line, found: LineReview, place: str) -> Refused | None:
    if found.eligible > line.claimed:
        sentence = f"{found.eligible} of line {line.id} is found eligible, and {line.claimed} was claimed."
        return Refused("eligible-exceeds-claim", sentence, OWN_RULE, f"{place}/eligible", 422)
    if found.eligible < line.claimed and not found.reason:
        sentence = f"Line {line.id} is cut from {line.claimed} to {found.eligible}; say why."
        return Refused("cut-without-reason", sentence, OWN_RULE, f"{place}/reason", 422)
    return evidence_missing(line, found.eligible, place)


@rule(
    "INC-EVIDENCE",
    zh="缺少凭证的费用不予认定",
    en="A line that nothing proves waits, or is worth nothing, or an officer has taken a paper for it",
    article=TRUE_CLAIMS,
    slug="evidence-missing",
)
def evidence_missing(line: Line, eligible: Decimal, place: str) -> Refused | None:
    """Whether something is granted on a line that nothing proves."""
    if not eligible or not line.unproven:
        return None
    sentence = f"Line {line.id}: {line.unproven[0].sentence}"
    return Refused("evidence-missing", sentence, line.unproven[0].article, f"{place}/eligible", 422)
