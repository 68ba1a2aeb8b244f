"""The registry alone, as an agency that shares; those who look are officers of other agencies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.testing import Caller, System, system
from tests.vehicle_registry.conftest import VIN, Registry, a_hand_over, a_paper, new_id
from vehicle_registry.main import service

__all__ = ["VIN", "Registry", "a_hand_over", "a_paper", "new_id"]


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[Registry]:
    async with system(tmp_path, definitions={"vehicle-registry": service}, automatic="none") as run:
        yield Registry(run)


def officer_of(run: System, agency: str) -> Caller:
    """An officer of another agency at the registry's own door."""
    return run.client("vehicle-registry", agency, "officer", subject="chen")


def a_look(case_id: str, **changed: Any) -> dict[str, Any]:
    """A look of customs at a registration."""
    body = {
        "resource": "registration_status",
        "key": {"kind": "case_id", "value": case_id},
        "case_id": case_id,
        "purpose": "customs_clearance",
    }
    return body | changed
