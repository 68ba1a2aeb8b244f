"""Submissions for the tests: one that every agency will be content with, and the means to spoil it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from exportlane.law.checks.vin import ALPHABET, vin_check_digit
from exportlane.law.instants import statutory_day

USCC = "91120118MA06ABCD1Y"
OTHER_USCC = "91310000MA1FL0000N"


def vin(number: int, prefix: str = "LSVAU03") -> str:
    """The nth valid VIN of a series."""
    serial = f"{number:06d}"
    head, tail = prefix, f"N2{serial}"
    body = (head + "0" + "0" * (17 - len(head) - 1 - len(tail)) + tail)[:17]
    assert set(body) <= set(ALPHABET)
    return body[:8] + vin_check_digit(body) + body[9:]


def days_from_now(days: int, *, today: date | None = None) -> str:
    """A day before (negative) or after today: papers go out of date, and so would these."""
    return ((today or statutory_day(datetime.now(UTC))) + timedelta(days=days)).isoformat()


def vehicle(number: int, *, today: date | None = None, **changes: Any) -> dict[str, Any]:
    """A petrol car, registered for years, with all papers."""

    def day(days: int) -> str:
        return days_from_now(days, today=today)

    return {
        "vin": vin(number),
        "brand": "大众",
        "model_code": "SVW71411",
        "vehicle_class": "passenger",
        "energy_type": "A",
        "displacement_ml": 1395,
        "motor_kw": None,
        "first_registration_date": day(-1600),
        "transfer_pending_export_date": day(-30),
        "temp_plate_valid_to": day(28),
        "registration_cert_no": "120012345678",
        "former_plate_no": None,
        "scrapping_due_date": day(3700),
        "agent_registered": True,
        "hs_code": "8703234990",
        "goods_name": None,
        "fob_amount": "8200.00",
        "currency": "USD",
        "hs_rebate_rate": "0.13",
        "inspection_report": {
            "number": f"R-{number}",
            "body": "中汽检测",
            "standard": "WM/T 8-2022",
            "date": day(-20),
            "result": "pass",
        },
        "after_sales_letter": None,
        "invoice": {
            "number": f"I-{number}",
            "kind": "vat_special_13",
            "gross_amount": "56500.00",
            "levy_rate": "0.13",
            "ex_vat_amount": "50000.00",
            "seller_uscc": OTHER_USCC,
            "date": day(-40),
        },
        **changes,
    }


def header(**changes: Any) -> dict[str, Any]:
    """All of a submission but its vehicles."""
    return {
        "profile": "tianjin",
        "exporter_uscc": USCC,
        "exporter_name": "天津示范汽车出口有限公司",
        "contract_no": "TJ-2026-1101",
        "customs_port": "0202",
        "destination_country": "KAZ",
        "transport_mode": "rail",
        "vessel": None,
        **changes,
    }


def batch(count: int, *, first: int = 1, vehicles: list[Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A batch of `count` vehicles, or of those given."""
    rows = vehicles if vehicles is not None else [vehicle(first + n) for n in range(count)]
    return {**header(**changes), "vehicles": rows}


def single(number: int, *, changes: dict[str, Any] | None = None, **of_vehicle: Any) -> dict[str, Any]:
    """One vehicle by itself."""
    return {**header(**(changes or {})), "vehicle": vehicle(number, **of_vehicle)}
