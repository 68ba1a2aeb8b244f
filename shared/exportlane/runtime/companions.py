"""What runs beside a service and belongs to its business, so that the runtime only starts it, asks it and stops it.

A service names its companions in its definition. One may keep rows of its own, change the policy that decisions are
given (`service.desk.policy`), offer operators' routes, and say how it fares.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import APIRouter

    from exportlane.runtime.service import Service

    MakeCompanion = Callable[["Service"], "Companion"]


class Companion(Protocol):
    """One of them. It is made with the service; `open` comes before anything is heard, then `run` is a task."""

    async def open(self) -> None:
        """Read what must be known before the first decision. What it raises stops the start."""

    async def run(self) -> None:
        """Work until cancelled; what goes wrong is logged and tried again."""

    def routes(self, router: APIRouter) -> None:
        """Add routes to those of the operators."""

    def vitals(self) -> Mapping[str, object]:
        """What operators see of it beside the service's own vitals; JSON values, by names of its own."""

    def troubles(self) -> tuple[str, ...]:
        """Why it does not do its work now, in sentences."""
