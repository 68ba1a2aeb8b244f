"""What the portal adds to the app of the gateway: its static files, and pages for people in place of documents."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from exportlane.runtime.service import Service
from exportlane.runtime.web import mount_open
from gateway.entrance import entrance_of
from gateway.portal.frame.instead import PagesInstead
from gateway.portal.frame.rendering import STATIC


class KeptFiles(StaticFiles):
    """Static files under an address that changes with their content, so that a browser never asks twice."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200 and b"v=" in scope["query_string"]:
            answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def web_options(service: Service) -> Mapping[str, Any]:
    """Static files are open, because the sign-in page needs them."""
    files = KeptFiles(directory=str(resources.files("gateway.portal").joinpath("static")))
    return {
        "extend": lambda app: mount_open(app, STATIC, files),
        "front": lambda app: PagesInstead(app, entrance_of(service)),
    }
