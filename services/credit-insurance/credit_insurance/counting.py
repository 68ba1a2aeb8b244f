"""What the joint conference is shown (中国信保, 外汇局): sums over the tables, by currency, added up in yuan.

Yuan are reckoned by the rates of the terms, so they are about right and never the basis of a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from credit_insurance.domain.amounts import NOTHING, in_yuan
from credit_insurance.domain.receivables import AGES, OLDEST
from credit_insurance.domain.terms import Terms

EVERY: Final = "(:every = 1 or uscc = :uscc)"
DECLARED: Final = f"""select currency, insured, count(*) as n, coalesce(sum(value), 0) as total from exports
    where declared = 'yes' and declared_on >= :since and declared_on <= :until and {EVERY}
    group by currency, insured"""  # noqa: S608  # our own text
PREMIUMS: Final = f"""select insurer, count(*) as n, coalesce(sum(amount), 0) as total from premiums
    where status = 'paid' and paid_on >= :since and paid_on <= :until and {EVERY} group by insurer"""  # noqa: S608
REPORTS: Final = f"""select type, count(*) as n, coalesce(sum(fee), 0) as total from reports
    where paid_on >= :since and paid_on <= :until and {EVERY} group by type"""  # noqa: S608
LOSSES: Final = f"""select status, currency, count(*) as n, coalesce(sum(amount), 0) as total,
    coalesce(sum(indemnity), 0) as indemnity from losses
    where reported_on >= :since and reported_on <= :until and {EVERY} group by status, currency"""  # noqa: S608
ALERTS: Final = "select level, count(*) as n from buyers where level is not null group by level"
BAD: Final = (
    "select rating, count(distinct buyer_id) as n from reports where rating is not null group by rating"
)
RIGHTS: Final = f"""select bank_id, count(*) as n, sum(case when case_id is null then 1 else 0 end) as whole
    from assignments where status = 'assigned' and {EVERY} group by bank_id"""  # noqa: S608
OWED: Final = f"""select currency, cleared_on, late_from, count(*) as n, coalesce(sum(owed), 0) as total,
    coalesce(sum(financed), 0) as financed from exports
    where receivable = 'yes' and {EVERY} group by currency, cleared_on, late_from"""  # noqa: S608
LOANS: Final = f"""select status, currency, count(*) as n, coalesce(sum(open), 0) as total from finances
    where {EVERY} group by status, currency"""  # noqa: S608
HEDGED: Final = f"""select count(*) as n, coalesce(sum(amount), 0) as total from hedges
    where status <> 'reversed' and guaranteed_on >= :since and guaranteed_on <= :until and {EVERY}"""  # noqa: S608
RECEIVED: Final = f"""select uscc, substr(received_on, 1, 7) as month, count(*) as n, coalesce(sum(yuan), 0) as total,
    coalesce(sum(case when currency = 'CNY' then yuan else 0 end), 0) as in_yuan from receipts
    where receipt_no is not null and received_on >= :since and received_on <= :until and {EVERY}
    group by uscc, substr(received_on, 1, 7) order by month, uscc"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days (both count), which firm (None: every one), and today."""

    since: date
    until: date
    uscc: str | None
    today: date

    def values(self) -> dict[str, str | int]:
        """As the statements name them."""
        return {
            "since": self.since.isoformat(), "until": self.until.isoformat(), "every": int(self.uscc is None),
            "uscc": self.uscc or "",
        }  # fmt: skip


async def figures(connection: AsyncConnection, asked: Asked, terms: Terms) -> dict[str, Any]:
    """All figures of a period, and what is open today."""

    async def rows(statement: str) -> Sequence[Any]:
        known = {name: value for name, value in asked.values().items() if f":{name}" in statement}
        return (await connection.execute(sa.text(statement), known)).all()

    received = await rows(RECEIVED)
    return {
        "since": asked.since, "until": asked.until, "uscc": asked.uscc,
        "exports": _declared(await rows(DECLARED), terms),
        "premiums": [_counted(row, "insurer", row.insurer) for row in await rows(PREMIUMS)],
        "reports": [_counted(row, "type", row.type) for row in await rows(REPORTS)],
        "losses": [_loss(row, terms) for row in await rows(LOSSES)],
        "buyers": {
            "alerted": {row.level: row.n for row in await rows(ALERTS)},
            "rated": {row.rating: row.n for row in await rows(BAD)},
        },
        "rights_assigned": [
            {"bank_id": row.bank_id, "count": row.n, "whole_policies": int(row.whole or 0)}
            for row in await rows(RIGHTS)
        ],
        "receivables": _owed(await rows(OWED), asked.today, terms),
        "loans": [_loan(row, terms) for row in await rows(LOANS)],
        "hedges": _hedged(await rows(HEDGED)),
        "receipts": _share(sum(row.total for row in received), sum(row.in_yuan for row in received)),
    }  # fmt: skip


