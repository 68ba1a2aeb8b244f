"""The platforms for the tests of this folder."""

from __future__ import annotations

from tests.faults.either import either
from tests.faults.standing import lane, platform

__all__ = ["either", "lane", "platform"]
