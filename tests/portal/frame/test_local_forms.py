"""Days, sums, numbers and working days as each language writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gateway.portal.fact_words import Words
from gateway.portal.frame.language import Text, translations
from gateway.portal.frame.local import Writer

ZH, EN = Writer("zh"), Writer("en")
EVENING = dt.datetime(2026, 9, 21, 17, 5, tzinfo=dt.UTC)


def test_a_day_is_written_in_the_form_of_the_language() -> None:
    assert ZH.day(dt.date(2026, 9, 21)) == "2026年9月21日"
    assert EN.day("2026-09-21") == "21 Sept 2026"
    assert ZH.day(None) == EN.day("") == "—"


def test_an_instant_is_told_by_the_clock_of_shanghai() -> None:
    assert ZH.moment(EVENING) == "2026年9月22日 01:05"
    assert EN.moment("2026-09-21T17:05:00Z") == "22 Sept 2026, 01:05"


@pytest.mark.parametrize(
    ("amount", "currency", "zh", "en"),
    [
        ("6500.00", "CNY", "¥6,500.00", "CN¥6,500.00"),
        (Decimal("1104616.44"), "CNY", "¥1,104,616.44", "CN¥1,104,616.44"),
        ("-0.5", "USD", "-US$0.50", "-US$0.50"),
        ("0", None, "¥0.00", "CN¥0.00"),
    ],
)
def test_a_sum_has_its_currency_and_two_places(
    amount: str | Decimal, currency: str | None, zh: str, en: str
) -> None:
    assert (ZH.money(amount, currency), EN.money(amount, currency)) == (zh, en)


def test_working_days_are_counted_in_words() -> None:
    assert [ZH.workdays(3), EN.workdays(3), EN.workdays(1), EN.workdays(0)] == [
        "3个工作日", "3 working days", "1 working day", "0 working days",
    ]  # fmt: skip


def test_shares_and_numbers() -> None:
    assert (ZH.percent(Decimal("0.905")), EN.percent(1)) == ("90.5%", "100%")
    assert ZH.number(100000) == "100,000"


def test_an_age_is_an_element_that_says_when_without_scripts() -> None:
    shown = ZH.age(EVENING)

    assert 'data-age datetime="2026-09-21T17:05:00+00:00"' in shown
    assert ">2026年9月22日 01:05</time>" in shown


def test_words_documents_and_messages_are_said_in_the_language() -> None:
    assert ZH.said(Words("海关", "Customs")) == "海关"
    assert EN.said({"zh": "海关", "en": "Customs"}) == "Customs"
    assert ZH.said(Text("Sign out")) == "退出登录"
    assert EN.said(Text("Sign out")) == "Sign out"


def test_a_term_without_english_is_shown_in_chinese_rather_than_not_at_all() -> None:
    assert EN.said(Words("某部门", "")) == "某部门"


def test_english_is_what_stands_in_the_pages() -> None:
    assert translations("en").gettext("Sign out") == "Sign out"
    assert translations("zh").gettext("no such message") == "no such message"
