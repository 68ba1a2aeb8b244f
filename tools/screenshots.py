"""Pictures of every page, by person, language and size: `python -m tools.screenshots [--url URL] [PERSON ...]`.

Without an address the demo's data are made in a folder of their own and served while the pictures are taken. They go
to `screenshots/LANGUAGE/WIDTH/PERSON/`, which is not checked in.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.async_api import Browser, async_playwright
from rich.console import Console

from exportlane.cli.demo.log import logged_beside
from exportlane.cli.demo.standing import stage
from exportlane.runtime.composition import embedded
from tools.walking import LANGUAGES, NARROW, WIDE, Walk

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "screenshots"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PEOPLE = (
    "operator", "convener", "police", "guest", "licensing", "vehicle-registry", "customs", "tax-rebate", "incentives",
    "exporter-91120118ma06abcd1y",
)  # fmt: skip


def main() -> int:
    """Take the pictures; 0 when every page answered, 1 otherwise."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.screenshots", description="Pictures of every page."
    )
    parser.add_argument("--url", help="a portal that runs already, with its development issuer")
    parser.add_argument("people", nargs="*", default=PEOPLE, help="keys of the buttons of the sign-in page")
    chosen = parser.parse_args()
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        print(
            "screenshots: Chromium is missing (Debian: apt-get install chromium fonts-noto-cjk).",
            file=sys.stderr,
        )
        return 1
    return asyncio.run(_take(chosen.url, chosen.people, program))


async def _take(url: str | None, people: Sequence[str], program: str) -> int:
    shutil.rmtree(FOLDER, ignore_errors=True)
    async with _portal(url) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        refused = 0
        for language in LANGUAGES:
            for person in people:
                refused += await _of(browser, address, person, language)
        await browser.close()
    print(f"screenshots: {len(list(FOLDER.rglob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}/")
    return int(refused > 0)


async def _of(browser: Browser, url: str, person: str, language: str) -> int:
    """The pictures of one person in one language; how many pages were refused."""
    refused = 0
    async for page, sight in Walk(browser, url, person, language).sights():
        if sight.status != 200:
            print(f"{person} {language} {sight.address}: {sight.status}", file=sys.stderr)
            refused += 1
        for size in (WIDE, NARROW):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await page.wait_for_timeout(450)
            name = sight.shape.strip("/").replace("/", "_").replace("?", "_filtered") or "start"
            file = FOLDER / language / str(size[0]) / person / f"{name}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=file, full_page=True)
        await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    return refused


@asynccontextmanager
async def _portal(url: str | None) -> AsyncIterator[str]:
    if url is not None:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="exportlane-screenshots-") as folder:
        data = Path(folder) / "data"
        examples = ROOT / "examples"
        with logged_beside(data):
            await stage(data, examples, Console(highlight=False), now=datetime.now(UTC))
            async with embedded(
                data_dir=data, automatic="none", filing_register=examples / "enterprises.json"
            ) as platform:
                line = socket.create_server(("127.0.0.1", 0))
                config = uvicorn.Config(platform.gateway, lifespan="off", log_level="error", access_log=False)
                server = uvicorn.Server(config)
                serving = asyncio.create_task(server.serve(sockets=[line]))
                yield f"http://127.0.0.1:{line.getsockname()[1]}"
                server.should_exit = True
                await serving


if __name__ == "__main__":
    sys.exit(main())
