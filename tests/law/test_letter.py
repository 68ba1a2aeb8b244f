from datetime import date

import pytest

from exportlane.law.errors import AppliedBeforeRegistered
from exportlane.law.letter import Letter, LetterRule, letter

RULE = LetterRule(days=180, since=date(2026, 1, 1), endorsed_before=date(2026, 1, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.rule("LAW-LETTER")
@pytest.mark.parametrize(
    ("registered", "applied", "required", "age"),
    [
        ("2026-01-10", "2026-07-08", True, 179),
        ("2026-01-10", "2026-07-09", True, 180),
        ("2026-01-10", "2026-07-10", False, 181),
        ("2025-09-01", "2026-03-01", False, 181),
        ("2025-09-01", "2026-02-28", True, 180),
        ("2025-11-11", "2025-12-31", False, 50),  # the last day before the rule
        ("2025-11-11", "2026-01-01", True, 51),  # its first day
        ("2028-02-29", "2028-08-27", True, 180),
        ("2027-09-02", "2028-02-29", True, 180),  # the leap day
        ("2027-09-02", "2028-03-01", False, 181),
        ("2026-01-10", "2026-01-10", True, 0),
    ],
)
def test_within_180_days_of_first_registration_the_letter_is_needed(
    registered: str, applied: str, required: bool, age: int
) -> None:
    assert letter(first_registered=day(registered), applied=day(applied), rule=RULE) == Letter(required, age)


@pytest.mark.parametrize(
    ("endorsed", "required"), [("2025-12-31", False), ("2026-01-01", True), (None, True)]
)
def test_a_vehicle_endorsed_before_the_rule_is_spared(endorsed: str | None, required: bool) -> None:
    found = letter(
        first_registered=day("2025-10-01"),
        applied=day("2026-01-05"),
        rule=RULE,
        endorsed=None if endorsed is None else day(endorsed),
    )

    assert found.required is required


def test_rules_without_a_letter_ask_for_none() -> None:
    assert letter(first_registered=day("2025-10-01"), applied=day("2025-10-02"), rule=None) == Letter(
        required=False, age_days=1
    )


def test_nothing_is_applied_for_before_it_is_registered() -> None:
    with pytest.raises(AppliedBeforeRegistered, match=r"2026-01-09, before .* 2026-01-10"):
        letter(first_registered=day("2026-01-10"), applied=day("2026-01-09"), rule=RULE)
