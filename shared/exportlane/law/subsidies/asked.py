"""Reading what is asked, as it comes from JSON: policy, year, firm, expenses, what is used. Each fault has a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NoReturn

from exportlane.law.checks.uscc import check_uscc
from exportlane.law.subsidies.claims import Expense, Firm, Used
from exportlane.law.subsidies.faults import BadClaim, BadPolicy
from exportlane.law.subsidies.policy import SubsidyPolicy
from exportlane.law.subsidies.wellformed import AMOUNTS, DAYS

PolicyOf = Callable[[str, Mapping[str, str]], SubsidyPolicy]
"""The policy of a name under some readings. Raises KeyError when there is none, BadPolicy for an unknown reading."""

TEXTS: Final = ("invoice_no", "seller", "fair", "fair_kind", "insurer", "provider", "project")
FIELDS: Final = frozenset(
    (*TEXTS, *DAYS, *AMOUNTS, "id", "item", "currency", "rate", "recognised", "country")
)
FIRM: Final = frozenset(
    (
        "uscc", "district", "first_filed_on", "exports_in_year", "vehicles_served_in_year",
        "dishonest_at_submission", "dishonest_at_payment", "first_exported_on",
    )
)  # fmt: skip
_NUMBER: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,12})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTRY: Final = re.compile(r"[A-Z]{3}")
_DISTRICT: Final = re.compile(r"[0-9]{6}")
_FORM: Final = "申报格式"
"""What a fault of form rests on, where no policy is known yet."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it can be computed."""

    policy: SubsidyPolicy
    year: int
    firm: Firm
    expenses: tuple[Expense, ...]
    used: Used


def read_asked(said: object, policy_of: PolicyOf, *, with_expenses: bool = True) -> Asked:
    """Read a question. Raises BadClaim."""
    top = _Object(said, "", _FORM)
    must = ("policy", "year", "firm", *(("expenses",) if with_expenses else ()))
    top.require(must, frozenset((*must, "used", "readings")))
    policy = _policy(top, policy_of)
    top.article = policy.instrument
    firm = _firm(top.inside("firm"), policy)
    expenses = _expenses(top) if with_expenses else ()
    year = top.count("year")
    used = _used(top.inside("used")) if top.said.get("used") is not None else Used()
    return Asked(policy, year, firm, expenses, used)


class _Object:
    """One JSON object with its pointer."""

    __slots__ = ("article", "pointer", "said")

    def __init__(self, said: object, pointer: str, article: str) -> None:
        self.pointer, self.article = pointer, article
        if not isinstance(said, Mapping):
            raise BadClaim("an object is meant", slug="bad_value", field=pointer or "/", article=article)
        self.said: Mapping[str, Any] = said

    def wrong(self, name: str, slug: str, sentence: str) -> NoReturn:
        raise BadClaim(sentence, slug=slug, field=f"{self.pointer}/{name}", article=self.article)

    def require(self, must: tuple[str, ...], may: frozenset[str]) -> None:
        for name in self.said:
            if name not in may:
                self.wrong(name, "unknown_field", f"there is no field {name!a} here")
        for name in must:
            if self.said.get(name) is None:
                self.wrong(name, "missing_field", f"{name} is missing")

    def inside(self, name: str) -> _Object:
        return _Object(self.said[name], f"{self.pointer}/{name}", self.article)

    def text(self, name: str, form: re.Pattern[str] | None = None, like: str = "") -> str | None:
        value = self.said.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > 128:
            self.wrong(name, "bad_value", f"{name} is a text of 128 characters at most")
        if form is not None and not form.fullmatch(value):
            self.wrong(name, "bad_value", f"{name} {value!a} is not {like}")
        return value

    def count(self, name: str) -> int:
        value = self.said.get(name)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(name, "bad_value", f"{name} is a whole number, not {value!a}")
        if abs(value) > 10_000_000:
            self.wrong(name, "bad_value", f"{name} {value} is too large to be meant")
        return value

    def flag(self, name: str) -> bool | None:
        value = self.said.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, "bad_value", f"{name} is true or false, not {value!a}")
        return value

    def day(self, name: str) -> date | None:
        value = self.said.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.wrong(name, "bad_date", f"{name}: a day is written YYYY-MM-DD, not {value!a}")
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(name, "bad_date", f"{name} {value}: there is no such day")

    def number(self, name: str) -> Decimal | None:
        value = self.said.get(name)
        if value is None:
            return None
        if isinstance(value, float | Decimal):
            self.wrong(
                name,
                "float_refused",
                f"{name} {value} is a binary fraction to most programs: write it in quotes",
            )
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.wrong(name, "bad_value", f"{name} is a number in quotes")
        if not _NUMBER.fullmatch(str(value)):
            self.wrong(name, "not_a_number", f"{name} {str(value)[:60]!a} is no number such as 125000.00")
        return Decimal(value)


