"""Of what the description of an agency's work is made: things, verbs, lists, columns, reasons. PURE data.

Nothing here asks an agency. Which role may use a verb and what it takes is read from the agency's own OpenAPI document;
what stands here is what that document does not say: the words, in which states a verb has its turn, and from which
reasons of the law an officer chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from gateway.portal.fact_words import Words

Document = Mapping[str, Any]
Tone = Literal["", "main", "danger"]
Show = Literal[
    "text", "mono", "firm", "day", "moment", "money", "number", "country", "choice", "vins", "port"
]
ALWAYS: Final[Callable[[Document], bool]] = lambda _document: True  # noqa: E731 - a default of the fields below


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of the law: its code, its sentence in both languages, its article."""

    code: str
    words: Words
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """What an officer can do to a thing. `path` ends the address of the agency's route.

    `when` are the states in which it has its turn, `if_` says what else must hold. `reasons` fill the field `code` and
    the items of a notice. `together`: it may be done to many rows at once. `undoes`: it takes back what was decided,
    and asks for a confirmation. `key` is its letter on the keyboard. `part` says where the document holds that of which
    one is taken away; `picks` where it holds what a field may be; `seed` fills the form before anybody writes in it.
    """

    path: str
    words: Words
    when: frozenset[str]
    tone: Tone = ""
    reasons: tuple[Reason, ...] = ()
    together: bool = False
    undoes: bool = False
    key: str = ""
    if_: Callable[[Document], bool] = ALWAYS
    method: Literal["POST", "DELETE"] = "POST"
    part: str | None = None
    name: str = ""
    picks: Mapping[str, str] = field(default_factory=dict)
    seed: Callable[[Document], Mapping[str, Any]] | None = None

    @property
    def slug(self) -> str:
        """How the portal's own addresses name it."""
        return self.name or self.path

    def fits(self, document: Document, status: str) -> bool:
        """Whether it has its turn."""
        return status in self.when and self.if_(document)


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a row or of a thing's head: where it stands in the document (`a.b`), how it is shown."""

    name: str
    at: str
    show: Show = "text"
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark beside a row: shown when `when` holds."""

    words: Words
    tone: str
    when: Callable[[Document], bool]


@dataclass(frozen=True, slots=True)
class Things:
    """A kind of thing of an agency: where its API keeps it, what it is called and shown as, its verbs.

    `title` says where a thing's number stands, the first that is there counts; `due` where its last day stands;
    `lines` where its vehicles stand; `words` are those of its states; `counted` its number of vehicles or units.
    """

    agency: str
    path: str
    words: Words
    states: Mapping[str, Words]
    title: tuple[str, ...]
    firm: str | None
    columns: tuple[Column, ...]
    verbs: tuple[Verb, ...]
    due: Callable[[Document], str | None]
    age: tuple[str, ...] = ("created_at",)
    lines: str | None = None
    vin: str | None = None
    status: str = "status"
    case: str | None = None
    flags: tuple[Flag, ...] = ()
    good: frozenset[str] = frozenset()
    bad: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def verb(self, slug: str) -> Verb | None:
        """The verb that the portal's address names."""
        return next((verb for verb in self.verbs if verb.slug == slug), None)

    def status_of(self, document: Document) -> str:
        """Where a thing stands."""
        return str(document.get(self.status) or "")

    def number_of(self, document: Document) -> str:
        """What a thing is called."""
        return next((str(value) for at in self.title if (value := dig(document, at))), "—")

    def lines_of(self, document: Document) -> list[Document]:
        """Its vehicles."""
        found = dig(document, self.lines) if self.lines else None
        return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []

    def tone_of(self, status: str) -> str:
        """The colour of a state."""
        if status in self.good:
            return "ok"
        if status in self.bad:
            return "bad"
        return "warn" if status in self.waiting else "go" if self.has_turn(status) else "off"

    def has_turn(self, status: str) -> bool:
        """Whether an officer has something to decide in this state."""
        return any(status in verb.when for verb in self.verbs if verb.tone == "main")


@dataclass(frozen=True, slots=True)
class WorkList:
    """One tab: things of a kind that wait for the same. `params` are those of the agency's list route.

    `waits` says whether the tab is a queue that should be empty, or a register to look things up in.
    `only` drops rows that the agency's route cannot tell apart.
    """

    slug: str
    words: Words
    things: Things
    params: Mapping[str, str]
    group: Words | None = None
    filters: tuple[str, ...] = ()
    waits: bool = True
    only: Callable[[Document], bool] = ALWAYS
    hint: Words | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """The work of one agency: its lists in the order of the tabs."""

    agency: str
    lists: tuple[WorkList, ...] = field(default_factory=tuple)

    def find(self, slug: str) -> WorkList | None:
        """The list that an address names."""
        return next((each for each in self.lists if each.slug == slug), None)


def dig(document: Any, at: str | None) -> Any:
    """The value at `a.b`; None where there is none."""
    for part in (at or "").split("."):
        if not isinstance(document, Mapping):
            return None
        document = document.get(part)
    return document


def each_of(document: Document, at: str) -> list[str]:
    """The texts at `list` or `list.field` of a document."""
    place, _, name = at.partition(".")
    found = document.get(place) or ()
    values = [each.get(name) if isinstance(each, Mapping) else each for each in found]
    return list(dict.fromkeys(str(value) for value in values if value))


def at(*places: str) -> Callable[[Document], str | None]:
    """Reads the first of these places that holds something."""

    def read(document: Document) -> str | None:
        return next((str(value) for place in places if (value := dig(document, place))), None)

    return read


def clock(*matters: str) -> Callable[[Document], str | None]:
    """Reads the last day of the clocks of these matters that run, the soonest one; without matters of all of them."""

    def read(document: Document) -> str | None:
        clocks = [each for each in document.get("clocks") or () if isinstance(each, Mapping)]
        running = [each for each in clocks if not each.get("stopped_on") and not each.get("average")]
        days = [each.get("due_on") for each in running if not matters or each.get("matter") in matters]
        return min((str(day) for day in days if day), default=None)

    return read


def first(*readers: Callable[[Document], str | None]) -> Callable[[Document], str | None]:
    """Asks one after the other until one has an answer."""

    def read(document: Document) -> str | None:
        return next((found for reader in readers if (found := reader(document))), None)

    return read
