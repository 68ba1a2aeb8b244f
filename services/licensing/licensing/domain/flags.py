"""What makes an application one that two officers must grant. Which flags count is the profile's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from exportlane.law.clock import licence_valid_to
from exportlane.law.rules import rule
from licensing.domain.application import Application
from licensing.domain.letter import letter_needed
from licensing.domain.policy import Rules

HOLDS: Final[Mapping[str, Callable[[Application, date, Rules], bool]]] = {
    "urgent": lambda state, _on, _rules: state.urgent,
    "negative_list": lambda state, _on, _rules: state.standing is not None and state.standing.negative,
    "filing_resumed": lambda state, _on, _rules: state.standing is not None and state.standing.resumed,
    "after_sales_letter": lambda state, _on, rules: any(
        letter_needed(line, state.applied_on, rules) for line in state.live
    ),
    "short_validity": lambda _state, on, rules: (
        (licence_valid_to(on, rules.validity_months) - on).days < rules.short_validity_days
    ),
}
"""Each flag and when it stands: in the priority lane, on the negative list, after a suspension, and so on."""


@rule(
    "LIC-SECOND",
    zh="有风险标记的许可由两人决定，第二人不得是第一人",
    en="A flagged licence takes two officers, who are not the same person",
    article="行政许可法 第三十四条；复核标记见方案",
    slug="second_person_needed",
    effect="hold",
)
def flags_of(state: Application, *, on: date, rules: Rules) -> tuple[str, ...]:
    """The flags of the profile that stand on this application."""
    return tuple(
        name for name, holds in HOLDS.items() if name in rules.second_person_flags and holds(state, on, rules)
    )


def short_validity(state: Application, *, on: date, rules: Rules) -> bool:
    """Whether a licence of that day would run out so soon that the applicant is to be warned (12-20: 11 days)."""
    return HOLDS["short_validity"](state, on, rules)
