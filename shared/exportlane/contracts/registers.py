"""What commerce and the districts keep on record: bases, suppliers, centres, overseas facilities, exhibitions."""

from __future__ import annotations

from typing import Final

from exportlane.contracts.decision import FactData

FACTS: dict[str, type[FactData]] = {}

REGISTER_FACTS: Final[frozenset[str]] = frozenset()
"""Facts about an entry of its own register: their subject is the entry, never a case."""
