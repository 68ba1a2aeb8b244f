"""What is done to an entry of any register: entered, confirmed, sent back, put right, ended. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from exportlane.contracts import registers as told
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.register_entries import BaseService
from exportlane.law.rules import rule
from registers.domain import articles, telling
from registers.domain.checks import fault_in, not_own, office_of
from registers.domain.days import wrong_day
from registers.domain.destinations import score_of, settled
from registers.domain.entry import (
    Act,
    CentreRecord,
    Entry,
    FacilityRecord,
    Office,
    PolicyRecord,
    Register,
    Status,
    Verb,
    Writer,
    noted,
)
from registers.domain.moves import FIRST, MOVES
from registers.domain.particulars import Base, Destination, Particulars, said
from registers.domain.terms import Policy

Answer = Decided[Entry] | Refused
IDENTITY = ("uscc", "country", "year", "fair_id", "district", "kind", "authority")
"""What an entry is about. Where that was wrong, the entry is ended and another one entered."""


def forbidden(entry: Entry, verb: Verb) -> Refused | None:
    """The table has no such move from here."""
    if verb in MOVES[entry.register].get(entry.status, {}):
        return None
    sentence = f"The entry is {entry.status}; to {verb.replace('-', ' ')} is not possible now."
    return Refused("move-not-allowed", sentence, articles.TRUE_FIGURES)


def moved(entry: Entry, act: Act, **changes: object) -> Entry:
    """The entry after an allowed move."""
    return noted(entry, act, status=MOVES[entry.register][entry.status][act.verb], **changes)


def standing(entry: Entry, act: Act, policy: Policy) -> tuple[Announce, ...]:
    """What is told of an entry as it stands now."""
    if isinstance(entry.particulars, Destination):
        return (telling.destination(entry, act, score=score_of(entry.particulars, policy.guidance)),)
    return (telling.STANDING[entry.register](entry, act),)


def enter(
    entry_id: str, particulars: Particulars, *, source: str, as_of: date, writer: Writer, policy: Policy
) -> Answer:
    """A new entry. What a district or a firm enters waits for commerce where the register says so."""
    if refused := not_own(particulars, writer) or office_of(particulars, writer):
        return refused
    if refused := fault_in(particulars, writer, policy):
        return refused
    if refused := wrong_day("/as_of", as_of, writer.on):
        return refused
    if isinstance(particulars, Destination):
        found = settled(particulars, policy)
        if isinstance(found, Refused):
            return found
        particulars = found
    register = Register(particulars.register)
    kept = Status.REGISTERED if writer.office is Office.COMMERCE else Status.ENTERED
    act = Act(verb=Verb.ENTER, by=writer.by, on=writer.on, source=source)
    entry = Entry(
        id=entry_id, register=register, particulars=particulars, status=FIRST.get(register, kept), source=source,
        as_of=as_of, acts=(act,), centre=CentreRecord() if register is Register.CENTRES else None,
        facility=FacilityRecord() if register is Register.FACILITIES else None,
        policy=PolicyRecord(drafted_by=writer.by) if register is Register.POLICIES else None,
    )  # fmt: skip
    return Decided(entry, () if entry.status is Status.ENTERED else standing(entry, act, policy))


@rule(
    "RGS-TWICE",
    zh="同一事项在登记册中只登记一次",
    en="The same thing stands in a register once",
    article=articles.TRUE_FIGURES,
    slug="entered_already",
)
def entered_already(others: Sequence[Entry]) -> Refused | None:
    """`others` are those that stand under the same key; None when there are none."""
    if not others:
        return None
    there = others[0]
    sentence = f"It stands in the register as {there.id} ({there.status}); put that right, or end it first."
    return Refused("entered_already", sentence, articles.TRUE_FIGURES, "/particulars")


def living_key(entry: Entry) -> str | None:
    """What may stand in a register only once at a time; None where several may, or when the entry has ended."""
    ended = {
        Status.CLOSED,
        Status.WITHDRAWN,
        Status.STRUCK,
        Status.RELIEVED,
        Status.DROPPED,
        Status.CALLED_OFF,
    }
    if entry.status in ended:
        return None
    return key_of(entry.particulars)


def key_of(particulars: Particulars) -> str | None:
    """The key of what would be entered."""
    names = {
        Register.BASES: ("name",),
        Register.SUPPLIERS: ("uscc", "kind"),
        Register.CENTRES: ("uscc",),
        Register.FACILITIES: ("uscc", "country", "kind", "name"),
        Register.PARTICIPATIONS: ("uscc", "year", "fair_id"),
        Register.CONTACTS: ("uscc", "authority"),
        Register.PROVIDERS: ("uscc",),
        Register.POOLS: ("district", "name"),
        Register.POLICIES: ("district", "title"),
        Register.PROMOTIONS: ("name", "from_on"),
        Register.TRAININGS: ("authority", "topic", "held_on", "district"),
        Register.GUIDANCE: ("uscc", "authority", "topic", "given_on"),
    }.get(Register(particulars.register))
    if names is None:
        return None
    return " ".join([particulars.register, *(said(particulars, name) or "" for name in names)])


def confirm(entry: Entry, *, source: str | None, writer: Writer, policy: Policy) -> Answer:
    """Commerce takes what was entered into the register; from then on it is told."""
    if refused := forbidden(entry, Verb.CONFIRM):
        return refused
    act = Act(verb=Verb.CONFIRM, by=writer.by, on=writer.on, source=source)
    after = moved(entry, act)
    return Decided(after, standing(after, act, policy))


def send_back(entry: Entry, reason: str, *, writer: Writer) -> Answer:
    """Commerce cannot confirm it as it is and says why; nothing is told."""
    if refused := forbidden(entry, Verb.RETURN):
        return refused
    return Decided(moved(entry, Act(verb=Verb.RETURN, by=writer.by, on=writer.on, reason=reason)))


@rule(
    "RGS-IDENTITY",
    zh="登记的主体、国别、年度、行政区划不得以更正方式变更",
    en="Whom and what an entry is about is not changed by putting it right",
    article=articles.TRUE_FIGURES,
    slug="identity_changed",
)
def same_thing(entry: Entry, particulars: Particulars) -> Refused | None:
    """None when it is still about the same."""
    for name in IDENTITY:
        before, after = said(entry.particulars, name), said(particulars, name)
        # A draft and an entry that waits may be moved: nobody has been told of them.
        if before != after and (name != "district" or entry.status is not Status.ENTERED):
            sentence = f"The entry is about {name} {before}; for {after} end it and enter another one."
            return Refused("identity_changed", sentence, articles.TRUE_FIGURES, f"/particulars/{name}", 422)
    return None


def amend(
    entry: Entry, particulars: Particulars, *, source: str, as_of: date, writer: Writer, policy: Policy
) -> Answer:
    """Put an entry right. One that stands is told anew; only commerce puts such a one right."""
    return _rewritten(entry, Verb.AMEND, particulars, source, as_of, writer, policy)


def reassess(
    entry: Entry, particulars: Particulars, *, source: str, as_of: date, writer: Writer, policy: Policy
) -> Answer:
    """Look at a destination again; what was found before stays in the history."""
    return _rewritten(entry, Verb.REASSESS, particulars, source, as_of, writer, policy)


def _rewritten(  # noqa: PLR0913, PLR0917  # an entry, what becomes of it, on which paper, by whom
    entry: Entry,
    verb: Verb,
    particulars: Particulars,
    source: str,
    as_of: date,
    writer: Writer,
    policy: Policy,
) -> Answer:
    if refused := forbidden(entry, verb) or same_thing(entry, particulars) or _not_theirs(entry, writer):
        return refused
    if refused := fault_in(particulars, writer, policy):
        return refused
    if refused := wrong_day("/as_of", as_of, writer.on):
        return refused
    if isinstance(particulars, Destination):
        found = settled(particulars, policy)
        if isinstance(found, Refused):
            return found
        particulars = found
    act = Act(verb=verb, by=writer.by, on=writer.on, source=source)
    after = replace(moved(entry, act), particulars=particulars, source=source, as_of=as_of)
    return Decided(after, () if after.status is Status.ENTERED else standing(after, act, policy))


def _not_theirs(entry: Entry, writer: Writer) -> Refused | None:
    """What was confirmed belongs to who confirmed it."""
    if entry.status is not Status.REGISTERED or writer.office is Office.COMMERCE:
        return None
    sentence = "The entry was confirmed; only commerce puts it right now."
    return Refused("confirmed_already", sentence, articles.TRUE_FIGURES)


def end(entry: Entry, verb: Verb, *, on: date, reason: str, writer: Writer) -> Answer:
    """Close, withdraw, strike, drop, relieve or call off: the entry stays, with its end. Told where it was told of."""
    if refused := forbidden(entry, verb):
        return refused
    if refused := wrong_day("/on", on, writer.on):
        return refused
    act = Act(verb=verb, by=writer.by, on=writer.on, reason=reason)
    after = moved(entry, act, ended_on=on)
    untold = entry.status in {Status.ENTERED, Status.RETURNED}
    return Decided(after, () if untold else (telling.ended(after, act, on),))


def again(entry: Entry, verb: Verb, reason: str, *, writer: Writer, policy: Policy) -> Answer:
    """List a fair again, name a country again: it stands as before, and is told as before."""
    if refused := forbidden(entry, verb):
        return refused
    act = Act(verb=verb, by=writer.by, on=writer.on, reason=reason)
    after = moved(entry, act, ended_on=None)
    return Decided(after, standing(after, act, policy))


def change_services(
    entry: Entry, services: Sequence[BaseService], *, source: str, on: date, writer: Writer, policy: Policy
) -> Answer:
    """What a base offers from this day on."""
    del policy
    if refused := forbidden(entry, Verb.CHANGE_SERVICES):
        return refused
    if refused := wrong_day("/on", on, writer.on):
        return refused
    here: Base = telling.of(entry, Base)
    changed = replace(here, services=tuple(dict.fromkeys(services)))
    act = Act(verb=Verb.CHANGE_SERVICES, by=writer.by, on=writer.on, source=source)
    after = replace(moved(entry, act), particulars=changed)
    data = {"base_id": entry.id, "services": changed.services, "on": on}
    return Decided(after, (telling.fact(after, told.BaseServicesChanged, act, **data),))
