"""The verbs that an agency's rules do alone, as a setting names them: all, none, or some with commas between."""

from __future__ import annotations

from typing import Final, get_args

from exportlane.policies import Verb

ALL, NONE = "all", "none"
VERBS: Final[frozenset[str]] = frozenset(get_args(Verb))


class UnknownVerb(ValueError):
    """No verbs of these names. The sentence goes on after «… names»."""


def named_verbs(said: str | None) -> frozenset[str] | None:
    """The verbs that are named; None when nothing is said and the profile has the choice. Raises UnknownVerb."""
    if said is None:
        return None
    if said.strip() in {ALL, NONE}:
        return VERBS if said.strip() == ALL else frozenset()
    named = frozenset(verb.strip() for verb in said.split(","))
    if unknown := sorted(named - VERBS):
        known = ", ".join(sorted(VERBS))
        raise UnknownVerb(f"{', '.join(map(repr, unknown))}; it is all, none, or some of {known}")
    return named
