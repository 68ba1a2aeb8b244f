"""Facts that name their thing in their data: found by its id, or by another column; nothing of ours is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from exportlane.contracts.decision import Decided, FactData, Heard
from exportlane.contracts.vehicle_registry import VehicleRegistrationRestored
from exportlane.runtime.handling import Handling
from exportlane.runtime.storage import Hears, load_thing
from tests.runtime.office import Author, Office, delivery
from tests.runtime.toy import FILES, PAPERS, RESTORED, File, on_restored


def _code(data: FactData) -> str | None:
    """The toy's facts carry a code; here it names the thing that they are about."""
    assert isinstance(data, VehicleRegistrationRestored)
    return None if data.code == "nobody" else data.code


def _handling(office: Office, line: Hears) -> Handling:
    return Handling(replace(office.desk, hears={RESTORED: line}))


async def test_the_paper_is_found_by_what_the_fact_says_and_not_by_its_case(office: Office) -> None:
    await office.opens("p", "another-case")
    handling = _handling(office, Hears(PAPERS, on_restored, about=_code))

    await handling.handle([delivery(Author().says("case", "p"))])

    assert await office.codes("case", "p") == ["p"]
    (answer,) = await office.facts("case")
    assert answer.sequence == 1


async def test_several_cases_meet_at_one_paper_in_one_batch_and_over_several(office: Office) -> None:
    await office.opens("p", "another-case")
    handling, author = _handling(office, Hears(PAPERS, on_restored, about=_code)), Author()
    cases = [f"case-{number}" for number in range(5)]

    await handling.handle([delivery(author.says(case, "p")) for case in cases])
    await handling.handle([delivery(author.says(case, "p")) for case in cases])

    for case in cases:
        assert await office.codes(case, "p") == ["p", "p"]
        assert [fact.sequence for fact in await office.facts(case)] == [1, 2]
    assert await office.parked() == []
    assert (await office.verified()).faults == ()


@pytest.mark.parametrize("found_by", ["id", "told"])
async def test_what_names_nothing_of_ours_is_noted_and_left_alone(office: Office, found_by: str) -> None:
    handling = _handling(office, Hears(PAPERS, on_restored, about=_code, found_by=found_by))

    await handling.handle([delivery(Author().says("case", "nobody"))])

    assert await office.parked() == []
    assert await office.facts("case") == []
    assert [row.n for row in await office.rows("select count(*) as n from inbox")] == [1]


async def test_by_another_column_the_newest_thing_counts_and_nothing_is_made_anew(office: Office) -> None:
    await office.opens("older")
    await office.opens("p")
    await office.execute("update papers set updated_at = 'p'")
    handling = _handling(office, Hears(PAPERS, on_restored, about=_code, found_by="updated_at"))
    author = Author()

    await handling.handle([delivery(author.says("case", "p")), delivery(author.says("case", "never"))])

    assert await office.codes("case", "p") == ["p"]
    assert await office.codes("case", "older") == []
    assert await office.parked() == []


async def test_a_thing_that_does_not_exist_may_be_made_from_the_fact(office: Office) -> None:
    def opens(file: File | None, heard: Heard, *, now: datetime, policy: Any) -> Decided[File]:
        del policy
        before = file or File("named", now)
        return Decided(replace(before, sequences=(*before.sequences, heard.sequence)))

    handling, author = _handling(office, Hears(FILES, opens, about=_code)), Author()

    await handling.handle([delivery(author.says("a", "named")), delivery(author.says("a", "named"))])
    await handling.handle([delivery(author.says("b", "named"))])

    async with office.database.reading() as connection:
        thing = await load_thing(office.database, connection, FILES, "named")
    assert thing is not None
    assert thing.state is not None
    assert thing.state.sequences == (1, 2, 1)
