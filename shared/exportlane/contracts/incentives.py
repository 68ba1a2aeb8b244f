"""What the subsidy office announces: applications for support and what became of them (奖补)."""

from __future__ import annotations

from typing import Final

from exportlane.contracts.decision import FactData

FACTS: dict[str, type[FactData]] = {}

REGISTER_FACTS: Final[frozenset[str]] = frozenset()
"""Facts about an entry of its own register: their subject is the entry, never a case."""
