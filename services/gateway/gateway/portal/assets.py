"""The files of the portal: templates that are compiled once, static files that a browser may keep for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from exportlane.law.instants import shown
from exportlane.runtime.service import Service
from exportlane.runtime.web import mount_open
from gateway.portal import words

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Everything from this host, nothing written into the page itself."""
STATIC = "/static"


class KeptFiles(StaticFiles):
    """Static files under an address that changes with their content, so that a browser never asks twice."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200 and b"v=" in scope["query_string"]:
            answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def web_options(_service: Service) -> Mapping[str, Any]:
    """What the portal adds to the app: its static files, open because the sign-in page needs them."""
    files = KeptFiles(directory=str(resources.files("gateway.portal").joinpath("static")))
    return {"extend": lambda app: mount_open(app, STATIC, files)}


@cache
def address_of(name: str) -> str:
    """The address of a static file, with a part that changes when its content does."""
    content = Path(str(resources.files("gateway.portal").joinpath("static", name))).read_bytes()
    return f"{STATIC}/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


@cache
def templates() -> Environment:
    """The pages. Whatever a page prints is escaped; a name that is missing is an error, not an empty place."""
    environment = Environment(
        loader=PackageLoader("gateway.portal"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["shanghai"] = lambda instant: shown(_instant(instant))
    environment.filters["iso"] = lambda instant: _instant(instant).isoformat()
    tables = ("AGENCIES", "STEPS", "STAGES", "ENDS", "PROFILES", "REACH", "DELIVERIES")
    environment.globals |= {name: getattr(words, name) for name in tables}
    environment.globals |= {"static": address_of, "word": words.of, "fact_word": words.of_fact}
    environment.globals |= {"issue_word": words.of_issue, "member_word": words.of_member}
    return environment


def _instant(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
