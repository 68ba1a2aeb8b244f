"""Walks through the sign-in of a gateway in embedded mode, as a browser would, without one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI

LANE = "https://lane.example"
COOKIE = "__Host-exportlane"


@asynccontextmanager
async def browser_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Keeps cookies and follows nothing by itself."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=LANE) as made:
        yield made


def form_token(page: httpx.Response) -> str:
    """What a form of this page would send."""
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


async def choosing(browser: httpx.AsyncClient, wanted: str = "/cases") -> tuple[httpx.Response, str]:
    """The page on which one chooses who to be, and its hidden field."""
    to_the_issuer = await browser.get("/sign-in", params={"next": wanted})
    page = await browser.get(to_the_issuer.headers["location"])
    found = re.search(r'name="asked" value="([^"]+)"', page.text)
    assert found, page.text
    return page, unescape(found.group(1))


async def signed_in(browser: httpx.AsyncClient, person: str = "operator", wanted: str = "/cases") -> Any:
    """The portal's answer to a whole sign-in."""
    _, asked = await choosing(browser, wanted)
    chosen = await browser.post("/development-issuer/sign-in", data={"asked": asked, "person": person})
    assert chosen.status_code == 303, chosen.text
    return await browser.get(chosen.headers["location"])
