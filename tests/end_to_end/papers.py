"""Submissions whose days lie around today, so that they are as good next year as now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count
from typing import Any

from exportlane.law.checks.vin import vin_check_digit
from exportlane.law.instants import statutory_day

USCC = "91120118MA06ABCD1Y"
OTHER_USCC = "91310000MA1FL0000N"
CARS, TRUCKS = "8703234110", "8704230030"
PORT, OTHER_PORT = "0202", "2248"

Document = dict[str, Any]

_numbers: Iterator[int] = count(1)


def vin(number: int) -> str:
    """The VIN with this serial number (GB 16735), check digit included."""
    body = f"LSVAU0330M{number:07d}"
    return body[:8] + vin_check_digit(body) + body[9:]


def today() -> dt.date:
    return statutory_day(dt.datetime.now(dt.UTC))


def invoice(**changes: Any) -> Document:
    """A special VAT invoice that adds up: its refund is 6500.00."""
    return {
        "number": f"00261200{next(_numbers):012d}",
        "kind": "vat_special_13",
        "gross_amount": "56500.00",
        "levy_rate": "0.13",
        "ex_vat_amount": "50000.00",
        "seller_uscc": USCC,
        "date": str(today() - dt.timedelta(20)),
        **changes,
    }


def inspection(**changes: Any) -> Document:
    return {
        "number": "JC-00001",
        "body": "中汽研汽车检验中心（天津）有限公司",
        "standard": "WM/T 8-2022",
        "date": str(today() - dt.timedelta(5)),
        "result": "pass",
        **changes,
    }


def vehicle(**changes: Any) -> Document:
    """A petrol car with a VIN that was not given before, and papers with which every agency is content."""
    day = today()
    return {
        "vin": vin(next(_numbers)),
        "brand": "大众汽车",
        "model_code": "SVW71510GM",
        "vehicle_class": "passenger",
        "energy_type": "A",
        "displacement_ml": 1498,
        "motor_kw": None,
        "first_registration_date": str(day - dt.timedelta(4 * 365)),
        "transfer_pending_export_date": str(day - dt.timedelta(10)),
        "temp_plate_valid_to": str(day + dt.timedelta(40)),
        "registration_cert_no": "120079190137",
        "former_plate_no": "津A10380",
        "scrapping_due_date": None,
        "agent_registered": True,
        "hs_code": CARS,
        "goods_name": "旧大众汽车牌1.5L小客车",
        "fob_amount": "9800.00",
        "currency": "USD",
        "hs_rebate_rate": "0.13",
        "inspection_report": inspection(),
        "after_sales_letter": None,
        "invoice": invoice(),
        **changes,
    }


def batch(*vehicles: Document, profile: str = "tianjin", **changes: Any) -> Document:
    """A submission of these vehicles."""
    return {
        "profile": profile,
        "exporter_uscc": USCC,
        "exporter_name": "天津港瑞二手车出口有限公司",
        "contract_no": "TJGR-2026-0918",
        "customs_port": PORT,
        "destination_country": "KAZ",
        "transport_mode": "rail",
        "vessel": "X8202",
        "rebate_class": 1,
        "vehicles": list(vehicles),
        **changes,
    }


def near_scrapping() -> Document:
    """A car that nobody may export any more: it must be scrapped within the year."""
    return vehicle(scrapping_due_date=str(today() + dt.timedelta(100)))


def bought_privately() -> Document:
    """A car whose purchase carried no input tax: its export is exempt, and nothing is refunded."""
    return vehicle(invoice=invoice(kind="used_vehicle_unified", levy_rate="0", ex_vat_amount="56500.00"))
