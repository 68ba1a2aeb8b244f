"""The support policies of the cities, as dated data: one file is one version of one city's policy.

A new city is a new file, here or in a folder of the operator's own. Its faults are named with file and line; two
policies of one city whose days overlap are a fault too. What the data mean, `exportlane.law.subsidies` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Final

from exportlane.law.subsidies.faults import BadPolicy
from exportlane.law.subsidies.policy import SubsidyPolicy
from exportlane.law.subsidies.reading import read_otherwise, read_policy
from exportlane.policies.located import BadJson, Located, read_located

MOST: Final = 1_000_000
"""Characters of a file. The shipped ones have some ten thousand."""


class BadSubsidyData(ValueError):
    """Policy files with faults in them, one line per fault: file, line, sentence."""

    slug = "bad_subsidy_data"


class UnknownSubsidyPolicy(KeyError):
    """No policy of this name. The sentence lists those that exist."""

    slug = "unknown_policy"


def subsidy_policy(
    name: str, *, readings: Mapping[str, str] | None = None, folder: Traversable | None = None
) -> SubsidyPolicy:
    """A policy by its name, under the chosen reading of each unclear point or under others.

    Raises:
        UnknownSubsidyPolicy: there is none of this name.
        BadPolicy: there is no such switch or reading.
        BadSubsidyData: the files of the folder have faults.
    """
    return named(subsidy_policies(folder), name, readings or {})


def named(policies: Mapping[str, SubsidyPolicy], name: str, readings: Mapping[str, str]) -> SubsidyPolicy:
    """One of these policies, under these readings. Raises UnknownSubsidyPolicy and BadPolicy."""
    if name not in policies:
        raise UnknownSubsidyPolicy(f"there is no policy {name!a}; there are {', '.join(policies)}")
    return read_otherwise(policies[name], readings)


def subsidy_policies(folder: Traversable | None = None) -> Mapping[str, SubsidyPolicy]:
    """The shipped policies by name, and those of a folder, which may replace a shipped one. Raises BadSubsidyData."""
    if folder is None:
        return _shipped()
    return _made({**_shipped_texts(), **dict(_read(folder))})


def with_file(file: str, text: str) -> Mapping[str, SubsidyPolicy]:
    """The shipped policies and the one in a file, which is called as it calls itself. Raises BadSubsidyData."""
    located = _located(file, text)
    said = located.value.get("name") if isinstance(located.value, dict) else None
    others = {name: one for name, one in _shipped().items() if name != said}
    return {**others, **_made({str(said): located}, beside=others, file=file)}


def check_folder(folder: Traversable) -> tuple[str, ...]:
    """Everything that is wrong in a folder of policies, a sentence each with file and line; empty when nothing is."""
    try:
        subsidy_policies(folder)
    except BadSubsidyData as error:
        return tuple(str(error).splitlines())
    return ()


@cache
def _shipped() -> Mapping[str, SubsidyPolicy]:
    # That each of their other readings could be chosen is proven by a test, once, and not at every start.
    return _made(_shipped_texts(), each_reading=False)


@cache
def _shipped_texts() -> Mapping[str, Located]:
    return dict(_read(files(__name__)))


def _read(folder: Traversable) -> Iterator[tuple[str, Located]]:
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".json"):
            yield file.name.removesuffix(".json"), _located(file.name, file.read_text(encoding="utf-8"))


def _located(name: str, text: str) -> Located:
    if len(text) > MOST:
        raise BadSubsidyData(f"{name}:1: a policy has {MOST} characters at most")
    try:
        return read_located(text.removeprefix("\ufeff"))
    except BadJson as error:
        raise BadSubsidyData(f"{name}:{error.line}: {error}") from error


def _object(name: str, located: Located) -> Mapping[str, object]:
    if not isinstance(located.value, dict):
        raise BadSubsidyData(f"{name}:1: a policy is an object")
    return located.value


def _made(
    texts: Mapping[str, Located],
    *,
    beside: Mapping[str, SubsidyPolicy] | None = None,
    file: str | None = None,
    each_reading: bool = True,
) -> Mapping[str, SubsidyPolicy]:
    """The policies of some files by name. Those `beside` were read before: only their days are compared."""
    found, faults = dict[str, SubsidyPolicy](), list[str]()
    called = {name: file or f"{name}.json" for name in texts}
    for name, located in texts.items():
        try:
            found[name] = made = read_policy(_object(called[name], located), called[name])
        except BadPolicy as error:
            faults.append(_lines(called[name], located, error))
            continue
        if made.name != name:
            line = located.line(("name",))
            faults.append(f"{called[name]}:{line}: the file of {made.name} is called {made.name}.json")
        if each_reading:
            faults.extend(_other_readings(called[name], located, made))
    faults.extend(_overlaps(texts, {**(beside or {}), **found}))
    if faults:
        raise BadSubsidyData("\n".join(faults))
    return found


def _other_readings(file: str, located: Located, policy: SubsidyPolicy) -> Iterator[str]:
    """A reading that nobody chose must be one that could be chosen, unless it says that something is not known yet."""
    for switch in policy.switches.values():
        for reading in switch.readings:
            place = ("switches", switch.name, "readings", reading.name)
            said = located.value["switches"][switch.name]["readings"][reading.name]
            if reading.name == switch.chosen or ("value" in said and said["value"] is None):
                continue
            try:
                read_policy(located.value, file, readings={switch.name: reading.name})
            except BadPolicy as error:
                sentence = "; ".join(fault.sentence for fault in error.faults)
                yield f"{file}:{located.line(place)}: with {switch.name} read as {reading.name}: {sentence}"


def _overlaps(texts: Mapping[str, Located], found: Mapping[str, SubsidyPolicy]) -> Iterator[str]:
    ordered = sorted(found.values(), key=lambda one: (one.city, one.valid_from, one.name))
    for earlier, later in pairwise(ordered):
        if earlier.city == later.city and (earlier.valid_to is None or earlier.valid_to >= later.valid_from):
            line = texts[later.name].line(("valid_from",)) if later.name in texts else 1
            until = f"until {earlier.valid_to}" if earlier.valid_to else "without an end"
            yield (
                f"{later.source}:{line}: {later.name} begins on {later.valid_from}, but {earlier.name} of the same "
                f"city holds {until}: the dates overlap"
            )


def _lines(file: str, located: Located, error: BadPolicy) -> str:
    each = sorted((located.line(fault.place), str(fault)) for fault in error.faults)
    return "\n".join(f"{file}:{line}: {sentence}" for line, sentence in each)