async def settled_in_yuan(connection: AsyncConnection, asked: Asked) -> list[dict[str, Any]]:
    """The share of yuan in what came in, firm by firm and month by month (台州意见 第九条)."""
    found = (await connection.execute(sa.text(RECEIVED), asked.values())).all()
    return [
        {"uscc": row.uscc, "month": row.month, "receipts": row.n, **_share(row.total, row.in_yuan)}
        for row in found
    ]


def amount(cents: Any) -> Decimal:
    """An amount from whole cents."""
    return (Decimal(int(cents)) / 100).quantize(Decimal("0.01"))


def _declared(rows: Iterable[Any], terms: Terms) -> dict[str, Any]:
    total, insured, counts = NOTHING, NOTHING, {"declared": 0, "insured": 0}
    for row in rows:
        yuan = in_yuan(amount(row.total), row.currency, terms)
        total += yuan
        counts["declared"] += row.n
        if row.insured == "yes":
            insured += yuan
            counts["insured"] += row.n
    return {
        **counts, "declared_yuan": str(total), "insured_yuan": str(insured), "insured_share": _part(insured, total),
    }  # fmt: skip


def _counted(row: Any, name: str, value: str) -> dict[str, Any]:
    return {name: value, "count": row.n, "yuan": str(amount(row.total))}


def _loss(row: Any, terms: Terms) -> dict[str, Any]:
    return {
        "status": row.status, "currency": row.currency, "count": row.n, "amount": str(amount(row.total)),
        "indemnity": str(amount(row.indemnity)),
        "indemnity_yuan": str(in_yuan(amount(row.indemnity), row.currency, terms)),
    }  # fmt: skip


def _loan(row: Any, terms: Terms) -> dict[str, Any]:
    opened = amount(row.total)
    return {
        "status": row.status, "currency": row.currency, "count": row.n, "open": str(opened),
        "open_yuan": str(in_yuan(opened, row.currency, terms)),
    }  # fmt: skip


def _owed(rows: Iterable[Any], today: date, terms: Terms) -> dict[str, Any]:
    by_age: dict[str, Decimal] = dict.fromkeys((*(name for _, name in AGES), OLDEST), NOTHING)
    late, count, overdue = NOTHING, 0, 0
    for row in rows:
        yuan = in_yuan(amount(row.total), row.currency, terms)
        days = (today - date.fromisoformat(row.cleared_on)).days
        by_age[next((name for most, name in AGES if days <= most), OLDEST)] += yuan
        count += row.n
        if row.late_from is not None and date.fromisoformat(row.late_from) + timedelta(1) <= today:
            late += yuan
            overdue += row.n
    return {
        "count": count, "yuan": str(sum(by_age.values(), NOTHING)), "overdue": overdue, "overdue_yuan": str(late),
        "yuan_by_age": {name: str(value) for name, value in by_age.items()},
    }  # fmt: skip


def _hedged(rows: Sequence[Any]) -> dict[str, Any]:
    (row,) = rows
    return {"count": row.n, "usd": str(amount(row.total))}


def _share(total: Any, yuan: Any) -> Mapping[str, str | None]:
    whole, part = amount(total), amount(yuan)
    return {"received_yuan": str(whole), "settled_in_yuan": str(part), "share": _part(part, whole)}


def _part(part: Decimal, whole: Decimal) -> str | None:
    """A share with four decimals; None of nothing."""
    return None if whole <= NOTHING else str((part / whole).quantize(Decimal("0.0001")))
