"""Reads a whole folder of policy data and finds everything that is wrong with it, each with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from exportlane.policies.keys import BadValue, value_of
from exportlane.policies.located import BadJson, Located, Place, read_located
from exportlane.policies.texts import ProfileText, RuleSetText, RuleText

RULE_SETS: Final = "rule_sets"
PROFILES: Final = "profiles"
T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong in the data: where, and a sentence for people."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A file that could be read: its name, what it says, and where in it each thing stands."""

    file: str
    text: T
    located: Located

    def wrong(self, place: Place, sentence: str) -> Finding:
        return Finding(self.file, self.located.line(place), sentence)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A rule set with its values as the types of their keys."""

    written: Written[RuleSetText]
    values: Mapping[str, Any]

    @property
    def text(self) -> RuleSetText:
        return self.written.text

    def rule(self, key: str) -> RuleText:
        """The rule of this key. Raises KeyError."""
        for rule in self.text.rules:
            if rule.key == key:
                return rule
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Data:
    """All that a folder holds. With findings, what could not be read is missing here."""

    rule_sets: Mapping[str, RuleSet]
    """By `id@version`."""
    profiles: Mapping[str, Written[ProfileText]]
    findings: tuple[Finding, ...]

    def unread(self, pin: str) -> bool:
        """Whether the file of this `id@version` is there, with something in it that kept it from being read."""
        return pin not in self.rule_sets and f"{RULE_SETS}/{pin}.json" in {one.file for one in self.findings}


@dataclass(slots=True)
class _Reading:
    rule_sets: dict[str, RuleSet] = field(default_factory=dict)
    profiles: dict[str, Written[ProfileText]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read(files: Mapping[str, str]) -> Data:
    """Read files by their names, `rule_sets/….json` and `profiles/….json`; nothing else belongs in the folder."""
    found = _Reading()
    for name, text in sorted(files.items()):
        folder, _, file = name.rpartition("/")
        if not file.endswith(".json"):
            found.findings.append(Finding(name, 1, "nobody reads it: a file of rules ends in .json"))
        elif folder == RULE_SETS:
            _read_rule_set(found, name, file, text)
        elif folder == PROFILES:
            _read_profile(found, name, file, text)
        else:
            found.findings.append(Finding(name, 1, f"it lies neither in {RULE_SETS}/ nor in {PROFILES}/"))
    return Data(found.rule_sets, found.profiles, tuple(sorted(found.findings)))


def _read_rule_set(found: _Reading, name: str, file: str, text: str) -> None:
    written = _parsed(found, name, text, RuleSetText)
    if written is None:
        return
    said = written.text
    if file != f"{said.pin}.json":
        found.findings.append(written.wrong(("id",), f"the file of {said.pin} is called {said.pin}.json"))
    values: dict[str, Any] = {}
    for number, rule in enumerate(said.rules):
        place = ("rules", number)
        if rule.key in values:
            found.findings.append(written.wrong((*place, "key"), f"{rule.key} has a value already"))
        try:
            values[rule.key] = value_of(rule.key, rule.value)
        except BadValue as error:
            of = "key" if "there is no key" in str(error) else "value"
            found.findings.append(written.wrong((*place, of, *error.within), str(error)))
    found.rule_sets[said.pin] = RuleSet(written, values)


def _read_profile(found: _Reading, name: str, file: str, text: str) -> None:
    written = _parsed(found, name, text, ProfileText)
    if written is None:
        return
    if file != f"{written.text.name}.json":
        called = f"{written.text.name}.json"
        found.findings.append(written.wrong(("name",), f"the file of {written.text.name} is called {called}"))
    found.profiles[written.text.name] = written


def _parsed(found: _Reading, name: str, text: str, model: type[T]) -> Written[T] | None:
    try:
        located = read_located(text)
    except BadJson as error:
        found.findings.append(Finding(name, error.line, str(error)))
        return None
    try:
        return Written(name, model.model_validate_json(text), located)
    except ValidationError as error:
        found.findings.extend(_complaints(name, located, error))
        return None


def _complaints(name: str, located: Located, error: ValidationError) -> Iterator[Finding]:
    for one in error.errors(include_url=False):
        place = ".".join(str(step) for step in one["loc"])
        match one["type"]:
            case "missing":
                sentence = f"{place} is missing"
            case "extra_forbidden":
                sentence = f"there is no {place}"
            case "value_error":
                sentence = one["msg"].removeprefix("Value error, ")
            case _:
                sentence = f"{place}: {one['msg'][0].lower()}{one['msg'][1:]}"
        yield Finding(name, located.line(one["loc"]), sentence)
