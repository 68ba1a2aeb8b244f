"""What happened to a thing, in the words of its facts, and whose hand it was. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.portal.fact_words import Words
from gateway.portal.facts import TONES, tone
from gateway.portal.words import AGENCIES, ROLES, of, of_fact

_RULE: Final = Words("系统按规则办理", "Decided by rule")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of the history; `cases` counts those of which it was told at once."""

    words: Words
    tone: str
    at: str
    who: Words
    subject: str
    reason: str | None
    cases: int


def history_of(facts: Sequence[Mapping[str, Any]]) -> list[Told]:
    """The history, newest first; one act on many vehicles is told once."""
    told: list[Told] = []
    last: tuple[str, str] | None = None
    for fact in facts:
        same = (str(fact.get("type")), str(fact.get("causationid")))
        if told and same == last:
            told[-1] = _again(told[-1])
        else:
            told.append(_told(fact))
        last = same
    return told[::-1]


def _again(one: Told) -> Told:
    return Told(one.words, one.tone, one.at, one.who, one.subject, one.reason, one.cases + 1)


def _told(fact: Mapping[str, Any]) -> Told:
    kind, data = str(fact.get("type")), fact.get("data")
    reason = data.get("reason") or data.get("sentence") if isinstance(data, Mapping) else None
    who, subject = who_is(str(fact.get("actor") or ""))
    at = str(fact.get("recordedtime") or fact.get("time"))
    return Told(
        of_fact(kind), TONES[tone(kind)], at, who, subject, reason if isinstance(reason, str) else None, 1
    )


def who_is(actor: str) -> tuple[Words, str]:
    """Whose hand it was: `licensing/officer/wang` is an officer of commerce, and `wang`."""
    agency, _, rest = actor.partition("/")
    role, _, subject = rest.partition("/")
    if not role or role == "service":
        return _RULE, ""
    office, post = of(AGENCIES, agency), of(ROLES, role)
    return Words(f"{office.zh}{post.zh}", f"{post.en}, {office.en}"), subject
