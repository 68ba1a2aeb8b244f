"""Meeting packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

if TYPE_CHECKING:
    from gateway.entrance import Entrance


def add(router: APIRouter, entrance: Entrance) -> None:
    """The routes of packs."""
    del router, entrance
