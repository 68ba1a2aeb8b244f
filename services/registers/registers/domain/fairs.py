"""Fairs and the calendar: what stands in the catalogue of a year, who was there, what took place. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from exportlane.contracts import promotion_work as work
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.checks import check_uscc
from exportlane.law.rules import rule
from registers.domain import articles, telling
from registers.domain.entry import Act, Entry, HeldRecord, Status, Verb, Writer
from registers.domain.keeping import Answer, forbidden, moved
from registers.domain.particulars import Fair, Participation, Promotion


@dataclass(frozen=True, slots=True)
class Found:
    """What the catalogue says of a fair in a year: listed or not, of which kind, why."""

    listed: bool
    fair_kind: str | None
    code: str
    reason: str
    article: str = articles.TZ_1


@rule(
    "RGS-FAIR",
    zh="展会须列入当年参展目录",
    en="A fair counts as a key one when it stands in the catalogue of its year",
    article=articles.TZ_1,
    slug="fair_not_listed",
)
def find_fair(fair_id: str, year: int, entry: Entry | None) -> Found:
    """An unlisted fair is found unlisted; each year has a catalogue of its own."""
    if entry is None or not isinstance(entry.particulars, Fair):
        return Found(
            listed=False,
            fair_kind=None,
            code="fair_not_listed",
            reason=f"The fair {fair_id} is not in the catalogue of {year}.",
        )
    if entry.status is not Status.LISTED:
        sentence = f"The fair {fair_id} was taken off the catalogue of {year} on {entry.ended_on}."
        return Found(
            listed=False, fair_kind=entry.particulars.fair_kind, code="fair_withdrawn", reason=sentence
        )
    sentence = f"The fair {fair_id} stands in the catalogue of {year} as {entry.particulars.fair_kind}."
    return Found(listed=True, fair_kind=entry.particulars.fair_kind, code="fair_listed", reason=sentence)


def was_there(participation: Participation, fair: Entry | None) -> Refused | None:
    """A firm can only have been at a fair that the catalogue knows."""
    found = find_fair(participation.fair_id, participation.year, fair)
    if found.listed:
        return None
    return Refused(found.code, found.reason, found.article, "/particulars/fair_id", 422)


def hold(entry: Entry, firms: Sequence[str], *, source: str, writer: Writer) -> Answer:
    """It took place, and these firms came."""
    if refused := forbidden(entry, Verb.HOLD):
        return refused
    here: Promotion = telling.of(entry, Promotion)
    if here.from_on > writer.on:
        sentence = f"It begins on {here.from_on}; today is {writer.on}."
        return Refused("day_in_future", sentence, articles.TRUE_FIGURES, None, 422)
    for at, uscc in enumerate(firms):
        if not (result := check_uscc(uscc)).valid:
            sentence = f"The firm's code cannot be right: {result.reason}."
            return Refused("uscc_invalid", sentence, articles.CREDIT_CODES, f"/firms/{at}", 422)
    came = tuple(dict.fromkeys(firms))
    act = Act(verb=Verb.HOLD, by=writer.by, on=writer.on, source=source)
    after = replace(moved(entry, act), held=HeldRecord(firms=came))
    fact = telling.fact(after, work.PromotionHeld, act, event_id=entry.id, name=here.name, firms=len(came))
    return Decided(after, (fact,))
