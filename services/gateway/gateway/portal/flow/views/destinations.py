"""Where the vehicles go, ranked by how many; through which ports; and the sums, for who may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.flow.figures.asking import Placed, Question, ask
from gateway.flow.figures.places import Ranked, ranked
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.view import Day, Reader, Shown, View
from gateway.portal.frame.language import Text, _

DRAWN: Final = 15
"""The rest stands in the table alone."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Countries and ports, the most vehicles first."""

    countries: Sequence[Ranked]
    ports: Sequence[Ranked]


async def figures(connection: AsyncConnection, question: Question, _day: Day, _show: str) -> Figures:
    """Ask and reckon."""
    placed = await ask(connection, Placed, question)
    return Figures(ranked(placed, lambda one: one.destination), ranked(placed, lambda one: one.port))


def show(found: Figures, reader: Reader) -> Shown:
    """As this reader sees it. Who may not see sums does not get the column."""
    amounts = reader.eyes.all_amounts
    countries = _sheet("countries", _("Destination"), "country", found.countries, amounts=amounts)
    ports = _sheet("ports", _("Port"), "port", found.ports, amounts=amounts)
    country, port = reader.tongue.country, reader.tongue.port
    values = {
        "amounts": amounts,
        "countries": [
            _line(one, country, reader.links.cases(destination=one.name)) for one in found.countries
        ],
        "ports": [_line(one, port, reader.links.cases(port=one.name)) for one in found.ports],
        "total": sum(one.n for one in found.countries),
        "country_option": _option(found.countries, reader, country, "destination", "--chart-1"),
        "port_option": _option(found.ports, reader, port, "port", "--chart-5"),
        "drawn": DRAWN,
    }
    return Shown((countries, ports), values, empty=not found.countries)


def _line(one: Ranked, name: Callable[[str], str], link: str | None) -> dict[str, Any]:
    return {"of": one, "name": name(one.name), "link": link}


def _option(
    found: Sequence[Ranked], reader: Reader, name: Callable[[str], str], key: str, colour: str
) -> dict[str, Any]:
    rows = list(reversed(found[:DRAWN]))
    data = []
    for one in rows:
        point: dict[str, Any] = {"value": one.n}
        if (address := reader.links.cases(**{key: one.name})) is not None:
            point["link"] = address
        data.append(point)
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "grid": {"left": 8, "right": 56, "top": 4, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1, "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "category", "data": [name(one.name) for one in rows]},
        "series": [{
            "type": "bar", "name": reader.tongue.said(_("Number of vehicles")), "data": data, "barMaxWidth": 20,
            "itemStyle": {"color": colour, "borderRadius": [0, 4, 4, 0]}, "label": {"show": True, "position": "right"},
        }],
    }  # fmt: skip


def _sheet(name: str, head: Text, kind: str, found: Sequence[Ranked], *, amounts: bool) -> Sheet:
    columns = [
        Column("code", _("Code")), Column("name", head, kind), Column("vehicles", _("Number of vehicles"), "count"),
        Column("share", _("Share"), "share"), Column("running", _("Running"), "count"),
        Column("ended", _("Ended"), "count"), Column("median", _("Median, working days"), "days"),
    ]  # fmt: skip
    if amounts:
        columns += [
            Column("refunded", _("Refunds paid"), "count"),
            Column("amount_cny", _("Refunded"), "money"),
        ]
    rows = [
        (one.name, one.name, one.n, one.share, one.running, one.ended, one.median,
         *((one.refunded, one.amount) if amounts else ()))
        for one in found
    ]  # fmt: skip
    return Sheet(name, columns, rows)


VIEW: Final = View("destinations", _("Destinations"), figures, show)
