"""Made-up submissions for load: as many vehicles as wanted, each with a VIN of its own whose check digit holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "used-vehicles-2026-09.json"
_LETTERS = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(number: int) -> str:
    """The VIN with this serial number (0..9,999,999), check digit included (GB 16735)."""
    serial = f"{number:07d}"
    text = f"LSVAU0330{'M'}{serial}"
    remainder = sum(_LETTERS[letter] * weight for letter, weight in zip(text, _WEIGHTS, strict=True)) % 11
    return text[:8] + ("X" if remainder == 10 else str(remainder)) + text[9:]


def _of_today(row: dict[str, Any]) -> dict[str, Any]:
    """The example's vehicle with papers that are good today: a report of inspection is good for 90 days."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return {
        **row,
        "first_registration_date": (today - timedelta(days=1600)).isoformat(),
        "transfer_pending_export_date": (today - timedelta(days=10)).isoformat(),
        "temp_plate_valid_to": (today + timedelta(days=40)).isoformat(),
        "inspection_report": {**row["inspection_report"], "date": (today - timedelta(days=5)).isoformat()},
        "invoice": {**row["invoice"], "date": (today - timedelta(days=20)).isoformat()},
    }


def _its_own(row: dict[str, Any], number: int) -> dict[str, Any]:
    """A vehicle with a VIN and an invoice that no other has: an invoice stands in one live claim only."""
    return {**row, "vin": vin(number), "invoice": {**row["invoice"], "number": f"00261200{number:012d}"}}


def submissions(size: int, *, profile: str = "tianjin", start: int = 0) -> Iterator[dict[str, Any]]:
    """Bodies for `POST /v1/batches` with `size` vehicles each, without end; every one would close with a refund."""
    batches = json.loads(EXAMPLE.read_text(encoding="utf-8"))["batches"]
    base = batches[0]["submission"]
    row = _of_today(base["vehicles"][0])
    numbers = count(start)
    while True:
        vehicles = [_its_own(row, next(numbers)) for _ in range(size)]
        yield {**base, "profile": profile, "vehicles": vehicles}
