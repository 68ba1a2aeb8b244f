"""What tests of compensations look at: who said what in which order, who is waited for, and how it ended."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from exportlane.cli.demo.story import quiet
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import until
from tests.end_to_end.conftest import EVERYTHING, Lane, open_lane
from tests.end_to_end.papers import Document
from tests.end_to_end.people import COLLECTIONS, OPERATOR, Entrance, Person, Submitted, officer

LIMIT = 30.0
REGISTRY, LICENSING, CUSTOMS, TAX = "vehicle-registry", "licensing", "customs", "tax-rebate"
REASON = {"reason": "As the file says."}
LICENCE_BY_HAND, CUSTOMS_BY_HAND = "licence.grant", "customs.release,customs.clear"


@dataclass(frozen=True)
class Turning:
    """A running platform whose days are moved by the test, and what one can see of a case from outside."""

    lane: Lane
    clock: ManualClock

    @property
    def entrance(self) -> Entrance:
        return self.lane.entrance

    async def all_is_heard(self) -> None:
        """Wait until no fact is on its way anywhere: what one agency did, all others know."""
        async with asyncio.timeout(LIMIT):
            await quiet(list(self.lane.system.services.values()))

    async def days_pass(self, days: int) -> None:
        """So many days later, at the same hour."""
        self.clock.advance(dt.timedelta(days=days))

    async def act(
        self, who: Person, agency: str, thing: str, verb: str, body: Document | None = None
    ) -> Document:
        return await self.entrance.act(who, agency, thing, verb, body)

    async def acts_in_time(
        self, who: Person, agency: str, thing: str, verb: str, body: Document | None = None
    ) -> None:
        """Decide as soon as the agency has heard what it needs for that."""

        refused = ""

        async def decided() -> bool:
            nonlocal refused
            try:
                await self.act(who, agency, thing, verb, body)
            except AssertionError as answer:
                refused = str(answer)
                return False
            return True

        with contextlib.suppress(AssertionError):
            await until(decided, limit=LIMIT, pause=0.2)
            return
        raise AssertionError(refused)

    async def removes(self, who: Person, agency: str, thing: str, part: str) -> None:
        """Lift a bar or a lock."""
        path = f"/v1/{agency}/{COLLECTIONS[agency]}/{thing}"
        version = (await self.entrance.get(officer(agency), path))["version"]
        match = {"if-match": f'"{version}"'}
        answer = await self.entrance.ask(who, "DELETE", f"{path}/{part}", headers=match)
        assert answer.status_code == 200, answer.text

    async def said(self, case: str, *types: str) -> list[Document]:
        """Wait until these facts stand in the timeline in this order, others between them; the facts."""

        async def look() -> list[Document]:
            rest, found = list(types), []
            for fact in await self.entrance.timeline(case):
                if rest and fact["type"] == f"{rest[0]}.v1":
                    found.append(fact)
                    rest.pop(0)
            return [] if rest else found

        return await until(look, limit=LIMIT, pause=0.05, what=f"{' then '.join(types)} of {case}")

    async def never_said(self, case: str, *types: str) -> None:
        told = {fact["type"] for fact in await self.entrance.timeline(case)}
        assert not told & {f"{type_}.v1" for type_ in types}

    async def waits(self, case: str, kind: str, matter: str) -> Document:
        """Wait until somebody is waited for in this matter; who, and until when."""

        async def look() -> Document | None:
            found = (await self.entrance.case(case))["status"]["waits"]
            return next((one for one in found if (one["kind"], one["matter"]) == (kind, matter)), None)

        found = await until(look, limit=LIMIT, pause=0.05, what=f"{case} waits for {kind}: {matter}")
        assert found is not None
        return found

    async def risk(self, case: str, code: str) -> Document:
        """Wait until the case is shown with this risk."""

        async def look() -> Document | None:
            found = (await self.entrance.case(case))["risks"]
            return next((one for one in found if one["code"] == code), None)

        found = await until(look, limit=LIMIT, pause=0.05, what=f"the risk {code} of {case}")
        assert found is not None
        return found

    async def ends(self, case: str, end: str) -> None:
        """Wait until the case has ended so, with nothing left undone in any service."""

        async def look() -> bool:
            return bool((await self.entrance.case(case))["status"]["end"] == end)

        await until(look, limit=LIMIT, pause=0.05, what=f"the end {end} of {case}")

    async def is_done(self, case: str, step: str) -> None:
        """Wait until this step of the case is done."""

        async def look() -> bool:
            shown = await self.entrance.case(case)
            return (step, "done") in {(stage["step"], stage["stage"]) for stage in shown["stages"]}

        await until(look, limit=LIMIT, pause=0.05, what=f"{step} of {case} is done")

    async def nothing_is_parked(self, submitted: Submitted) -> None:
        """No message of these cases waits for a person anywhere."""
        for case in submitted.cases.values():
            assert (await self.entrance.case(case))["parked"] == []
        for service in COLLECTIONS:
            held = await self.entrance.get(OPERATOR, f"/v1/{service}/operations/parked")
            assert [row for row in held["items"] if row["state"] == "failed"] == []


Turned = Callable[..., AbstractAsyncContextManager[Turning]]


@asynccontextmanager
async def turning(folder: Path, by_hand: str) -> AsyncIterator[Turning]:
    """The platform with a clock of the test, where officers do these verbs by hand (a comma list)."""
    hands = set(by_hand.split(",")) if by_hand else set()
    assert hands <= set(EVERYTHING)
    clock = ManualClock(dt.datetime.now(dt.UTC))
    automatic = ",".join(verb for verb in EVERYTHING if verb not in hands) or "none"
    async with open_lane(folder, automatic, clock=clock) as lane:
        yield Turning(lane, clock)


def ground(code: str) -> dict[str, str]:
    return {"code": code, **REASON}


async def granted(turn: Turning, submitted: Submitted) -> None:
    await turn.entrance.reaches(LICENSING, submitted.lot, "accepted")
    await turn.act(officer(LICENSING), LICENSING, submitted.lot, "grant")


async def released(turn: Turning, submitted: Submitted) -> None:
    """Deregistered provisionally, and released by an officer."""
    await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")
    await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "release")
    await turn.entrance.reaches(LICENSING, submitted.lot, "used")


@pytest.fixture
def run(tmp_path: Path) -> Turned:
    """The platform where officers do these verbs by hand, and the test moves the days."""

    def opened(by_hand: str = "") -> AbstractAsyncContextManager[Turning]:
        return turning(tmp_path, by_hand)

    return opened
