"""What the faults need of a system, whichever it is: its gateway as an operator, its bus, its keys, a case."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx

from benchmarks.vehicles import submissions
from exportlane.runtime.bus.contract import Bus
from exportlane.runtime.ids import new_id
from exportlane.runtime.signing import Signer, read_signer

VEHICLES = 4
ENDS_WITHIN = 60.0
GATEWAY = "gateway"


class Token(Protocol):
    """Makes a token of somebody."""

    def __call__(self, *, agency: str, role: str) -> str: ...


@dataclass
class Lane:
    """A running system. `keys` is the folder with every agency's signing key; `services` begin with the gateway."""

    url: str
    token: Token
    bus: Bus
    keys: Path
    services: Sequence[str]
    sign_in: Callable[[httpx.AsyncClient], Awaitable[None]]
    cases: list[str] = field(default_factory=list)
    _handed_in: int = 0

    @property
    def case(self) -> str:
        """A case that went through."""
        return self.cases[0]

    def operator(self) -> str:
        """A fresh token of an operator of the platform."""
        return self.token(agency=GATEWAY, role="operator")

    def signer(self, agency: str) -> Signer:
        """The key of an agency, whether it runs here or not."""
        return read_signer(self.keys / f"{agency}.pem", f"{agency}/1")

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The gateway, as its operator."""
        headers = {"authorization": f"Bearer {self.operator()}", "idempotency-key": new_id()}
        async with httpx.AsyncClient(base_url=self.url, timeout=20, headers=headers) as client:
            return await client.request(method, path, **options)

    async def hand_in(self) -> list[str]:
        """A small batch of vehicles that were not handed in before; the ids of its cases."""
        body = next(submissions(VEHICLES, start=self._handed_in))
        self._handed_in += VEHICLES
        answer = await self.ask("POST", "/v1/batches", json=body)
        if answer.status_code != 202:
            raise RuntimeError(f"The batch was refused: {answer.status_code} {answer.text[:300]}")
        return [case for lot in answer.json()["lots"] for case in lot["case_ids"]]

    async def warm_up(self) -> None:
        """Have one batch go all the way, so that what runs is a system at work."""
        self.cases = await self.hand_in()
        deadline = time.monotonic() + ENDS_WITHIN
        for case in self.cases:
            while not (await self._shown(case))["status"]["end"]:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"The case {case} did not end within {ENDS_WITHIN:.0f} s")
                await asyncio.sleep(0.2)

    async def skip_parked(self, state: str, reason: str) -> None:
        """What an operator does with messages that nobody should handle."""
        for service in self.services:
            path = f"/v1{'' if service == GATEWAY else '/' + service}/operations/parked"
            for row in (await self.ask("GET", path, params={"state": state})).json()["items"]:
                await self.ask("POST", f"{path}/{row['id']}/skip", json={"reason": reason})

    async def _shown(self, case: str) -> Any:
        return (await self.ask("GET", f"/v1/cases/{case}")).json()
