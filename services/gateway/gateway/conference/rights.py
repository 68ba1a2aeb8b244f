"""Who may do what in the joint conference. PURE: each rule gives the refusal, or None."""

from __future__ import annotations

from datetime import date
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from gateway.conference.members import RESERVED, Body, Member, Right, members
from gateway.conference.ticket import Acting, Issue

FORBIDDEN: Final = 403
BOTH: Final = (
    "天津市促进二手车出口的若干措施（征求意见稿）第十一条；进一步加强台州市二手车出口工作的若干意见 第十一条"
)


@rule(
    "CONF-SEAT",
    zh="联席会议的事由其在任成员单位办理",
    en="Only a member that sits in the body of this profile today acts in it",
    article=BOTH,
    slug="not_a_member",
)
def not_seated(acting: Acting, body: Body, *, on: date) -> Refused | None:
    """A token without a member, of another city's body, or of a member whose time is over."""
    member = acting.member
    if member is not None and member.profile == body.profile and member.in_force(on):
        return None
    return Refused(
        "not_a_member",
        f"须为{body.name.zh}在任成员单位。This needs a member of the {body.name.en} who sits in it today.",
        body.article,
        status=FORBIDDEN,
    )


@rule(
    "CONF-GUEST",
    zh="列席单位只看汇总数据，不办理事项",
    en="A guest sees aggregates and does nothing",
    article=BOTH,
    slug="guests_only_look",
)
def only_looks(acting: Acting, body: Body) -> Refused | None:
    """Every verb asks this."""
    if acting.member is None or acting.member.rank != "guest":
        return None
    return Refused(
        "guests_only_look",
        f"{acting.member.name.zh}为列席单位，只看汇总数据。{acting.member.name.en} is a guest: aggregates only.",
        body.article,
        status=FORBIDDEN,
    )


@rule(
    "CONF-CONVENER",
    zh="召集人召集会议、交办、销号",
    en="The convener calls, assigns, reopens and closes",
    article=BOTH,
    slug="not_the_convener",
)
def lacks_right(acting: Acting, right: Right, body: Body) -> Refused | None:
    """What a member's line of the data does not name, it may not do."""
    if acting.member is not None and right in acting.member.may:
        return None
    who = body.convener.name
    return Refused(
        "not_the_convener",
        f"该事由召集人{who.zh}办理。This is for the convener, {who.en}.",
        body.article,
        status=FORBIDDEN,
    )


@rule(
    "CONF-ANSWER",
    zh="交办单位答复，他人不得代答",
    en="The member to which a ticket is assigned answers it, and nobody for it",
    article=BOTH,
    slug="assigned_to_another",
)
def not_its_own(issue: Issue, acting: Acting, body: Body) -> Refused | None:
    """The convener may not either: it closes, it does not answer for others."""
    if issue.member is not None and issue.member == acting.member_id:
        return None
    holder = members().get(issue.member or "")
    zh, en = (holder.name.zh, holder.name.en) if holder else ("尚未交办", "nobody yet")
    return Refused(
        "assigned_to_another",
        f"该事项交办单位为：{zh}，他人不得代答。It is assigned to {en}; nobody answers for another.",
        body.article,
        status=FORBIDDEN,
    )


@rule(
    "CONF-ASSIGN",
    zh="事项交办给在任的成员单位",
    en="A ticket or a decision is given to a member of the same body that sits in it and may answer",
    article=BOTH,
    slug="no_such_member",
)
def assignee(role: str, body: Body, *, on: date) -> Member | Refused:
    """The member of this role code, or of this id."""
    for member in body.members:
        if role in {member.role, member.id} and member.in_force(on) and "answer" in member.may:
            return member
    return Refused(
        "no_such_member",
        f"{body.name.zh}今日没有可承办的成员单位 {role}。The {body.name.en} has no member {role} to answer.",
        body.article,
        "/member",
        422,
    )


@rule(
    "CONF-KIND",
    zh="企业风险提示、生产企业核验、买方预警、订舱事项由各自主管单位提出",
    en="Flags on firms, checks of makers, alerts on buyers, bookings are raised by the member whose business they are",
    article=BOTH,
    slug="kind_of_another_member",
)
def not_its_kind(acting: Acting, kind: str, body: Body) -> Refused | None:
    """The convener raises any kind; an officer of an agency those that are nobody's own."""
    member = acting.member
    if kind not in RESERVED or (
        member is not None and (member.rank == "convener" or kind in member.raises_alone)
    ):
        return None
    owners = (
        "、".join(each.name.zh for each in body.members if kind in each.raises_alone) or body.convener.name.zh
    )
    return Refused(
        "kind_of_another_member",
        f"此类事项由{owners}提出。Tickets of this kind are raised by the member whose business they are.",
        body.article,
        "/kind",
        422,
    )


def barred(acting: Acting, right: Right, body: Body, *, on: date) -> Refused | None:
    """Why somebody may not use this right today: no seat, a guest, or not its business."""
    return not_seated(acting, body, on=on) or only_looks(acting, body) or lacks_right(acting, right, body)
