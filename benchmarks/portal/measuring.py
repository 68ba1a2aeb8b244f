"""Asking for pages one after the other, as a browser that is signed in, and how long each answer took."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from benchmarks.portal.addresses import Page
from benchmarks.report import percentile

WARM: Final = 2
_ASKED: Final = re.compile(r'name="asked" value="([^"]*)"')


@dataclass(slots=True)
class Measured:
    """One page: the seconds of each answer, how long it was, and the status where that is no page."""

    page: Page
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0
    """Seconds of processor time that the server took for one answer: the figure that a busy machine leaves alone."""
    size: int = 0
    status: int = 200

    @property
    def p50(self) -> float:
        return percentile(self.seconds, 0.5)

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 0.95)


class Visitors:
    """One signed-in visitor for each person that pages are looked at by."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._clients: dict[str, httpx.Client] = {}

    def client(self, person: str) -> httpx.Client:
        """The visitor, signed in when first asked for."""
        if person not in self._clients:
            client = httpx.Client(base_url=self._url, timeout=60, headers={"origin": self._url})
            choice = client.get("/sign-in?next=/cases", follow_redirects=True)
            asked = _ASKED.search(choice.text)
            if asked is None:
                raise RuntimeError(f"nobody can be chosen to sign in as: {choice.status_code} {choice.url}")
            answer = client.post(
                "/development-issuer/sign-in",
                data={"asked": asked.group(1), "person": person},
                follow_redirects=True,
            )
            if answer.url.path != "/cases":
                raise RuntimeError(
                    f"{person} was led to {answer.url} instead of the cases: {answer.status_code}"
                )
            self._clients[person] = client
        return self._clients[person]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


def measure(visitors: Visitors, pages: Sequence[Page], *, requests: int, server: int) -> list[Measured]:
    """Each page so many times. One that is not there (yet) is noted with its status and not measured further."""
    return [_measure(visitors.client(page.person), page, requests, server) for page in pages]


def _measure(client: httpx.Client, page: Page, requests: int, server: int) -> Measured:
    found = Measured(page)
    spent = 0.0
    for number in range(WARM + requests):
        if number == WARM:
            spent = _spent(server)
        began = time.perf_counter()
        with client.stream("GET", page.address, follow_redirects=True) as answer:
            if page.first:
                next(answer.iter_raw(), b"")
                found.size = int(answer.headers.get("x-export-cases", 0))
            else:
                found.size = len(answer.read())
            taken = time.perf_counter() - began
        if answer.status_code != httpx.codes.OK:
            found.status = answer.status_code
            return found
        if number >= WARM:
            found.seconds.append(taken)
    found.cpu = (_spent(server) - spent) / max(requests, 1)
    return found


def _spent(process: int) -> float:
    """Processor seconds of a process so far; nothing where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