def _policy(top: _Object, policy_of: PolicyOf) -> SubsidyPolicy:
    name = top.text("policy") or ""
    readings: dict[str, str] = {}
    if top.said.get("readings") is not None:
        part = top.inside("readings")
        readings = {switch: part.text(switch) or "" for switch in part.said}
    try:
        return policy_of(name, readings)
    except KeyError as error:
        top.wrong("policy", "unknown_policy", str(error.args[0]))
    except BadPolicy as error:
        top.wrong("readings", "unknown_reading", "; ".join(fault.sentence for fault in error.faults))


def _firm(part: _Object, policy: SubsidyPolicy) -> Firm:
    part.require(("uscc", "district"), FIRM)
    part.article = policy.general.claimants_article
    uscc = part.text("uscc") or ""
    checked = check_uscc(uscc)
    if not checked.valid:
        part.wrong("uscc", "bad_uscc", f"uscc: {checked.reason}")
    return Firm(
        uscc=uscc,
        district=part.text("district", _DISTRICT, "a code of six digits, such as 331004") or "",
        first_filed_on=part.day("first_filed_on"),
        filing_unsaid=part.said.get("first_filed_on") is None,
        exports_in_year=part.count("exports_in_year"),
        vehicles_served_in_year=part.count("vehicles_served_in_year"),
        dishonest_at_submission=part.flag("dishonest_at_submission") or False,
        dishonest_at_payment=part.flag("dishonest_at_payment") or False,
        first_exported_on=part.day("first_exported_on"),
    )


def _expenses(top: _Object) -> tuple[Expense, ...]:
    listed = top.said["expenses"]
    if not isinstance(listed, list):
        top.wrong("expenses", "bad_value", "expenses is a list")
    return tuple(
        _expense(_Object(said, f"/expenses/{number}", top.article)) for number, said in enumerate(listed)
    )


def _expense(part: _Object) -> Expense:
    part.require(("id", "item"), FIELDS)
    fields: dict[str, Any] = {name: part.text(name) for name in TEXTS}
    fields |= {name: part.day(name) for name in DAYS}
    fields |= {name: part.number(name) for name in (*AMOUNTS, "rate")}
    return Expense(
        id=part.text("id") or "",
        item=part.text("item") or "",
        currency=part.text("currency", _COUNTRY, "a currency such as CNY") or "CNY",
        recognised=part.flag("recognised"),
        country=part.text("country", _COUNTRY, "a country of three capital letters, such as KAZ"),
        **fields,
    )


def _used(part: _Object) -> Used:
    part.require((), frozenset(("amounts", "sums", "invoices")))
    empty: Mapping[str, Any] = {}
    invoices = part.inside("invoices") if part.said.get("invoices") is not None else _Object(empty, "", "")
    return Used(
        _tally(part, "amounts"),
        _tally(part, "sums"),
        {name: invoices.text(name) or "" for name in invoices.said},
    )


def _tally(part: _Object, name: str) -> dict[str, Decimal]:
    if part.said.get(name) is None:
        return {}
    inside, found = part.inside(name), dict[str, Decimal]()
    for key in inside.said:
        amount = inside.number(key)
        if amount is None or amount < 0:
            inside.wrong(key, "amount_not_positive", f"what is used is not below 0: {key}")
        found[key] = amount
    return found
