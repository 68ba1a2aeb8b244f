"""What changed between two versions: rules that came, went or have another value, each with its article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exportlane.policies.shape import Profile, Source


@dataclass(frozen=True, slots=True)
class Difference:
    """One key. Without `before` the rule is new, without `after` it is gone."""

    key: str
    before: Source | None
    after: Source | None

    @property
    def kind(self) -> str:
        """`added`, `removed`, `changed`; `resourced` when the value stayed and only its source is another."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.before.value != self.after.value else "resourced"


def differences(before: Mapping[str, Source], after: Mapping[str, Source]) -> tuple[Difference, ...]:
    """What differs, by key. A rule with the same value and the same article is the same rule."""

    def same(key: str) -> bool:
        one, other = before.get(key), after.get(key)
        return (
            one is not None and other is not None and (one.value, one.article) == (other.value, other.article)
        )

    keys = sorted(before.keys() | after.keys())
    return tuple(Difference(key, before.get(key), after.get(key)) for key in keys if not same(key))


def profile_differences(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """What differs between two versions of profiles."""
    return differences(before.sources, after.sources)
