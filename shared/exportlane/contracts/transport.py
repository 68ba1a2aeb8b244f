"""What the transport commission announces: the export quota of small passenger cars (小客车出口指标)."""

from __future__ import annotations

from typing import Final

from exportlane.contracts.decision import FactData

FACTS: dict[str, type[FactData]] = {}

REGISTER_FACTS: Final[frozenset[str]] = frozenset()
"""Facts about an entry of its own register: their subject is the entry, never a case."""
