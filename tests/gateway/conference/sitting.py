"""What the tests of the conference share: a sitting, people, a ticket in each state."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.calendar import shipped_calendar
from gateway.conference import deciding
from gateway.conference.deciding import Question, Sitting
from gateway.conference.members import bodies, members
from gateway.conference.ticket import Acting, Figure, Issue, IssueStatus

CASE = "01931f2e-8c00-7a10-9b1e-6f3a2c4d5e6f"
FRIDAY = datetime(2026, 11, 20, 2, tzinfo=UTC)
SITTING = Sitting(bodies()["tianjin"], shipped_calendar(), FRIDAY)


def person(member: str) -> Acting:
    """Somebody who sits for this member."""
    return Acting(f"conference/{member}/li", members()[member])


OFFICER = Acting("licensing/officer/wang", officer=True)
CONVENER = person("tianjin.conf_convener")
POLICE = person("tianjin.conf_police")
CUSTOMS = person("tianjin.conf_customs")
GUEST = person("tianjin.conf_guest")
OF_TAIZHOU = person("taizhou.conf_convener")
NOBODY = Acting("conference/conference/li")


def done(answer: Decided[Any] | Refused) -> Any:
    """The next state. Fails on a refusal."""
    assert isinstance(answer, Decided), answer
    return answer.state


def raised(*, case: bool = True) -> Issue:
    """A new ticket."""
    about = {"case_id": CASE} if case else {"figure": Figure("licence_on_time", "2026-11")}
    question = Question(
        "01931f2e-0000-7a10-9b1e-000000000001", "case" if case else "figure", "车管所三日未办", **about
    )  # type: ignore[arg-type]
    issue: Issue = done(deciding.raise_issue(question, OFFICER, SITTING))
    return issue


def standing(status: IssueStatus, *, case: bool = True) -> Issue:
    """A ticket in this state, assigned to the police where it is assigned."""
    issue = raised(case=case)
    if status is IssueStatus.RAISED:
        return issue
    issue = done(deciding.assign(issue, "conf_police", CONVENER, SITTING, days=3))
    steps = {
        IssueStatus.ASSIGNED: lambda: issue,
        IssueStatus.ANSWERED: lambda: done(deciding.answer(issue, "已办结", POLICE, SITTING)),
        IssueStatus.ESCALATED: lambda: done(deciding.escalate(issue, "需协调", POLICE, SITTING)),
        IssueStatus.CLOSED: lambda: done(
            deciding.close(done(deciding.answer(issue, "已办结", POLICE, SITTING)), "同意", CONVENER, SITTING)
        ),
    }
    found: Issue = steps[status]()
    return found
