"""Every page that is measured, in one place: who looks, at which address. A new page is one more line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from benchmarks.portal.cloning import firms
from benchmarks.vehicles import vin
from exportlane.runtime.database import Database
from exportlane.runtime.paging import Cursor, write_cursor

OPERATOR: Final = "operator"
CUSTOMS: Final = "customs"
CONVENER: Final = "convener"
GUEST: Final = "guest"


@dataclass(frozen=True, slots=True)
class Page:
    """One page. Where only the `first` byte counts, the rest of the answer is not waited for."""

    name: str
    address: str
    person: str = OPERATOR
    first: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What addresses are made with: papers of one case, and how far down the list a deep page is."""

    case_id: str
    running: str
    licence_no: str
    declaration_no: str
    batch_id: str
    variant: str
    deep: str
    deep_due: str
    middle: int


async def known(url: str) -> Known:
    """Look into the database for a case in the middle of it."""
    database = Database(url)
    async with database.reading() as connection:
        number = int((await _one(connection, "select count(*) as n from case_flow")).n)
        case = await _one(
            connection,
            "select * from case_flow where claim_no is not null order by case_id limit 1 offset :n",
            n=number // 3,
        )
        running = await _one(
            connection, "select case_id from case_flow where live = '1' limit 1 offset :n", n=number // 8
        )
        deep = await _one(
            connection, "select opened_at, case_id from case_flow order by opened_at desc, case_id desc "
            "limit 1 offset :n", n=number * 4 // 5,
        )  # fmt: skip
        due = await _one(
            connection, "select due_on, case_id from case_flow where due_on is not null order by due_on, case_id "
            "limit 1 offset :n", n=number // 8,
        )  # fmt: skip
    await database.close()
    return Known(
        case.case_id, running.case_id, case.licence_no, case.declaration_no, case.batch_id, case.variant,
        write_cursor(Cursor("-created", deep.opened_at, deep.case_id)),
        write_cursor(Cursor("due", due.due_on, due.case_id)), number // 2,
    )  # fmt: skip


async def _one(connection: Any, statement: str, **given: int) -> Any:
    return (await connection.execute(sa.text(statement), given)).first()


def pages(found: Known) -> Iterator[Page]:
    """All pages of the portal."""
    yield from _cases(found)
    yield from _files()
    for view in ("", "/heat", "/ageing", "/variants", "/risks", "/destinations"):
        yield Page(f"flow{view}", f"/flow{view}")
        yield Page(f"flow{view}, one profile", f"/flow{view}?profile=tianjin")
    yield Page("flow, one exporter", f"/flow?exporter={firms()[3][0]}")
    yield Page("flow, guest", "/flow", GUEST)
    yield Page("operations", "/operations")
    yield Page("operations, papers", "/operations/papers")
    yield Page("work list", "/tasks", CUSTOMS)
    for path in ("", "/promises", "/tickets", "/meetings", "/decisions", "/packs", "/screen"):
        yield Page(f"conference{path}", f"/conference{path}", CONVENER)


def _cases(found: Known) -> Iterator[Page]:
    firm, name = firms()[3]
    number = vin(found.middle)
    lists = {
        "": "",
        ", by due": "sort=due",
        ", by latest fact": "sort=-updated",
        ", deep": f"cursor={found.deep}",
        ", deep by due": f"sort=due&cursor={found.deep_due}",
        ", whole VIN": f"q={number}",
        ", end of VIN": f"q={number[-6:]}",
        ", middle of VIN": f"q={number[8:14]}",
        ", maker's code": "q=LSV",
        ", licence": f"q={found.licence_no}",
        ", declaration": f"q={found.declaration_no}",
        ", firm's name": f"q={name[:5]}",
        ", firm's code": f"q={firm}",
        ", nothing found": "q=ZZZ999",
        ", profile": "profile=taizhou",
        ", step": "step=customs",
        ", step and state": "step=licence&state=correction",
        ", agency": "agency=tax-rebate",
        ", enterprise": "agency=enterprise",
        ", exporter": f"exporter={firm}",
        ", rare exporter": f"exporter={firms()[-1][0]}",
        ", destination": "destination=UZB",
        ", port": "port=9407",
        ", batch": f"batch={found.batch_id}",
        ", overdue": "overdue=true",
        ", due in 5 days": "due=5&sort=due",
        ", running": "status=running",
        ", ended": "status=ended",
        ", one ending": "status=closed_no_refund",
        ", opened in a month": "since=2026-09-01&until=2026-09-30",
        ", risk": "risk=licence_expiry",
        ", way": f"variant={found.variant}",
        ", with a person": "person=true",
        ", four filters": "profile=tianjin&step=rebate&destination=KAZ&overdue=true&sort=due",
    }
    for what, query in lists.items():
        yield Page(f"cases{what}", f"/cases?{query}" if query else "/cases")
    yield Page("board", "/cases/board")
    yield Page("board, profile", "/cases/board?profile=national")
    yield Page("board, exporter", f"/cases/board?exporter={firm}")
    yield Page("case, ended", f"/cases/{found.case_id}")
    yield Page("case, running", f"/cases/{found.running}")


def _files() -> Iterator[Page]:
    for form in ("csv", "xlsx", "xes", "ocel"):
        yield Page(f"export {form}, first byte", f"/cases/export?format={form}", first=True)
