"""What becomes of a licence that was granted and not used: another in its place, handed back, taken back, void.

The content of a licence is never edited. What must change is on a new one, which supersedes the old.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from licensing.domain import announcements, clocks, licence_facts
from licensing.domain.application import Application, Status, Verb, may, moved
from licensing.domain.articles import (
    DECEIT,
    EXIT_MECHANISM,
    LICENCE_FACE,
    NO_CONTENT_EDITED,
    OFFICER_ERROR,
    WRITE_OFF_LICENCE,
)
from licensing.domain.dossier import Changes, FormerLicence, Line, Outcome
from licensing.domain.examination import examine
from licensing.domain.flags import flags_of
from licensing.domain.outcomes import held, issue, reason_of, take_up, void, wait_for_another
from licensing.domain.policy import ACCEPTANCE_NOTICE, LICENCE, Policy
from licensing.domain.priority import without_priority
from licensing.domain.receiving import not_allowed, with_correction
from licensing.domain.standing import barred_from_applying

MUST_BE_REVOKED: Final = frozenset({"deceit", "bribery", "forged_letter", "forged_inspection"})
MAY_BE_REVOKED: Final = frozenset({"officer_error", "beyond_competence", "wrong_procedure", "not_entitled"})


def decide_cancellation(
    state: Application, outcome: Outcome, *, now: datetime
) -> Decided[Application] | Refused:
    """Cancel a licence that customs has not used, for good (行政许可法 第七十条).

    What rests on it is undone by the agencies that hear of it.
    """
    if not may(state, Verb.CANCEL):
        return not_allowed(state, Verb.CANCEL)
    ground = replace(outcome, article=outcome.article or WRITE_OFF_LICENCE)
    return void(state, Verb.CANCEL, ground, on=statutory_day(now))


@rule(
    "LIC-REVOKE",
    zh="以欺骗、贿赂取得的应当撤销；工作人员过错的可以撤销",
    en="Obtained by deceit it must be revoked; for an officer's error it may be",
    article="行政许可法 第六十九条",
    slug="no_ground_to_revoke",
)
def decide_revocation(
    state: Application, outcome: Outcome, *, now: datetime
) -> Decided[Application] | Refused:
    """Take an unused licence back. What customs has released runs on: then the firm answers for it, not the licence."""
    if state.status is Status.USED:
        sentence = "The licence is used: what customs released runs on; list the firm, or remove its filing."
        return Refused("move-not-allowed", sentence, EXIT_MECHANISM)
    if not may(state, Verb.REVOKE):
        return not_allowed(state, Verb.REVOKE)
    if outcome.code not in MUST_BE_REVOKED | MAY_BE_REVOKED:
        listed = ", ".join(sorted(MUST_BE_REVOKED | MAY_BE_REVOKED))
        sentence = f"{outcome.code} is no ground to revoke a licence; these are: {listed}."
        return Refused("no_ground_to_revoke", sentence, OFFICER_ERROR, "/code", 422)
    article = DECEIT if outcome.code in MUST_BE_REVOKED else OFFICER_ERROR
    ground = replace(outcome, article=outcome.article or article)
    return void(state, Verb.REVOKE, ground, on=statutory_day(now))


def decide_surrender(
    state: Application, outcome: Outcome, *, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """The holder hands an unused licence back, for instance because fewer vehicles leave than are on it."""
    if not may(state, Verb.SURRENDER):
        return not_allowed(state, Verb.SURRENDER)
    facts = licence_facts.surrendered(state, held(state), outcome.code, outcome.reason)
    return wait_for_another(state, Verb.SURRENDER, on=statutory_day(now), policy=policy, facts=facts)


def decide_reapplication(
    state: Application, changes: Changes, *, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """Apply for another licence in place of one that ran out or was handed back; some vehicles may be left out."""
    if not may(state, Verb.REAPPLY):
        return not_allowed(state, Verb.REAPPLY)
    today = statutory_day(now)
    if state.standing is not None and (ground := barred_from_applying(state.standing, on=today)):
        return Refused(ground.code, ground.reason, ground.article)
    if fault := _unknown(state, changes):
        return fault
    ended = FormerLicence(held(state), state.status.value, today)
    again = moved(
        without_priority(changed(clocks.stopped(state, on=today), changes, on=today)), Verb.REAPPLY,
        round=state.round + 1, former=(*state.former, ended), corrections=0, by_hand=False, found=(), flags=(),
        received_on=today, accepted_on=None, deemed=False, decided_on=None, in_time=None, outcome=None,
    )  # fmt: skip
    again = clocks.begun(again, ACCEPTANCE_NOTICE, on=today, policy=policy)
    again = clocks.begun(again, LICENCE, on=today, policy=policy)
    facts = licence_facts.left_out(again, *_dropped(state, again)) + licence_facts.reapplied(again)
    then = take_up(again, now=now, policy=policy)
    return Decided(then.state, facts + then.facts)


def decide_reissue_request(
    state: Application, changes: Changes, *, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """The holder asks for a licence with other content: decided at once by rule, else within three working days."""
    if not may(state, Verb.REQUEST_REISSUE):
        return not_allowed(state, Verb.REQUEST_REISSUE)
    if fault := _unknown(state, changes):
        return fault
    today, rules = statutory_day(now), policy.of(state)
    if changed(state, changes, on=state.applied_on) == state:
        sentence = "Nothing on the new licence would be different from the old one."
        return Refused("rule-violated", sentence, NO_CONTENT_EDITED, None, 422)
    asked = moved(state, Verb.REQUEST_REISSUE, reissue=changes)
    # What carries a flag is never decided by rule alone.
    if rules.automatic and not flags_of(state, on=today, rules=rules):
        return decide_reissue(asked, now=now, policy=policy)
    return Decided(clocks.begun(asked, LICENCE, on=today, policy=policy))


@rule(
    "LIC-REISSUE",
    zh="许可证内容不得更改，需要更改的收回旧证换发新证",
    en="The content of a licence is never edited: a new one supersedes it, inside its validity",
    article="货物出口许可证管理办法",
    slug="move-not-allowed",
)
def decide_reissue(state: Application, *, now: datetime, policy: Policy) -> Decided[Application] | Refused:
    """Issue the new licence and void the old one, in one act."""
    if not may(state, Verb.REISSUE) or state.reissue is None:
        return not_allowed(state, Verb.REISSUE)
    today, old = statutory_day(now), held(state)
    new = changed(state, state.reissue, on=today)
    findings = examine(new, on=today, rules=policy.of(state))
    if findings.all:
        first = findings.all[0]
        return Refused(first.code, reason_of(findings), first.article, status=422)
    after = moved(
        clocks.stopped(new, on=today), Verb.REISSUE, licence=issue(state, now=now, policy=policy),
        former=(*state.former, FormerLicence(old, "superseded", today)), reissue=None, decided_on=today,
    )  # fmt: skip
    reason = f"{state.reissue.reason} ({NO_CONTENT_EDITED})"
    facts = licence_facts.left_out(after, *_dropped(state, after))
    facts += licence_facts.superseded(after, old, reason)
    return Decided(after, facts + announcements.granted(after, held(after)))


def decide_against_reissue(state: Application, *, now: datetime) -> Decided[Application] | Refused:
    """The old licence stays as it is."""
    if not may(state, Verb.DECLINE_REISSUE) or state.reissue is None:
        return not_allowed(state, Verb.DECLINE_REISSUE)
    kept = clocks.stopped(state, LICENCE, on=statutory_day(now))
    return Decided(moved(kept, Verb.DECLINE_REISSUE, reissue=None))


def expire(state: Application, *, on: date, policy: Policy) -> Decided[Application]:
    """The last day passed unused: the case waits for another licence."""
    facts = licence_facts.expired(state, held(state))
    return wait_for_another(state, Verb.EXPIRE, on=on, policy=policy, facts=facts)


def give_up(state: Application, *, on: date) -> Decided[Application]:
    """Nobody applied anew in time: what the first licence began is undone."""
    sentence = "No new licence was applied for in time after the last one ended."
    return void(state, Verb.CANCEL, Outcome("not_reapplied", sentence, WRITE_OFF_LICENCE), on=on)


def changed(state: Application, changes: Changes, *, on: date) -> Application:
    """The application with what is to be different, applied for on that day."""
    given = {line.vin: line for line in changes.lines}
    lines = tuple(_kept(with_correction(line, given.get(line.vin)), changes) for line in state.lines)
    return replace(
        state,
        lines=lines,
        applied_on=on,
        customs_port=changes.customs_port or state.customs_port,
        destination_country=changes.destination_country or state.destination_country,
        contract_no=changes.contract_no or state.contract_no,
        hs_code=changes.hs_code or state.hs_code,
    )


def _kept(line: Line, changes: Changes) -> Line:
    if line.left_out is not None or changes.vins is None or line.vin in changes.vins:
        return line
    return replace(line, left_out=changes.reason)


def _dropped(before: Application, after: Application) -> tuple[Line, ...]:
    staying = {line.case_id for line in after.live}
    return tuple(after.line(line.case_id) for line in before.live if line.case_id not in staying)


def _unknown(state: Application, changes: Changes) -> Refused | None:
    vins = {line.vin for line in state.live}
    named = set(changes.vins if changes.vins is not None else vins)
    if unknown := (named | {line.vin for line in changes.lines}) - vins:
        sentence = f"The licence has no vehicle {min(unknown)}."
        return Refused("rule-violated", sentence, LICENCE_FACE, "/vins", 422)
    if not named:
        sentence = "At least one vehicle stays on the licence."
        return Refused("rule-violated", sentence, LICENCE_FACE, "/vins", 422)
    return None
