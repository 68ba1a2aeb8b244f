"""Work lists of each agency's officers: what waits, the thing itself, and every verb that has its turn."""

from __future__ import annotations

from fastapi import APIRouter

from gateway.entrance import Entrance
from gateway.portal.frame.desk import OPEN
from gateway.portal.work.acts import add_acts
from gateway.portal.work.pages import add_pages


def routes(entrance: Entrance) -> APIRouter:
    """The pages of the work lists."""
    router = APIRouter(include_in_schema=False, dependencies=OPEN)
    add_pages(router, entrance)
    add_acts(router, entrance)
    return router
