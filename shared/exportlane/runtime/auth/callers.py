"""Who calls: agency, role, scopes. Roles of an officer are ordered; the others stand alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

VIEWER, OFFICER, SUPERVISOR = "viewer", "officer", "supervisor"
EXPORTER, SERVICE, OPERATOR, CONFERENCE = "exporter", "service", "operator", "conference"
LADDER = (VIEWER, OFFICER, SUPERVISOR)
"""Each role includes those before it: a supervisor may do what an officer may."""
ROLES = frozenset({*LADDER, EXPORTER, SERVICE, OPERATOR, CONFERENCE})
ENTERPRISE = "enterprise"
"""What stands for the agency in the token of an exporter."""
PLATFORM = "gateway"
"""What stands for the agency in the token of an operator who looks after the lane as a whole."""

DEFAULT_SCOPES: Mapping[str, tuple[str, ...]] = {
    VIEWER: ("read",),
    OFFICER: ("read", "decide"),
    SUPERVISOR: ("read", "decide", "undo"),
    EXPORTER: ("read", "submit"),
    SERVICE: ("read", "hand-over"),
    OPERATOR: ("read", "operate"),
    CONFERENCE: ("read", "confer"),
}
"""What the development issuer grants to a role when nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the token says. `uscc` is the enterprise's code, present in an exporter's token only.

    `member` says for which member of the joint conference the person sits there: in the conference's tokens only.
    """

    subject: str
    agency: str
    role: str
    scopes: frozenset[str] = frozenset()
    uscc: str | None = None
    member: str | None = None

    @property
    def actor(self) -> str:
        """How the caller stands in the ledger: ``licensing/officer/wang.li``, ``conference/tianjin.conf_police/li``."""
        return f"{self.agency}/{self.member or self.role}/{self.subject}"


@dataclass(frozen=True, slots=True)
class Demand:
    """One way to be admitted: an agency of these (None: any), one of these roles (or above), and a scope if named."""

    agencies: frozenset[str] | None
    roles: frozenset[str]
    scope: str | None = None

    def admits(self, caller: Caller) -> bool:
        """Whether the caller meets all of it."""
        if self.agencies is not None and caller.agency not in self.agencies:
            return False
        return caller.role in _with_higher(self.roles) and (self.scope is None or self.scope in caller.scopes)

    def __str__(self) -> str:
        role = " or ".join(sorted(self.roles))
        agency = "any agency" if self.agencies is None else " or ".join(sorted(self.agencies))
        return f"{role} of {agency}" + (f" with the scope {self.scope}" if self.scope else "")


@lru_cache(maxsize=256)
def _with_higher(roles: frozenset[str]) -> frozenset[str]:
    lowest = min((LADDER.index(role) for role in roles if role in LADDER), default=len(LADDER))
    return roles | frozenset(LADDER[lowest:])


def demand(
    *,
    agencies: Collection[str] | None = None,
    roles: Collection[str] = (VIEWER,),
    scope: str | None = None,
) -> Demand:
    """A `Demand`, checked. Raises ValueError for an unknown role or an empty list, which would admit nobody."""
    unknown = set(roles) - ROLES
    if unknown or not roles:
        raise ValueError(f"a route demands roles that do not exist: {sorted(unknown)}")
    if agencies is not None and not agencies:
        raise ValueError("a route demands one of no agencies, which would admit nobody")
    return Demand(None if agencies is None else frozenset(agencies), frozenset(roles), scope)
