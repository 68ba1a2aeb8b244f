"""What people decide about an application.

The enterprise hands in, supplies and withdraws; the officer asks, grants and refuses; the supervisor cancels.

Every function is pure: `now` is the moment, `policy` the law of the day. It answers `Refused`, and changes nothing,
when the table of moves or a rule forbids the act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from licensing.domain import announcements
from licensing.domain.application import (
    AfterSalesLetter,
    Application,
    InspectionReport,
    Item,
    Line,
    Outcome,
    Verb,
    may,
    moved,
)
from licensing.domain.outcomes import ask, grant, limit_day, reason_of, refuse, take_up, void
from licensing.domain.rules import (
    ANNOUNCEMENT_6,
    ONE_NOTICE,
    REASONED_REFUSAL,
    WRITE_OFF_LICENCE,
    Policy,
    examine,
    missing_papers,
)


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """Corrected papers of one vehicle; None leaves a field as it is."""

    vin: str
    inspection_report: InspectionReport | None = None
    after_sales_letter: AfterSalesLetter | None = None
    brand: str | None = None
    model_code: str | None = None
    first_registration_date: date | None = None
    transfer_pending_export_date: date | None = None


def decide_submission(
    application: Application, *, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """Receive an application. The limit starts with it only when its papers are complete."""
    rules = policy.profiles.get(application.profile)
    if rules is None:
        known = ", ".join(sorted(policy.profiles))
        return Refused(
            "unknown-profile", f"There is no profile {application.profile}; known: {known}.", status=422
        )
    if len(application.lines) > rules.most_vehicles:
        sentence = (
            f"A licence has at most {rules.most_vehicles} vehicles, the application {len(application.lines)}."
        )
        return Refused("rule-violated", sentence, ANNOUNCEMENT_6, "/lines", 422)
    today = statutory_day(now)
    complete = not any(
        item
        for line in application.lines
        for item in missing_papers(line, applied_on=application.applied_on, on=today, rules=rules)
    )
    state = replace(
        application, due_on=limit_day(application, start=today, policy=policy) if complete else None
    )
    return Decided(state, announcements.submitted(state, policy, complete=complete))


def decide_correction_request(
    state: Application, items: tuple[Item, ...], *, by: str, policy: Policy
) -> Decided[Application] | Refused:
    """Ask for everything that is missing, in one notice (行政许可法 第三十二条)."""
    if not may(state, Verb.REQUEST_CORRECTION):
        return _not_allowed(state, Verb.REQUEST_CORRECTION)
    most = policy.profiles[state.profile].max_corrections
    if state.corrections >= most:
        sentence = f"The applicant was already asked {most} times; the application must be decided now."
        return Refused("rule-violated", sentence, ONE_NOTICE, status=422)
    vins = {line.vin for line in state.lines}
    for number, item in enumerate(items):
        if item.vin is not None and item.vin not in vins:
            sentence = f"The application has no vehicle {item.vin}."
            return Refused("rule-violated", sentence, None, f"/items/{number}/vin", 422)
    asked = tuple(replace(item, article=item.article or ONE_NOTICE) for item in items)
    return ask(replace(state, by_hand=True), asked, by=by)


def decide_correction(
    state: Application,
    lines: tuple[LineCorrection, ...],
    items: tuple[str, ...] | None,
    *,
    now: datetime,
    policy: Policy,
) -> Decided[Application] | Refused:
    """Take the corrected papers. `items` are the codes that are answered, None for all; all must be (第三十二条).

    A new limit starts: it counts from a complete application.
    """
    if not may(state, Verb.SUPPLY_CORRECTION):
        return _not_allowed(state, Verb.SUPPLY_CORRECTION)
    corrections = {line.vin: line for line in lines}
    if unknown := corrections.keys() - {line.vin for line in state.lines}:
        return Refused(
            "rule-violated", f"The application has no vehicle {min(unknown)}.", None, "/lines", 422
        )
    if unanswered := [item for item in state.asked if not _answers(item, corrections, items)]:
        first = unanswered[0]
        whose = f" of {first.vin}" if first.vin else ""
        sentence = (
            f"{len(unanswered)} item(s) of the notice are not answered, the first is {first.code}{whose}."
        )
        return Refused("correction-incomplete", sentence, ONE_NOTICE, "/items", 422)
    codes = tuple(dict.fromkeys(item.code for item in state.asked))
    corrected = tuple(_corrected(line, corrections.get(line.vin)) for line in state.lines)
    due = limit_day(state, start=statutory_day(now), policy=policy)
    supplied = moved(state, Verb.SUPPLY_CORRECTION, lines=corrected, asked=(), due_on=due)
    facts = announcements.correction_supplied(supplied, codes)
    if not supplied.every(lambda line: line.endorsement is not None):
        return Decided(supplied, facts)
    then = take_up(supplied, now=now, policy=policy)
    return Decided(then.state, facts + then.facts)


def decide_grant(state: Application, *, now: datetime, policy: Policy) -> Decided[Application] | Refused:
    """Grant by an officer's hand: the rules bind him too, so whatever they find stands in the way."""
    if not may(state, Verb.GRANT):
        return _not_allowed(state, Verb.GRANT)
    findings = examine(state, on=statutory_day(now), rules=policy.profiles[state.profile])
    if findings.all:
        first = findings.all[0]
        return Refused("rule-violated", reason_of(findings), first.article, status=422)
    return grant(state, now=now, policy=policy)


