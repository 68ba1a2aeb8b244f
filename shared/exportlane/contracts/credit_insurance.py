"""What the export credit insurer and the banks announce: policies, premiums, reports, claims, finance, forex."""

from __future__ import annotations

from typing import Final

from exportlane.contracts.decision import FactData

FACTS: dict[str, type[FactData]] = {}

REGISTER_FACTS: Final[frozenset[str]] = frozenset()
"""Facts about an entry of its own register: their subject is the entry, never a case."""
