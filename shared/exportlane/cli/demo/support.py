"""A firm's support in the demo: what it spent last year, what it is granted of it, and which cap cut what.

The application takes the way of every other one: the fair is in the catalogue of commerce, the count of exports is
customs', one officer reviews, another person approves after the publication, and the treasury pays.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from rich.console import Console
from rich.table import Table

from exportlane.cli.demo.office import Document, Office

OFFICER: Final = ("incentives", "officer")
APPROVER: Final = ("incentives", "supervisor")
COMMERCE: Final = ("registers", "officer")
FIRM: Final = ("enterprise", "exporter")
FAIRS: Final = "/v1/registers/exhibitions"
APPLICATIONS: Final = "/v1/incentives/subsidy-applications"
TURNS: Final = {
    "draft": (FIRM, "submit"),
    "submitted": (OFFICER, "accept"),
    "accepted": (OFFICER, "review"),
    "reviewed": (OFFICER, "publicise"),
    "publicised": (APPROVER, "approve"),
    "approved": (OFFICER, "pay"),
}
"""Who does what next, by where the application stands."""
WHY: Final = {
    "GRANTED": ("未触及限额", "in full"),
    "CAP_UNIT": ("单项封顶", "cap of one unit"),
    "CAP_ITEM": ("本项年度封顶", "cap of the item"),
    "EXPORTS_BELOW_THRESHOLD": ("出口台数未达标", "too few exports"),
}


class Support:
    """One application on its way: what it needs is entered on the first day, and each day has its acts."""

    def __init__(self, office: Office, papers: Document) -> None:
        self._office = office
        self._papers = papers
        self.application: Document = {}

    @property
    def done(self) -> bool:
        """Whether the money is paid."""
        return bool(self.application) and self.application["status"] == "paid"

    async def begin(self) -> None:
        """Commerce lists the fairs, and the firm writes its application."""
        for fair in self._papers["fairs"]:
            await self._office.post(COMMERCE, FAIRS, fair)
        claimed = self._papers["application"]
        self.application = await self._office.post(FIRM, APPLICATIONS, claimed, uscc=claimed["uscc"])

    async def go_on(self, today: date) -> int:
        """Do what may be done today; how many acts that were."""
        acts = 0
        while not self.done and self._may_go_on(today):
            who, verb = TURNS[self.application["status"]]
            self.application = await self._office.post(
                who, f"{APPLICATIONS}/{self.application['id']}/{verb}", self._body(verb),
                version=self.application["version"], uscc=self.application["uscc"] if who == FIRM else None,
            )  # fmt: skip
            acts += 1
        return acts

    def _may_go_on(self, today: date) -> bool:
        shown = self.application["publication"]
        return self.application["status"] != "publicised" or today > date.fromisoformat(shown["last"])

    def _body(self, verb: str) -> Document:
        if verb == "pay":
            return {"treasury_reference": "GK-2026-0001"}
        if verb != "review":
            return {}
        lines = self.application["lines"]
        return {
            "lines": [
                {"line_id": line["id"], "eligible": line["amount"], "finding": "与发票、登记册一致"}
                for line in lines
            ]
        }


async def print_support(console: Console, office: Office, support: Support) -> None:
    """Each expense, what was granted of it and why not more; what is left of the caps."""
    application = support.application
    claimed = {line["id"]: line["amount"] for line in application["lines"]}
    console.print(
        f"\n[bold]扶持资金 Support[/]  {application['name']}，{application['year']}年 · {application['number']}"
    )
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold underline")
    for heading in ("项目\nItem", "支出\nExpense", "补助\nGranted", "依据\nArticle", "为何\nWhy"):
        right = heading.startswith(("支出", "补助"))
        table.add_column(heading, no_wrap=True, justify="right" if right else "left")
    for grant in application["grants"]:
        table.add_row(
            grant["item"], _yuan(claimed[grant["line_id"]]), _yuan(grant["granted"]), _article(grant["article"]),
            _why(grant["code"]),
        )  # fmt: skip
    table.add_row("合计", "", f"[bold]{_yuan(application['paid'])}[/]", "", "已拨付 paid")
    console.print(table)
    console.print(f"尚可申请 still to be had: {await _left(office, application)}", style="dim")


async def _left(office: Office, application: Document) -> str:
    path = f"/v1/incentives/subsidy-caps/{application['uscc']}"
    caps = await office.get(OFFICER, path, policy=application["policy"], year=str(application["year"]))
    left = [f"{cap['item']} {_yuan(cap['remaining'])}" for cap in caps["caps"] if _is_open(cap)]
    return "、".join(left) or "无 nothing"


def _is_open(cap: Document) -> bool:
    return cap["remaining"] is not None and Decimal(cap["remaining"]) > 0


def _why(code: str) -> str:
    if code in WHY:
        return " ".join(WHY[code])
    return f"合并封顶 cap {code.removeprefix('CAP_')}" if code.startswith("CAP_") else code


def _article(article: str) -> str:
    """The number of the article alone: the policy is the same for all."""
    found = re.search("第[一二三四五六七八九十]+条", article)
    return found.group() if found else article


def _yuan(amount: str) -> str:
    return f"{Decimal(amount):,.2f}"