def decide_refusal(state: Application, outcome: Outcome) -> Decided[Application] | Refused:
    """Refuse the whole application with a reason (行政许可法 第三十八条)."""
    if not may(state, Verb.REFUSE):
        return _not_allowed(state, Verb.REFUSE)
    return refuse(state, replace(outcome, article=outcome.article or REASONED_REFUSAL))


def decide_withdrawal(state: Application, reason: str) -> Decided[Application] | Refused:
    """Take the application back before it is decided."""
    if not may(state, Verb.WITHDRAW):
        return _not_allowed(state, Verb.WITHDRAW)
    outcome = Outcome("withdrawn", reason)
    after = moved(state, Verb.WITHDRAW, outcome=outcome, asked=(), due_on=None)
    return Decided(after, announcements.withdrawn(after, reason))


def decide_cancellation(state: Application, outcome: Outcome) -> Decided[Application] | Refused:
    """Cancel a licence that customs has not used yet (行政许可法 第七十条).

    What rests on it is undone by the agencies that hear of it.
    """
    if not may(state, Verb.CANCEL):
        return _not_allowed(state, Verb.CANCEL)
    return void(state, Verb.CANCEL, replace(outcome, article=outcome.article or WRITE_OFF_LICENCE))


def _answers(item: Item, corrections: Mapping[str, LineCorrection], items: tuple[str, ...] | None) -> bool:
    if items is not None and item.code not in items:
        return False
    if item.vin is None or not item.code.startswith("inspection_report"):
        return True
    given = corrections.get(item.vin)
    return given is not None and given.inspection_report is not None


def _corrected(line: Line, given: LineCorrection | None) -> Line:
    if given is None:
        return line
    return replace(
        line,
        inspection_report=given.inspection_report or line.inspection_report,
        after_sales_letter=given.after_sales_letter or line.after_sales_letter,
        brand=given.brand or line.brand,
        model_code=given.model_code or line.model_code,
        first_registration_date=given.first_registration_date or line.first_registration_date,
        transfer_pending_export_date=given.transfer_pending_export_date or line.transfer_pending_export_date,
    )


def _not_allowed(state: Application, verb: Verb) -> Refused:
    sentence = f"The application is {state.status}; {verb.replace('_', ' ')} is not possible now."
    return Refused("move-not-allowed", sentence)
