"""What the enterprise hands in: an application, as a draft or at once, and the answer to a notice.

Every function is pure: `now` is the moment, `policy` the law of the day. It answers `Refused`, and changes nothing,
when the table of moves or a rule forbids the act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from licensing.domain import announcements, clocks
from licensing.domain.application import Application, Status, Verb, may, moved
from licensing.domain.articles import ANNOUNCEMENT_6, MOVES_REST_ON, ONE_NOTICE
from licensing.domain.dossier import Item, Line, LineCorrection, Outcome
from licensing.domain.examination import missing_papers
from licensing.domain.outcomes import not_accept, take_up, withdraw
from licensing.domain.policy import ACCEPTANCE_NOTICE, CORRECTION_SUPPLY, LICENCE, Policy
from licensing.domain.standing import Standing, barred_from_applying


@dataclass(frozen=True, slots=True)
class Known:
    """What is known as an application comes in: how the firm stands, and live applications for its vehicles."""

    standing: Standing
    elsewhere: tuple[str, ...] = ()


def decide_receipt(
    application: Application, known: Known, *, by_courier: bool, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """Receive an application. The limit starts with it only when its papers are complete.

    What comes by courier has cases that must end: where the firm may not apply it is received and not accepted. At
    the window the same is a refusal to take it.
    """
    today = statutory_day(now)
    if fault := _unreadable(application, policy) or _of_the_future(application, on=today):
        return fault
    rules = policy.in_force(application.profile, on=today)
    # The entrance has judged what comes by courier; however late the courier is, the day stays what it was.
    if not by_courier and (fault := _backdated(application, on=today, most=rules.application_days_back)):
        return fault
    version = application.profile_version or rules.version
    pinned = replace(application, profile_version=version, standing=known.standing)
    if ground := _in_the_way(pinned, known, on=today):
        if not by_courier:
            return Refused(ground.code, ground.reason, ground.article)
        received = replace(pinned, status=Status.SUBMITTED, received_on=today)
        facts = announcements.submitted(received, policy, complete=False)
        ended = not_accept(received, ground, on=today)
        return Decided(ended.state, facts + ended.facts)
    if pinned.status is Status.DRAFT:
        return Decided(pinned)
    return _received(pinned, on=today, policy=policy)


def decide_submission(state: Application, *, now: datetime, policy: Policy) -> Decided[Application] | Refused:
    """Hand in a draft. A firm that may not apply any more is told so, and the draft stays one."""
    if not may(state, Verb.SUBMIT):
        return not_allowed(state, Verb.SUBMIT)
    today = statutory_day(now)
    if state.standing is not None and (ground := barred_from_applying(state.standing, on=today)):
        return Refused(ground.code, ground.reason, ground.article)
    received = _received(moved(state, Verb.SUBMIT, applied_on=today), on=today, policy=policy)
    if not received.state.endorsed:
        return received
    then = take_up(received.state, now=now, policy=policy)
    return Decided(then.state, received.facts + then.facts)


def _received(state: Application, *, on: date, policy: Policy) -> Decided[Application]:
    rules = policy.of(state)
    awaited = not state.every(lambda line: line.transfer_pending_export_date is not None)
    complete = not awaited and not any(missing_papers(state, on=on, rules=rules))
    received = replace(state, received_on=on)
    if not awaited:
        # Where the registry does the transfer itself, nothing is complete before the certificate is endorsed.
        received = clocks.begun(received, ACCEPTANCE_NOTICE, on=on, policy=policy)
    if complete:
        received = clocks.begun(received, LICENCE, on=on, policy=policy)
    return Decided(received, announcements.submitted(received, policy, complete=complete))


def _unreadable(application: Application, policy: Policy) -> Refused | None:
    if not policy.known(application.profile, application.profile_version):
        known = ", ".join(sorted(policy.versions))
        version = f" of version {application.profile_version}" if application.profile_version else ""
        sentence = f"There is no profile {application.profile}{version}; known: {known}."
        return Refused("unknown-profile", sentence, status=422)
    return _too_many(
        application, policy.rules(application.profile, application.profile_version).most_vehicles
    )


@rule(
    "LIC-APPLIED-ON",
    zh="申请日期不在将来",
    en="Nobody has applied on a day that is still to come",
    article="行政许可法 第三十二条",
    slug="rule-violated",
)
def _of_the_future(application: Application, *, on: date) -> Refused | None:
    if application.applied_on <= on:
        return None
    sentence = f"The day of the application, {application.applied_on}, is still to come; today is {on}."
    return Refused("rule-violated", sentence, ONE_NOTICE, "/applied_on", 422)


@rule(
    "LIC-APPLIED-BACK",
    zh="申请日以收到之日为准，不得倒填",
    en="The application's day is that of its receipt, or a few days before it where somebody took it in by hand",
    article="行政许可法 第三十二条；本系统约定",
    slug="application-backdated",
)
def _backdated(application: Application, *, on: date, most: int) -> Refused | None:
    if (on - application.applied_on).days <= most:
        return None
    day = application.applied_on
    sentence = f"The application was received on {on}; the day {day} lies more than {most} days before it."
    return Refused("application-backdated", sentence, ONE_NOTICE, "/applied_on", 422)


@rule(
    "LIC-20",
    zh="一批一证，每个商品编码不超过20辆",
    en="One batch, one licence: at most twenty vehicles of one HS line",
    article="商务部等五部门公告2024年第6号",
    slug="too_many_vehicles",
)
def _too_many(application: Application, most: int) -> Refused | None:
    count = len(application.lines)
    if count <= most:
        return None
    return Refused(
        "too_many_vehicles", f"A licence has at most {most} vehicles, the application {count}.",
        ANNOUNCEMENT_6, "/lines", 422,
    )  # fmt: skip


def _in_the_way(application: Application, known: Known, *, on: date) -> Outcome | None:
    return barred_from_applying(known.standing, on=on) or licensed_elsewhere(application, known)


@rule(
    "X12",
    zh="一辆车只有一件在办申请",
    en="A vehicle stands on one live application",
    article="商务部等五部门公告2024年第6号",
    slug="live_application_exists",
)
def licensed_elsewhere(_application: Application, known: Known) -> Outcome | None:
    """Whether a vehicle is already applied for, or licensed and not used."""
    if not known.elsewhere:
        return None
    sentence = f"A vehicle of this application stands on another live one: {', '.join(known.elsewhere)}."
    return Outcome("live_application_exists", sentence, ANNOUNCEMENT_6)


def decide_correction(
    state: Application,
    lines: tuple[LineCorrection, ...],
    items: tuple[str, ...] | None,
    *,
    now: datetime,
    policy: Policy,
    conformity: str | None = None,
) -> Decided[Application] | Refused:
    """Take the corrected papers. `items` are the codes that are answered, None for all; all must be (第三十二条).

    Before acceptance a new limit starts, because it counts from a complete application; after it the old one goes on.
    """
    if not may(state, Verb.SUPPLY_CORRECTION):
        return not_allowed(state, Verb.SUPPLY_CORRECTION)
    corrections = {line.vin: line for line in lines}
    if unknown := corrections.keys() - {line.vin for line in state.live}:
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
    given = replace(state, conformity_declaration=conformity or state.conformity_declaration)
    supplied = _supplied(given, corrections, codes, on=statutory_day(now), policy=policy)
    facts = announcements.correction_supplied(supplied, codes)
    if not supplied.endorsed:
        return Decided(supplied, facts)
    then = take_up(supplied, now=now, policy=policy)
    return Decided(then.state, facts + then.facts)


def _supplied(
    state: Application,
    given: Mapping[str, LineCorrection],
    codes: tuple[str, ...],
    *,
    on: date,
    policy: Policy,
) -> Application:
    corrected = tuple(with_correction(line, given.get(line.vin)) for line in state.lines)
    translated = state.contract_translation or "contract_translation_missing" in codes
    supplied = moved(
        clocks.stopped(state, CORRECTION_SUPPLY, on=on), Verb.SUPPLY_CORRECTION,
        lines=corrected, asked=(), contract_translation=translated,
    )  # fmt: skip
    if state.accepted_on is None:
        again = clocks.begun(supplied, ACCEPTANCE_NOTICE, on=on, policy=policy)
        return clocks.begun(again, LICENCE, on=on, policy=policy)
    taken = moved(supplied, Verb.ACCEPT)
    return taken if taken.standstill is not None else clocks.resumed(taken, on=on, policy=policy)


def _answers(item: Item, corrections: Mapping[str, LineCorrection], items: tuple[str, ...] | None) -> bool:
    if items is not None and item.code not in items:
        return False
    given = corrections.get(item.vin) if item.vin else None
    if item.vin is not None and item.code.startswith("inspection_"):
        return given is not None and given.inspection_report is not None
    if item.vin is not None and item.code.startswith("after_sales_letter"):
        return given is not None and given.after_sales_letter is not None
    return True


def with_correction(line: Line, given: LineCorrection | None) -> Line:
    """The line with what its correction carries; what that leaves out stays."""
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


def decide_withdrawal(state: Application, reason: str, *, now: datetime) -> Decided[Application] | Refused:
    """Take the application back before it is decided."""
    if not may(state, Verb.WITHDRAW):
        return not_allowed(state, Verb.WITHDRAW)
    return withdraw(state, Outcome("withdrawn", reason), on=statutory_day(now))


def not_allowed(state: Application, verb: Verb) -> Refused:
    """The table has no such move from here."""
    sentence = f"The application is {state.status}; {verb.replace('_', ' ')} is not possible now."
    return Refused("move-not-allowed", sentence, MOVES_REST_ON.get(verb, ANNOUNCEMENT_6))
