"""What this agency hears: a table, compared by a test with what the process says that it must hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.runtime.storage import Hears

HEARS: Final[Mapping[str, Hears]] = {}
