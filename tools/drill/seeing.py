"""The two who must name a fault: `exportlane doctor` as a process, and the console as a browser sees it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from tools.drill.fault import Findings

_PROGRAM = str(Path(sys.executable).with_name("exportlane"))
STATE, PAGE = "/operations/state.json", "/operations?wait=1"
COMMAND_SECONDS = 40.0
PAGE_SECONDS = 30.0


class Watchers:
    """`token` is an operator's, for the command; `sign_in` takes the browser through the sign-in."""

    def __init__(
        self,
        url: str,
        token: Callable[[], str],
        sign_in: Callable[[httpx.AsyncClient], Awaitable[None]],
    ) -> None:
        self._url = url
        self._token = token
        self._sign_in = sign_in
        self._browser = httpx.AsyncClient(base_url=url, timeout=PAGE_SECONDS, follow_redirects=False)
        self._is_in = False

    async def doctor(self) -> Findings:
        """What the command says. Raises RuntimeError when it says nothing that can be read."""
        environment = {
            **os.environ,
            "EXPORTLANE_URL": self._url,
            "EXPORTLANE_TOKEN": await asyncio.to_thread(self._token),
        }
        process = await asyncio.create_subprocess_exec(
            _PROGRAM, "doctor", "--json", env=environment, stdout=PIPE, stderr=PIPE
        )  # fmt: skip
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                said, complained = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        if process.returncode not in {0, 1} or not said:
            raise RuntimeError(f"doctor ended with {process.returncode}: {complained.decode()[-300:]}")
        found = _by_id(json.loads(said)["findings"])
        if (process.returncode == 1) != bool(found):
            raise RuntimeError(f"doctor ended with {process.returncode} and {len(found)} findings")
        return found

    async def console(self) -> Findings:
        """What the console's data say."""
        answer = await self._looked_at(STATE)
        return _by_id(answer.json()["findings"])

    async def page_shows(self, finding: Mapping[str, Any]) -> str | None:
        """None when the page shows the finding beside the way to its section, and that section is there."""
        section = f"/operations/runbook/{finding['runbook'].partition('#')[2]}"
        text = (await self._looked_at(PAGE)).text
        if f'href="{section}"' not in text:
            return f"the console's page does not lead to {section}"
        if _mark(finding["id"]) not in text:
            return "the console's page does not show it"
        found = await self._looked_at(section)
        return None if found.status_code == 200 else f"{section} answered {found.status_code}"

    async def close(self) -> None:
        await self._browser.aclose()

    async def _looked_at(self, path: str) -> httpx.Response:
        if not self._is_in:
            await self._sign_in(self._browser)
            self._is_in = True
        try:
            answer = await self._browser.get(path)
        except httpx.RemoteProtocolError:
            # The line was idle for so long that the server closed it in this very moment; a browser asks again, too.
            answer = await self._browser.get(path)
        if answer.status_code != 200:
            self._is_in = False
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text[:200]}")
        return answer


def _mark(finding: str) -> str:
    """How the page marks a finding."""
    return f'id="runbook-{finding.replace(" ", "-").replace(":", "-")}"'


def _by_id(findings: Any) -> Findings:
    return {each["id"]: each for each in findings}
