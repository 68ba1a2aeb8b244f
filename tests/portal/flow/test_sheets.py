"""Tables behind pictures, and how their values are said in both languages."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.flow.filters import Filters, Scope
from gateway.portal.flow.asked import Links, asked
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.tongue import tongue
from gateway.portal.frame.language import Language, _

ZH, EN = tongue("zh"), tongue("en")


@pytest.mark.parametrize(("kind", "value", "zh", "en"), [
    ("country", "RUS", "俄罗斯", "Russia"), ("country", "ARE", "阿拉伯联合酋长国", "United Arab Emirates"),
    ("country", "ZZY", "ZZY", "ZZY"), ("port", "0202", "新港海关", "Xingang Customs, Tianjin"),
    ("week", "2026-W47", "11月16日 · 2026-W47", "16 Nov · 2026-W47"), ("share", Fraction(1, 3), "33.3%", "33.3%"),
    ("days", Fraction(5, 2), "2.5", "2.5"), ("days", 3, "3", "3"), ("count", 12345, "12,345", "12,345"),
    ("step", "customs", "报关放行", "Customs"), ("agency", "enterprise", "出口企业", "Exporter"),
    ("way", "licence>correction>licence", "出口许可 → 补正 → 出口许可", "Export licence → Correction → Export licence"),
    ("flag", False, "否", "no"), ("money", Decimal(6500), "¥6,500.00", "CN¥6,500.00"), ("count", None, "—", "—"),
])  # fmt: skip
def test_a_value_is_said_in_the_language_of_the_page(kind: str, value: Any, zh: str, en: str) -> None:
    assert (ZH.cell(kind, value), EN.cell(kind, value)) == (zh, en)


SHEET = Sheet(
    "places",
    (
        Column("name", _("Destination"), "country"), Column("cases", _("Number of cases"), "count"),
        Column("share", _("Share"), "share"), Column("since", _("Day"), "day"), Column("sum", _("Refunded"), "money"),
    ),
    [("RUS", 1200, Fraction(1, 4), date(2026, 11, 2), Decimal("10.50")), ("KAZ", 0, None, None, None)],
)  # fmt: skip


def test_machines_get_codes_and_plain_numbers() -> None:
    first, second = SHEET.items()

    assert first == {"name": "RUS", "cases": 1200, "share": 0.25, "since": "2026-11-02", "sum": "10.50"}
    assert second == {"name": "KAZ", "cases": 0, "share": None, "since": None, "sum": None}


@pytest.mark.parametrize(
    ("language", "name", "head"), [("zh", "俄罗斯", "目的国（地区）"), ("en", "Russia", "Destination")]
)
def test_a_spreadsheet_gets_names_to_read_and_numbers_to_reckon_with(
    language: Language, name: str, head: str
) -> None:
    text = SHEET.csv(tongue(language))

    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0][0] == head
    assert rows[1] == [name, "1200", "0.25", "2026-11-02", "10.50"]
    assert rows[2][1:] == ["0", "", "", ""]


def test_what_a_spreadsheet_would_take_for_a_formula_is_text() -> None:
    sheet = Sheet("cases", (Column("firm", _("Exporter")),), [("=cmd()",), ("-1+1",)])

    assert sheet.csv(EN).splitlines()[1:] == ["'=cmd()", "'-1+1"]


def test_who_sees_counts_only_narrows_by_no_firm_and_is_led_to_no_list() -> None:
    given = {"profile": "tianjin", "exporter": "91120118MA06ABCD1Y", "batch": "b-1", "step": "customs"}
    guest = asked(given, Scope(uscc=None, masked=True, rows=False))

    assert guest == Filters(profile="tianjin")
    assert Links(guest, rows=False).cases(overdue=True) is None
    assert Links(guest, rows=False).page("/flow/heat") == "/flow/heat?profile=tianjin"


def test_the_filters_of_lists_are_no_filters_of_pictures() -> None:
    given = {"profile": "tianjin", "step": "customs", "status": "ended", "q": "LSV", "exporter": "X"}

    assert asked(given, Scope(uscc=None, masked=False)) == Filters(profile="tianjin", exporter="X")
