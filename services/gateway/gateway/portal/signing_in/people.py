"""As whom one may sign in for a try, where the development issuer works. PURE data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from exportlane.runtime.auth import (
    CONFERENCE,
    ENTERPRISE,
    EXPORTER,
    OFFICER,
    OPERATOR,
    PLATFORM,
    SUPERVISOR,
    VIEWER,
)
from gateway.conference.members import Body, bodies
from gateway.portal.words import AGENCIES, ROLES, Words

SHORT_KEYS: Final = {
    "tianjin.conf_convener": "convener",
    "tianjin.conf_police": "police",
    "tianjin.conf_guest": "guest",
    "taizhou.conf_convener": "taizhou",
}
RANKS: Final = {
    "convener": Words("召集人", "Convener"),
    "member": Words("成员", "Member"),
    "guest": Words("列席", "Guest"),
}
_IN_AN_AGENCY: Final = ((OFFICER, ""), (SUPERVISOR, "-supervisor"), (OPERATOR, "-operator"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as whom one may sign in. `as_what` is what the button says beside the name of the group."""

    key: str
    as_what: Words
    agency: str
    role: str
    uscc: str | None = None
    member: str | None = None
    remark: Words | None = None

    @property
    def subject(self) -> str:
        """How the person stands in ledgers and logs."""
        return f"portal.{self.key}"


@dataclass(frozen=True, slots=True)
class Group:
    """Persons of one agency, body or kind. `kind` chooses how they are laid out."""

    kind: str
    words: Words
    persons: tuple[Person, ...]


def groups(exporters: Iterable[tuple[str, str]]) -> Sequence[Group]:
    """Everybody: each agency, the platform, a district, both conferences, exporters (code and name)."""
    firms = tuple(
        Person(f"exporter-{uscc.lower()}", Words(name, name), ENTERPRISE, EXPORTER, uscc)
        for uscc, name in exporters
    )
    found = [*(_agency(agency) for agency in AGENCIES if agency not in {PLATFORM, ENTERPRISE, CONFERENCE})]
    found += [_platform(), _district(), *(_body(body) for body in bodies().values())]
    return [*found, Group("firms", AGENCIES[ENTERPRISE], firms)] if firms else found


def find(key: str, exporters: Iterable[tuple[str, str]]) -> Person | None:
    """The person of a button."""
    return next(
        (person for group in groups(exporters) for person in group.persons if person.key == key), None
    )


def _agency(agency: str) -> Group:
    persons = tuple(Person(f"{agency}{end}", ROLES[role], agency, role) for role, end in _IN_AN_AGENCY)
    return Group("agency", AGENCIES[agency], persons)


def _platform() -> Group:
    return Group(
        "agency",
        AGENCIES[PLATFORM],
        (
            Person("operator", ROLES[OPERATOR], PLATFORM, OPERATOR),
            Person("gateway", ROLES[OFFICER], PLATFORM, OFFICER),
            Person("viewer", ROLES[VIEWER], PLATFORM, VIEWER),
        ),
    )


def _district() -> Group:
    """A district keeps its part of the registers (台州市若干意见); its token names it by its code (GB/T 2260)."""
    agency = "district-331004"
    return Group(
        "agency",
        Words("台州市路桥区", "Luqiao District, Taizhou"),
        (
            Person("district", ROLES[OFFICER], agency, OFFICER),
            Person("district-supervisor", ROLES[SUPERVISOR], agency, SUPERVISOR),
            Person("district-viewer", ROLES[VIEWER], agency, VIEWER),
        ),
    )


def _body(body: Body) -> Group:
    seats = tuple(
        Person(
            SHORT_KEYS.get(member.id, f"{body.profile}-{member.role.removeprefix('conf_')}"),
            Words(member.name.zh, member.name.en),
            CONFERENCE,
            CONFERENCE,
            member=member.id,
            remark=RANKS[member.rank],
        )
        for member in body.members
    )
    nobody = Person("conference", Words("未注明成员单位", "No member named"), CONFERENCE, CONFERENCE)
    first = body.profile == next(iter(bodies()))
    return Group("body", Words(body.name.zh, body.name.en), (*seats, nobody) if first else seats)
