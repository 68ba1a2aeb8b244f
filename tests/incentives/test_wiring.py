"""What the office hears is what the process says that it hears, and what it announces reaches the conference."""

from __future__ import annotations

from exportlane.contracts import ALL_FACTS, REGISTER_FACTS
from exportlane.contracts.incentives import FACTS
from exportlane.process import hears
from incentives.consumer import HEARS
from incentives.storage import EXPORTS


def test_the_table_of_the_consumer_is_the_one_of_the_process() -> None:
    assert set(HEARS) == set(hears("incentives"))


def test_only_exports_are_kept_by_their_case_and_all_else_by_what_the_fact_names() -> None:
    for type_, line in HEARS.items():
        assert type_ in ALL_FACTS
        assert (line.about is None) == (line.kind is EXPORTS)


def test_what_is_announced_is_about_applications_and_the_conference_hears_it() -> None:
    assert set(FACTS) <= REGISTER_FACTS
    assert set(FACTS) <= set(hears("gateway"))
