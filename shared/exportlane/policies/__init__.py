"""City profiles: which order a case goes through, within which limits, and what an agency may decide alone.

Every number is dated data with its source beside it: rule sets (`rule_sets/id@version.json`) write down one
instrument each, profiles (`profiles/name.json`) say which of them hold in which days. A changed rule is a new file,
never a changed constant. A case is pinned to the version of its profile under which it started, and an older version
stays where it is for as long as a case may ask for it.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from exportlane.policies.checking import check
from exportlane.policies.composing import compose
from exportlane.policies.reading import PROFILES, RULE_SETS, Data, read
from exportlane.policies.shape import (
    Bilingual,
    Instrument,
    Limits,
    Period,
    Profile,
    Rules,
    Source,
    Status,
    Verb,
)

__all__ = [
    "PROFILE_NAMES", "BadPolicies", "Bilingual", "Instrument", "Limits", "Period", "Profile", "Rules", "Source",
    "Status", "UnknownProfile", "Verb", "VersionNotFound", "profile", "profiles_of", "shipped", "shipped_files",
    "versions",
]  # fmt: skip

PROFILE_NAMES: Final = ("tianjin", "taizhou", "national")


class UnknownProfile(ValueError):
    """No profile of this name. The sentence lists those that exist."""

    slug = "unknown_profile"


class VersionNotFound(ValueError):
    """The profile has no such version, or none that holds on the day. The sentence lists those that exist."""

    slug = "version_not_found"


class BadPolicies(ValueError):
    """The shipped data contradict themselves: nothing starts with them. One line per fault."""


def profile(name: str, version: str | None = None, on: date | None = None) -> Profile:
    """A version of a profile: the named one, or the one that holds on a day, or the newest.

    Raises:
        UnknownProfile: there is no profile of this name.
        VersionNotFound: the version does not exist, or none holds on the day.
    """
    known = versions(name)
    if version is not None:
        found = next((one for one in known if one.version == version), None)
        asked = version
    elif on is not None:
        found = next((one for one in known if one.on(on)), None)
        asked = f"that holds on {on.isoformat()}"
    else:
        return known[-1]
    if found is None:
        exist = ", ".join(f"{one.version} (from {one.valid_from})" for one in known)
        raise VersionNotFound(f"{name} has no version {asked}; there are {exist}")
    return found


def versions(name: str) -> tuple[Profile, ...]:
    """All versions of a profile, the oldest first. Raises UnknownProfile."""
    found = _profiles()
    if name not in found:
        raise UnknownProfile(f"there is no profile {name!r}; choose one of {', '.join(PROFILE_NAMES)}")
    return found[name]


def profiles_of(data: Data) -> dict[str, tuple[Profile, ...]]:
    """All versions of all profiles of some data, which must be without fault."""
    return {
        name: tuple(compose(written.text, version, data.rule_sets) for version in written.text.versions)
        for name, written in data.profiles.items()
    }


@cache
def shipped() -> Data:
    """The data of this package. Raises BadPolicies."""
    data = read(shipped_files())
    if findings := check(data):
        raise BadPolicies("\n".join(map(str, findings)))
    return data


def shipped_files() -> dict[str, str]:
    """The data files of this package by their names."""
    folder: Traversable = files(__name__)
    return {
        f"{name}/{file.name}": file.read_text(encoding="utf-8")
        for name in (RULE_SETS, PROFILES)
        for file in folder.joinpath(name).iterdir()
        if file.name.endswith(".json")
    }


@cache
def _profiles() -> dict[str, tuple[Profile, ...]]:
    return profiles_of(shipped())
