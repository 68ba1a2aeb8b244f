"""What is wrong between the files: dates that overlap or leave a gap, rule sets that are not there, missing values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Final

from pydantic import ValidationError

from exportlane.policies.composing import compose, outlived
from exportlane.policies.keys import TIME_LIMITS, needed_keys
from exportlane.policies.keys.time_limits import MATTERS
from exportlane.policies.reading import Data, Finding, RuleSet, Written
from exportlane.policies.texts import ProfileText, VersionText

OPTIONAL_MATTERS: Final = frozenset({"exit_confirmation", "rebate_window"})
"""A profile without the two phases confirms no exit; before 2026 no window closed."""

ONE_DAY: Final = timedelta(days=1)


def check(data: Data) -> tuple[Finding, ...]:
    """Everything that is wrong, with what was found while reading, in the order of files and lines."""
    found = [*data.findings, *_overlaps(data)]
    for written in data.profiles.values():
        found.extend(_versions(written))
        for number, version in enumerate(written.text.versions):
            found.extend(_version(data, written, number, version))
    return tuple(sorted(set(found)))


def _overlaps(data: Data) -> Iterator[Finding]:
    def begins(one: RuleSet) -> tuple[str, date, str]:
        return one.text.id, one.text.valid_from or date.min, one.text.version

    ordered = sorted(data.rule_sets.values(), key=begins)
    for _, same in groupby(ordered, key=lambda one: one.text.id):
        for earlier, later in pairwise(same):
            ends, begin = earlier.text.valid_to, later.text.valid_from or date.min
            if ends is None or ends >= begin:
                until = f"until {ends}" if ends else "without an end"
                yield later.written.wrong(
                    ("valid_from",),
                    f"{later.text.pin} begins on {begin}, but {earlier.text.pin} holds {until}: the dates overlap",
                )


def _versions(written: Written[ProfileText]) -> Iterator[Finding]:
    of = written.text
    for number, version in enumerate(of.versions):
        if version.version.partition("-")[0] != of.name:
            yield written.wrong(
                ("versions", number, "version"), f"a version of {of.name} begins with its name"
            )
    if len({version.version for version in of.versions}) < len(of.versions):
        yield written.wrong(("versions",), "two versions have one name")
    for number, (earlier, later) in enumerate(pairwise(of.versions), start=1):
        place = ("versions", number, "valid_from")
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            yield written.wrong(place, f"the dates of {earlier.version} and {later.version} overlap")
        elif earlier.valid_to + ONE_DAY < later.valid_from:
            first, last = earlier.valid_to + ONE_DAY, later.valid_from - ONE_DAY
            yield written.wrong(place, f"a gap: no version of {of.name} holds from {first} to {last}")


def _version(
    data: Data, written: Written[ProfileText], number: int, version: VersionText
) -> Iterator[Finding]:
    place = ("versions", number)
    ids: set[str] = set()
    keys: set[str] = set()
    whole = True
    for index, pin in enumerate(version.rule_sets):
        rule_set = data.rule_sets.get(pin)
        at = (*place, "rule_sets", index)
        if pin.partition("@")[0] in ids:
            yield written.wrong(at, f"{pin}: another version of this rule set is named already")
        ids.add(pin.partition("@")[0])
        if rule_set is None:
            whole = False
            # A file that cannot be read has said why already; that its rules are missing follows from it.
            if not data.unread(pin):
                yield written.wrong(at, f"there is no rule set {pin}")
            continue
        keys |= rule_set.values.keys()
        if sentence := _unfit(version, rule_set):
            yield written.wrong(at, sentence)
    if whole and not data.findings:
        yield from _incomplete(data, written, number, keys)


def _incomplete(data: Data, written: Written[ProfileText], number: int, keys: set[str]) -> Iterator[Finding]:
    place, version = ("versions", number), written.text.versions[number]
    if missing := _needed() - keys:
        yield written.wrong(place, f"{version.version} has no value for {', '.join(sorted(missing))}")
        return
    try:
        compose(written.text, version, data.rule_sets)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            yield written.wrong(place, f"{version.version}: {one['msg'].removeprefix('Value error, ')}")


def _unfit(version: VersionText, rule_set: RuleSet) -> str | None:
    """Why a version may not rest on a rule set: not in force for all of its days, and not said to be so."""
    said = rule_set.text
    if said.status == "draft":
        return None if version.apply_draft else f"{said.pin} is a draft, which binds nobody; say apply_draft"
    if said.valid_from is not None and said.valid_from > version.valid_from:
        return f"a gap: {said.pin} begins on {said.valid_from}, but {version.version} on {version.valid_from}"
    if outlived(version, rule_set) and not version.apply_expired:
        ends = version.valid_to or "an open end"
        return f"a gap: {said.pin} ends on {said.valid_to}, before {version.version} does ({ends}); say apply_expired"
    return None


def _needed() -> frozenset[str]:
    return needed_keys() | {f"{TIME_LIMITS}.{matter}" for matter in MATTERS - OPTIONAL_MATTERS}
