"""Makes the pack of a body and a month from the gateway's own tables; no agency is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from exportlane.law.averages import displayed
from exportlane.law.instants import day_begins, statutory_day
from exportlane.policies import profile as profile_of
from exportlane.runtime.clock import rfc3339
from gateway.conference.members import KINDS, Body, members
from gateway.conference.pack import ages, figures
from gateway.conference.pack.figures import Asking
from gateway.conference.pack.shape import (
    FORMAT,
    DecisionRow,
    Decisions,
    Pack,
    Promised,
    TicketRow,
    Tickets,
    Words,
)
from gateway.conference.reading import last_meetings, month_of_issues, open_issues, undone_meetings
from gateway.conference.ticket import Issue, IssueStatus
from gateway.promises.measure import Period, Promise, measured

if TYPE_CHECKING:
    from gateway.conference.meeting import Meeting
    from gateway.entrance import Entrance

CODES: Final = 15
TICKETS: Final = 100
EXIT_DAYS: Final = 60
"""Where a profile gives no limit for the exit."""
STATUSES: Final = {
    IssueStatus.RAISED: Words("待交办", "raised"),
    IssueStatus.ASSIGNED: Words("办理中", "assigned"),
    IssueStatus.ANSWERED: Words("已答复待销号", "answered"),
    IssueStatus.ESCALATED: Words("已升级", "escalated"),
    IssueStatus.CLOSED: Words("已销号", "closed"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month in Shanghai: its days, and the instants between which it lies."""

    name: str
    first: date
    last: date

    @property
    def since(self) -> str:
        """Its first instant, as facts write it."""
        return rfc3339(day_begins(self.first))

    @property
    def until(self) -> str:
        """The first instant after it."""
        return rfc3339(day_begins(self.last + timedelta(1)))


def month_of(name: str) -> Month:
    """The month ``YYYY-MM``. Raises ValueError."""
    first = date.fromisoformat(f"{name}-01")
    return Month(name, first, (first + timedelta(31)).replace(day=1) - timedelta(1))


async def make_pack(entrance: Entrance, body: Body, month: Month) -> Pack:
    """The pack as it is now. What a month has not brought yet is not in it."""
    service = entrance.service
    now = service.clock.now()
    today = statutory_day(now)
    look = entrance.calendar
    days = _exit_days(body.profile)
    promised = await _promises(entrance, body.profile, min(month.last, today))
    async with entrance.database.reading() as connection:
        asking = Asking(connection, entrance.database.dialect, body.profile, month.since, month.until)
        classes, classes_as_of = await figures.rebates(asking, look)
        return Pack(
            format=FORMAT, profile=body.profile, body=Words(body.name.zh, body.name.en), article=body.article,
            month=month.name, first=month.first, last=month.last, made_at=now,
            promises=promised,
            licences=await figures.licences(asking),
            provisional=await figures.provisional(asking, today=today, before=today - timedelta(days), days=days),
            blocked=await figures.blocked(asking, most=CODES),
            rebates=classes, rebates_as_of=classes_as_of,
            ages=await ages.open_cases(connection, body.profile, now=now, calendar=look),
            tickets=_tickets(
                await open_issues(connection, body.profile),
                await month_of_issues(connection, body.profile, month.first, month.last),
                today,
            ),
            decisions=_decisions(
                await last_meetings(connection, body.profile, until=min(month.last, today).isoformat(), most=1),
                await undone_meetings(connection, body.profile),
            ),
        )  # fmt: skip


def _exit_days(name: str) -> int:
    limit = profile_of(name).time_limits.get("exit_confirmation")
    return limit.length if limit is not None and limit.length is not None else EXIT_DAYS


async def _promises(entrance: Entrance, profile: str, on: date) -> tuple[Promised, ...]:
    found = await measured(entrance.service, period=Period.MONTH, profile=profile, on=on)
    return tuple(_promised(each) for each in found)


def _promised(promise: Promise) -> Promised:
    return Promised(
        promise.id, promise.requirements, promise.article, Words(promise.zh, promise.en),
        Words(promise.population.zh, promise.population.en), Words(promise.formula.zh, promise.formula.en),
        promise.unit, promise.shown, _target(promise), promise.met, promise.n,
        tuple((month.month, month.shown) for month in promise.trend), promise.as_of,
    )  # fmt: skip


def _target(promise: Promise) -> str | None:
    """The target with its sign, a share in per cent as the figure beside it is."""
    if promise.target is None:
        return None
    sign = {"at_most": "≤ ", "at_least": "≥ "}.get((promise.direction or "").replace("-", "_"), "")
    if promise.unit == "share":
        return f"{sign}{_plain(promise.target * 100)} %"
    return f"{sign}{_plain(promise.target)}"


def _plain(figure: Fraction) -> str:
    return str(figure.numerator if figure.denominator == 1 else displayed(figure))


def _tickets(found: Iterable[Issue], month: tuple[int, int], today: date) -> Tickets:
    rows = [_ticket(issue, today) for issue in found]
    late = sum(row.overdue for row in rows)
    return Tickets(len(rows), late, month[0], month[1], tuple(rows[:TICKETS]))


def _ticket(issue: Issue, today: date) -> TicketRow:
    zh, en = KINDS.get(issue.kind, (issue.kind, issue.kind))
    about = issue.case_id or (issue.figure.name if issue.figure else "")
    if issue.figure and issue.figure.month:
        about = f"{about} {issue.figure.month}"
    late = issue.overdue or (issue.due_on is not None and issue.due_on < today)
    return TicketRow(
        issue.id, Words(zh, en), issue.words[0].text, STATUSES[issue.status],
        named(issue.member) if issue.member else None, issue.raised_on, issue.due_on, late, about,
    )  # fmt: skip


def named(member: str) -> Words:
    """What a member is called."""
    found = members().get(member)
    return Words(found.name.zh, found.name.en) if found else Words(member, member)


def _decisions(last: list[Meeting], undone: list[Meeting]) -> Decisions:
    rows = [row for meeting in last for row in _rows(meeting)]
    known = {meeting.id for meeting in last}
    earlier = [
        row for meeting in undone if meeting.id not in known for row in _rows(meeting) if row.state != "done"
    ]
    both = [*rows, *earlier]
    return Decisions(
        last[0].held_on if last else None,
        sum(row.state == "open" for row in both), sum(row.state == "overdue" for row in both),
        sum(row.state == "done" for row in both), tuple(rows), tuple(earlier),
    )  # fmt: skip


def _rows(meeting: Meeting) -> Iterable[DecisionRow]:
    return (
        DecisionRow(
            meeting.held_on, each.no, each.text, named(each.member), each.clock.due_on, each.state.value, each.done_on,
            each.report,
        )
        for each in meeting.decisions
    )  # fmt: skip
