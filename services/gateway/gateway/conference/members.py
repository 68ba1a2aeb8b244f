"""Who sits in the joint conference: data with dates, read once. PURE after that.

A person's token names the member (``tianjin.conf_police``); what that member sees and may do stands in
`members.json`, where a new member is a new line. A member that is not in the data sees nothing and does nothing.
Law: 天津市促进二手车出口的若干措施（征求意见稿）第十一条; 进一步加强台州市二手车出口工作的若干意见 第十一条.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Right = Literal[
    "raise",
    "assign",
    "answer",
    "escalate",
    "reopen",
    "close",
    "convene",
    "decide",
    "issue_pack",
    "recognise_centre",
]
Rank = Literal["convener", "member", "guest"]
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "case": ("个案受阻", "A case is stuck"),
    "delay": ("办理超期", "Delay"),
    "procedure": ("流程与材料", "Procedure and papers"),
    "data": ("数据共享", "Shared data"),
    "policy": ("政策问题", "Policy"),
    "figure": ("指标异常", "A figure out of line"),
    "flag_firm": ("企业风险提示", "Flag on a firm"),
    "verify_maker": ("生产企业核验", "Check of a maker"),
    "buyer_alert": ("境外买方预警", "Alert on a buyer"),
    "booking": ("订舱与装运", "Booking and loading"),
}
"""What a ticket can be about. The last four belong to the members that the data name for them, and to the convener."""
RESERVED: Final = frozenset({"flag_firm", "verify_maker", "buyer_alert", "booking"})

Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Strict):
    """A name in both languages."""

    zh: Text
    en: Text


class Member(_Strict):
    """One member: rank, what it wants to see, what it may do, from when to when.

    `cases` says whether it may look into single cases (a guest sees aggregates only), `vins` and `amounts` whether
    vehicle numbers and sums are unmasked, `raises_alone` which kinds of ticket only it and the convener raise.
    """

    role: Annotated[str, Field(pattern=r"^conf_[a-z]{2,32}$")]
    name: Words
    rank: Rank
    sees: Annotated[tuple[Words, ...], Field(min_length=1)]
    may: frozenset[Right]
    raises_alone: frozenset[str]
    cases: bool
    vins: bool
    amounts: bool
    valid_from: date
    valid_to: date | None
    profile: str = ""

    @property
    def id(self) -> str:
        """As it stands in a token and in facts: ``tianjin.conf_police``."""
        return f"{self.profile}.{self.role}"

    def in_force(self, on: date) -> bool:
        """Whether it belongs to the body on this day; both days count."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Body(_Strict):
    """The body of one profile. `assign_within` and `answer_within` are working days, where nobody names others."""

    profile: Annotated[str, Field(pattern=r"^[a-z]{2,32}$")]
    name: Words
    article: Text
    assign_within: Annotated[int, Field(ge=1, le=60)]
    answer_within: Annotated[int, Field(ge=1, le=60)]
    members: Annotated[tuple[Member, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits(self) -> Body:
        roles = [member.role for member in self.members]
        if len(set(roles)) < len(roles):
            raise ValueError(f"{self.profile}: a role code stands twice")
        if sum(member.rank == "convener" for member in self.members) != 1:
            raise ValueError(f"{self.profile}: one member convenes, no more and no fewer")
        for member in self.members:
            if member.rank == "guest" and (member.may or member.cases or member.vins or member.amounts):
                raise ValueError(f"{self.profile}: the guest {member.role} sees aggregates and does nothing")
            if unknown := member.raises_alone - RESERVED:
                raise ValueError(f"{self.profile}: {member.role} raises unknown kinds {sorted(unknown)}")
        return self

    @property
    def convener(self) -> Member:
        """Who calls, assigns and closes."""
        return next(member for member in self.members if member.rank == "convener")


def read(text: str) -> dict[str, Body]:
    """The bodies of a file's text by their profile. Raises pydantic's ValidationError, ValueError."""
    bodies: dict[str, Body] = {}
    for found in json.loads(text)["bodies"]:
        named = {**found, "members": [{**each, "profile": found["profile"]} for each in found["members"]]}
        body = Body.model_validate(named)
        if body.profile in bodies:
            raise ValueError(f"the profile {body.profile} has two bodies")
        bodies[body.profile] = body
    return bodies


@cache
def bodies() -> Mapping[str, Body]:
    """The bodies that are packed with the gateway, by profile."""
    return read(files("gateway.conference").joinpath("members.json").read_text(encoding="utf-8"))


@cache
def members() -> Mapping[str, Member]:
    """Every member of every body by its id."""
    return {member.id: member for body in bodies().values() for member in body.members}


def body_of(profile: str) -> Body | None:
    """The body that looks after a profile; None where there is none (the national profile)."""
    return bodies().get(profile)


def listed(profile: str | None, *, on: date) -> Iterator[tuple[Body, Member, bool]]:
    """Every member with its body, and whether it belongs to it on this day."""
    for body in bodies().values():
        if profile in {None, body.profile}:
            yield from ((body, member, member.in_force(on)) for member in body.members)
