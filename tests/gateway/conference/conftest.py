"""A gateway alone, on a clock that a test moves, with people of the conference at its door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import Caller, System, system
from gateway.main import service as gateway_definition

START = datetime(2026, 11, 20, 2, tzinfo=UTC)
"""A Friday morning in Shanghai."""


@dataclass
class Hall:
    """The conference's gateway."""

    system: System
    clock: ManualClock

    def member(self, role: str, profile: str = "tianjin", **claims: Any) -> Caller:
        """Somebody who sits for a member."""
        return self.system.client("gateway", "conference", "conference", member=f"{profile}.{role}", **claims)

    def officer(self, agency: str = "licensing", role: str = "officer") -> Caller:
        """An officer of an agency."""
        return self.system.client("gateway", agency, role)

    async def raised(self, **changes: Any) -> dict[str, Any]:
        """A ticket about a figure."""
        body = {
            "kind": "figure", "text": "本月许可按期率下降", "profile": "tianjin",
            "figure": {"name": "licence_on_time", "month": "2026-11"}, **changes,
        }  # fmt: skip
        answer = await self.officer().post("/v1/conference/issues", body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def act(self, who: Caller, path: str, body: object, version: int) -> dict[str, Any]:
        """A verb that must succeed."""
        answer = await who.post(f"/v1/conference/{path}", body, version=version)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    clock = ManualClock(START)
    async with system(tmp_path, clock=clock, definitions={"gateway": gateway_definition}) as running:
        yield Hall(running, clock)
