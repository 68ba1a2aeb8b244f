"""What the tests of sharing begin with: a small book of their own, and the one that is shipped."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from typing import Any

from exportlane.sharing.book import Book, read
from exportlane.sharing.looks import Asker

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CUSTOMS = Asker("customs", "customs/officer/chen")

PARTS: dict[str, Any] = {
    "fields": {
        "vin": {"sensitivity": "internal", "source": "vehicle-registry"},
        "brand": {"sensitivity": "internal", "source": "vehicle-registry"},
        "bars": {"sensitivity": "internal", "source": "vehicle-registry"},
        "amount": {"sensitivity": "commercial", "source": "tax-rebate"},
        "former_owner_name": {"sensitivity": "personal", "source": "vehicle-registry"},
    },
    "purposes": {
        "customs_clearance": {"zh": "验核", "en": "Clearance"},
        "rebate_examination": {"zh": "审核", "en": "Rebate"},
    },
    "resources": [
        {
            "name": "registration_status",
            "provider": "vehicle-registry",
            "title": {"zh": "登记状态", "en": "Registration"},
            "keys": ["case_id", "vin"],
            "fields": ["vin", "brand", "bars", "former_owner_name"],
        }
    ],
    "agreements": [
        {
            "id": "SH-01",
            "provider": "vehicle-registry",
            "consumer": "customs",
            "purposes": ["customs_clearance"],
            "legal_basis": "海关法 第二十四条",
            "valid_from": "2026-01-01",
            "valid_to": "2026-12-31",
            "grants": [{"resource": "registration_status", "fields": ["vin", "bars"]}],
        }
    ],
}


def parts() -> dict[str, Any]:
    """The book as JSON, to be spoiled."""
    return copy.deepcopy(PARTS)


def book(**of_agreement: Any) -> Book:
    """The small book, its one agreement changed."""
    found = parts()
    found["agreements"][0] |= of_agreement
    return read(found)
