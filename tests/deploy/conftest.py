from __future__ import annotations

import os

import pytest

from tools import k8s_check
from tools.manifests.lane import Lane
from tools.manifests.rendering import RenderingFailed, renderer


@pytest.fixture(scope="session")
def lanes() -> dict[str, Lane]:
    """Every overlay as this tree has it, rendered once."""
    try:
        renderer()
    except RenderingFailed as missing:
        if os.environ.get("EXPORTLANE_REQUIRE") == "all":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    return {name: k8s_check.read_lane(name, folder) for name, folder in k8s_check.overlays().items()}


@pytest.fixture
def base(lanes: dict[str, Lane]) -> Lane:
    return lanes["base"]
