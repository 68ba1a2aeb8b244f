"""The sections of the portal and to whom each is shown. PURE.

What is not shown is refused as well: each section asks `may` again when its page is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from exportlane.runtime.auth import CONFERENCE, EXPORTER, OPERATOR, VIEWER, Caller
from exportlane.runtime.auth.callers import LADDER, PLATFORM
from gateway.conference.access import READS_FIGURES
from gateway.portal.fact_words import Words


def everybody(_caller: Caller) -> bool:
    """Whoever is signed in."""
    return True


def officials(caller: Caller) -> bool:
    """Everybody but exporters: agencies, operators, the conference."""
    return caller.role != EXPORTER


def officers(caller: Caller) -> bool:
    """Officers and supervisors of an agency: they have a work list."""
    return caller.role in LADDER and caller.role != VIEWER


def operators(caller: Caller) -> bool:
    """Operators of the platform, or of one agency."""
    return caller.role == OPERATOR


def platform_operators(caller: Caller) -> bool:
    """Operators who look after the lane as a whole."""
    return caller.role == OPERATOR and caller.agency == PLATFORM


def conference_readers(caller: Caller) -> bool:
    """Whoever may read the conference's figures through the API."""
    return READS_FIGURES.admits(caller)


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation: `under` is what the addresses of its pages begin with."""

    words: Words
    address: str
    may: Callable[[Caller], bool]

    def is_open(self, path: str) -> bool:
        """Whether a page of this section is being looked at."""
        return path == self.address or path.startswith(f"{self.address}/")


NAVIGATION: Final[tuple[Section, ...]] = (
    Section(Words("案件", "Cases"), "/cases", everybody),
    Section(Words("全局", "Overview"), "/flow", officials),
    Section(Words("待办", "Work list"), "/tasks", officers),
    Section(Words("联席会议", "Joint conference"), "/conference", conference_readers),
    Section(Words("运维", "Operations"), "/operations", operators),
)


def home_of(caller: Caller) -> str:
    """Where a person's day begins: at the work list, the console, the conference, or the cases."""
    if officers(caller):
        return "/tasks"
    if operators(caller):
        return "/operations"
    return "/conference" if caller.role == CONFERENCE else "/cases"


def navigation(caller: Caller) -> tuple[Section, ...]:
    """The sections that a person sees."""
    return tuple(section for section in NAVIGATION if section.may(caller))
