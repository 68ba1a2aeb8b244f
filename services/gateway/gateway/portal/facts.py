"""How a fact is told on a page: its words, its colour, and the few lines of it that a person wants to read. PURE.

Nothing here is in one language: a line holds its words in both, and the page prints those of its reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from exportlane.process import ORDERS
from exportlane.sharing.book import shipped_book
from gateway.portal.code_words import of_code, of_code_or_itself
from gateway.portal.field_words import FIELDS, SHARED, TABLES
from gateway.portal.words import AGENCIES, Words, of, of_fact, of_member
from gateway.shown.offices import port

GOOD = frozenset({"granted", "deregistered", "exit_confirmed", "cleared", "paid", "exempted", "released"})
ASK = frozenset(
    {
        "correction_requested", "deregistration_correction_requested", "transfer_correction_requested",
        "returned_for_correction", "parked", "due_soon", "disputed", "deregistration_blocked", "held", "shut_out",
        "suspicion_raised", "expired", "surrendered", "second_person_required", "temp_plate_expired", "rolled",
        "cutoff_near", "buyer_alerted",
    }
)  # fmt: skip
NO = frozenset(
    {
        "refused", "deregistration_refused", "rejected", "cancelled", "registration_restored", "lapsed", "withdrawn",
        "clawed_back", "returned", "not_accepted", "revoked", "line_left_out", "transfer_refused", "transfer_lifted",
        "locked", "registration_revoked", "misuse_reported", "exit_overdue", "deregistration_overdue", "breached",
        "detained", "confiscated", "departure_reversed", "taxed", "clawback_ordered", "offset", "documents_overdue",
        "misuse_established",
    }
)  # fmt: skip
TONES: Final[Mapping[str, str]] = {"good": "ok", "ask": "warn", "no": "bad", "step": "go"}
"""The same colours by the names of the frame's components."""


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a fact. `form` says how `value` is written: text, mono, day, moment, money, words and so on."""

    label: Words
    value: Any
    form: str
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a notice: what is asked for in words where there are some, the agency's sentence, the article."""

    words: Words | None
    sentence: str | None
    article: str | None

    @property
    def tongue(self) -> str:
        """The language of the agency's sentence."""
        return tongue_of(self.sentence or "")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as the page tells it. `papers` counts the materials that it speaks of; the page lists them elsewhere."""

    id: str
    agency: str
    type: str
    sequence: int
    occurred_at: str
    received_at: str
    verified: bool
    words: Words
    tone: str
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    papers: int


def told(document: Mapping[str, Any]) -> Told:
    """A fact document (as the API shows it to this reader) in the words of the page."""
    fact_type = str(document["type"])
    data = document["data"] if isinstance(document["data"], Mapping) else {}
    return Told(
        id=str(document["id"]),
        agency=str(document["agency"]),
        type=fact_type,
        sequence=int(document["sequence"]),
        occurred_at=str(document["occurred_at"]),
        received_at=str(document.get("received_at") or document["occurred_at"]),
        verified=bool(document.get("verified")),
        words=of_fact(fact_type),
        tone=TONES[tone(fact_type)],
        lines=tuple(lines(data)),
        items=tuple(items(data)),
        papers=len(data.get("materials") or ()),
    )


def tone(fact_type: str) -> str:
    """The colour of a fact: good, ask, no, or an ordinary step."""
    verb = fact_type.split(".")[1] if fact_type.count(".") else fact_type
    for name, verbs in (("good", GOOD), ("ask", ASK), ("no", NO)):
        if verb in verbs:
            return name
    return "step"


def lines(data: Mapping[str, Any]) -> Iterator[Line]:
    """The lines under a fact: sums, numbers, days, reasons with their article."""
    if data.get("amount"):
        yield Line(Words("金额", "Amount"), data["amount"], "money", str(data.get("currency") or "CNY"))
    for name, field in FIELDS.items():
        value = data.get(name)
        if value is None or value in ("", (), []) or (value is False and name in _SAID_WHEN_TRUE):
            continue
        yield Line(field.words, *_written(field.form, value))


_SAID_WHEN_TRUE: Final = frozenset({"deemed", "warned"})


def _written(form: str, value: Any) -> tuple[Any, str]:
    """The value as the page writes it, and in which form."""
    if form in TABLES:
        return of(TABLES[form], str(value).lower() if isinstance(value, bool) else str(value)), "words"
    if form == "code":
        codes = value if isinstance(value, list | tuple) else [value]
        return [of_code_or_itself(str(code)) for code in codes], "list"
    if form == "field":
        names = value if isinstance(value, list | tuple) else [value]
        return [field_word(str(name)) for name in names], "list"
    return _WORDS[form](str(value)) if form in _WORDS else value, "words" if form in _WORDS else form


def field_word(name: str) -> Words:
    """A field of shared data; its own name where nobody gave it words."""
    if name in FIELDS:
        return FIELDS[name].words
    line = shipped_book().fields.get(name)
    if line is not None and line.words:
        return Words(line.words.zh, line.words.en)
    return SHARED.get(name, Words(name, name))


def _limit(matter: str) -> Words:
    """A time limit by the name of its matter."""
    return _LIMITS.get(matter) or of_code_or_itself(matter)


def purpose_word(name: str) -> Words:
    found = shipped_book().purposes.get(name)
    return Words(found.zh, found.en) if found else Words(name, name)


def resource_word(name: str) -> Words:
    found = next((one for one in shipped_book().resources if one.name == name), None)
    return Words(found.title.zh, found.title.en) if found else Words(name, name)


def _port(code: str) -> Words:
    found = port(code)
    return Words(str(found["zh"]), str(found["en"]))


_LIMITS: Final[Mapping[str, Words]] = {
    limit.matter: Words(limit.title.zh, limit.title.en)
    for order in ORDERS.values()
    for step in order.steps
    for limit in step.limits
} | {
    "documents_filing": Words("单证备案", "Filing of documents"),
    "document_filing": Words("单证备案", "Filing of documents"),
    "dispute": Words("数据校核答复", "Answer to a dispute over data"),
    "undo": Words("撤回", "Taking a step back"),
    "manual_decision": Words("专人处理", "Decision of the named person"),
    "issue_assign": Words("联席会议交办", "Assignment by the conference"),
    "issue_answer": Words("成员单位答复", "Answer of the member"),
}
_WORDS: Final = {
    "agency": lambda name: of(AGENCIES, name),
    "fact": of_fact,
    "limit": _limit,
    "member": of_member,
    "purpose": purpose_word,
    "resource": resource_word,
    "port": _port,
}


def tongue_of(text: str) -> str:
    """Zh for a text that is Chinese in the main, en for any other; many name a term of the other language."""
    return "zh" if 2 * sum("\u4e00" <= each <= "\u9fff" for each in text) > len(text) / 2 else "en"


def items(data: Mapping[str, Any]) -> Iterator[Item]:
    """The items of a notice, each with the words of its code."""
    for each in data.get("items") or ():
        if isinstance(each, Mapping):
            sentence, article = each.get("sentence"), each.get("article")
            yield Item(
                of_code(str(each.get("code"))),
                None if sentence is None else str(sentence),
                None if article is None else str(article),
            )
        else:
            yield Item(of_code_or_itself(str(each)), None, None)
