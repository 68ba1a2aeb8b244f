"""Who looks at the conference, for which body, and what of it that person may see and do. PURE.

Four kinds of reader: whoever reads single tickets and cases (members, officers of the agencies, operators of the
platform); guests, who see aggregates; district governments among the guests, who see counts alone; and everybody
else, who sees nothing. What may be done is asked of the same rules as by the API.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from exportlane.runtime.auth import Caller
from gateway.conference.access import CONFERS, RAISES, READS, READS_FIGURES, acting_of, sees_cases
from gateway.conference.members import Body, Member, Right, bodies
from gateway.conference.rights import barred, not_its_own, not_seated, only_looks
from gateway.conference.ticket import ISSUE_MOVES, Acting, Issue, IssueVerb
from gateway.disclosure import Eyes, eyes_of
from gateway.portal.fact_words import Words

COUNTS_ALONE: Final = frozenset({"conf_district"})
"""Seats of district governments: how many there are of each thing, and not with whom they lie."""
LIKELY: Final = (IssueVerb.ANSWER, IssueVerb.ASSIGN, IssueVerb.CLOSE, IssueVerb.REOPEN, IssueVerb.ESCALATE)
"""The verbs as people use them: an answered ticket is closed more often than asked again."""
NOT_FOR_YOU: Final = Words(
    "联席会议页面供成员单位和各部门使用，出口企业不能查看。",
    "These pages are for members of the joint conference and for the agencies, not for exporters.",
)
NO_SEAT: Final = Words(
    "您的身份未列入联席会议成员，或者任期已过。",
    "Your sign-in names no member of the joint conference, or one whose time is over.",
)
NO_BODY: Final = Words("没有这个地方的联席会议。", "There is no joint conference of this place.")
GUEST: Final = Words(
    "列席单位只看汇总数据，不看单个事项、会议和案件。",
    "A guest sees aggregates only: no single ticket, meeting or case.",
)


class Refused(Exception):
    """This page is not for this reader: `slug` is a kind of problem, `words` say why."""

    def __init__(self, slug: str, words: Words) -> None:
        super().__init__(words.en)
        self.slug, self.words = slug, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """From where somebody looks. `whole` admits single tickets, `by_member` who owes how much."""

    caller: Caller
    body: Body
    bodies: tuple[Body, ...]
    today: date
    acting: Acting
    whole: bool
    by_member: bool
    eyes: Eyes = field(repr=False)

    @property
    def member(self) -> Member | None:
        """The member for which the person sits; None for agencies and operators."""
        return self.acting.member

    @property
    def profile(self) -> str:
        """Of which city the body is."""
        return self.body.profile

    def may(self, right: Right) -> bool:
        """Whether this right is the seat's today."""
        return (
            CONFERS.admits(self.caller)
            and self.member is not None
            and barred(self.acting, right, self.body, on=self.today) is None
        )

    @property
    def may_raise(self) -> bool:
        """Members that are no guests, and officers of the agencies."""
        if not self.whole or not RAISES.admits(self.caller):
            return False
        if self.acting.officer:
            return True
        return not (not_seated(self.acting, self.body, on=self.today) or only_looks(self.acting, self.body))

    def verbs(self, issue: Issue) -> tuple[IssueVerb, ...]:
        """What this seat may do to this ticket as it stands now, what is most likely done first."""
        return tuple(
            verb for verb in LIKELY if verb in ISSUE_MOVES[issue.status] and self._may_now(verb, issue)
        )

    def _may_now(self, verb: IssueVerb, issue: Issue) -> bool:
        if not self.may(verb.value):
            return False
        convenes = self.member is not None and self.member.rank == "convener"
        own = verb is IssueVerb.ANSWER or (verb is IssueVerb.ESCALATE and not convenes)
        return not own or not_its_own(issue, self.acting, self.body) is None

    def may_report(self, member: str) -> bool:
        """Whether this seat may say that a decision given to this member was carried out."""
        if not CONFERS.admits(self.caller) or self.member is None or not self.whole:
            return False
        return self.member.id == member or self.may("decide")


def seat_of(caller: Caller, wanted: str | None, *, today: date) -> Seat:
    """The seat for the body that is asked for, a member's own without it. Raises Refused."""
    if not READS_FIGURES.admits(caller):
        raise Refused("forbidden", NOT_FOR_YOU)
    acting = acting_of(caller)
    member = acting.member
    if not acting.officer and (member is None or not member.in_force(today)):
        raise Refused("forbidden", NO_SEAT)
    profile = wanted or (member.profile if member else next(iter(bodies())))
    if profile not in bodies():
        raise Refused("not-found", NO_BODY)
    if member is not None and member.profile != profile:
        raise Refused("forbidden", _elsewhere(bodies()[profile], bodies()[member.profile]))
    return Seat(
        caller=caller, body=bodies()[profile], today=today, acting=acting, eyes=eyes_of(caller),
        bodies=tuple(one for one in bodies().values() if member is None or member.profile == one.profile),
        whole=READS.admits(caller) and sees_cases(caller),
        by_member=member is None or member.role not in COUNTS_ALONE,
    )  # fmt: skip


def _elsewhere(asked: Body, own: Body) -> Words:
    return Words(
        f"您所在的是{own.name.zh}，{asked.name.zh}的页面不对其他城市的成员单位开放。",
        f"You sit in the {own.name.en}; the pages of the {asked.name.en} are not open to members of other cities.",
    )
