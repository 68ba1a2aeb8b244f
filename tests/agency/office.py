"""One agency that runs alone on the embedded system, and everybody who may call it."""

from __future__ import annotations

from typing import Any

from exportlane.runtime.testing import Caller, System, until
from tests.agency.voices import Voice

EXPORTER = "91120118MA06ABCD1Y"
OTHER_EXPORTER = "91331004MA2A1B2C3U"


class Office:
    """An agency's window: its people, the gateway, an exporter and a stranger, who is another exporter.

    `things` is the path of what it decides about, such as ``/v1/claims``; `officer` the name in the officer's token.
    """

    def __init__(self, run: System, agency: str, things: str, *, officer: str) -> None:
        self.run = run
        self.agency = agency
        self.things = things
        self.service = run.services[agency]
        self.gateway = self.caller("gateway", "service")
        self.officer = self.caller(agency, "officer", subject=officer)
        self.supervisor = self.caller(agency, "supervisor")
        self.exporter = self.caller("enterprise", "exporter", uscc=EXPORTER)
        self.stranger = self.caller("enterprise", "exporter", uscc=OTHER_EXPORTER)

    def caller(self, agency: str, role: str, **claims: Any) -> Caller:
        return self.run.client(self.agency, agency, role, **claims)

    def speaks(self, agency: str) -> Voice:
        """Another agency, which opens the bus for itself."""
        return Voice(self.run, agency)

    def beside(self, agency: str) -> Voice:
        """Another agency, on the bus of this one."""
        return Voice(self.run, agency, self.service.bus)

    async def see(self, thing_id: str) -> dict[str, Any]:
        answer = await self.officer.get(f"{self.things}/{thing_id}")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def until_status(self, thing_id: str, status: str) -> dict[str, Any]:
        async def reached() -> dict[str, Any] | None:
            shown = await self.see(thing_id)
            return shown if shown["status"] == status else None

        found = await until(reached, what=f"the status {status}")
        assert found is not None
        return found

    async def parked(self, count: int = 1) -> list[dict[str, Any]]:
        async def waiting() -> list[dict[str, Any]]:
            answer = await self.supervisor.get("/v1/operations/parked")
            items: list[dict[str, Any]] = [
                i for i in answer.json()["items"] if i["state"] not in {"done", "skipped"}
            ]
            return items if len(items) >= count else []

        return await until(waiting, what=f"{count} parked messages")
