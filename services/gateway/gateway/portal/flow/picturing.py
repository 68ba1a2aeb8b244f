"""The flow picture as an option of the chart library: plain data, the colours by their names in the theme. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, Final

from gateway.flow.figures.picture import Edge, Node, Picture, Place
from gateway.portal.flow.asked import Links
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.tongue import Tongue
from gateway.portal.flow.view import Reader
from gateway.portal.flow.words import TONES
from gateway.portal.frame.language import _
from gateway.portal.words import ENDS, PROFILES, STEPS, of

COLOURS: Final[Mapping[str, str]] = {
    "opened": "--off-solid", "step": "--chart-1",
    "agency": "--chart-3", "enterprise": "--chart-4", "person": "--bad-solid",
}  # fmt: skip
ROOM: Final[Mapping[str, int]] = {"zh": 190, "en": 268}
"""How wide the names at the right are, in pixels."""
APART: Final = "\u200b"
NAMED_FROM: Final = 0.03
"""An edge with less than this share of all cases is too thin for words on it."""


def drawn(picture: Picture, reader: Reader) -> dict[str, Any]:
    """The option. Nodes and edges lead to the cases behind them."""
    tongue, links = reader.tongue, reader.links
    names = _names(picture, tongue)
    # Where steps stand twice there is no room for words on the bands.
    least = inf if picture.mixed else picture.total * NAMED_FROM
    series = {
        "type": "sankey", "left": 60, "top": 28, "bottom": 8, "right": ROOM[tongue.language],
        "nodeGap": 20, "nodeWidth": 16,
        "draggable": False, "layoutIterations": 64, "emphasis": {"focus": "adjacency"},
        "lineStyle": {"color": "gradient", "opacity": 0.32}, "label": {"fontSize": 13},
        "edgeLabel": {"show": False, "color": "--muted", "fontSize": 11.5},
        "data": [_node(node, names, tongue, links) for node in picture.nodes],
        "links": [_edge(edge, names, least, tongue, links) for edge in picture.edges],
    }  # fmt: skip
    return {"tooltip": {"trigger": "item"}, "series": [series]}


def _node(node: Node, names: Mapping[Place, str], tongue: Tongue, links: Links) -> dict[str, Any]:
    place, name = node.place, names[node.place]
    # Beside a step bands go on; above it there is room for its name.
    position = "top" if place.kind in {"opened", "step"} else "right"
    colour = TONES.get(place.name, "--off-solid") if place.kind == "end" else COLOURS[place.kind]
    return _linked(
        {
            "name": name,
            "itemStyle": {"color": colour, "borderWidth": 0},
            "label": {"formatter": f"{name}  {tongue.number(node.n)}", "position": position},
        },
        _list_of(place, links),
    )


def _edge(
    edge: Edge, names: Mapping[Place, str], least: float, tongue: Tongue, links: Links
) -> dict[str, Any]:
    link = {"source": names[edge.source], "target": names[edge.target], "value": edge.n}
    if edge.gap is not None and edge.n >= least:
        given = {"n": tongue.number(edge.n), "days": tongue.days(edge.gap)}
        said = tongue.said(_("%(n)s · papers +%(days)s d") % given)
        link |= {"edgeLabel": {"show": True, "formatter": said}}
    return _linked(link, _list_of(edge.target, links) if edge.target.kind != "step" else None)


def _linked(item: dict[str, Any], address: str | None) -> dict[str, Any]:
    return item if address is None else {**item, "link": address}


def _list_of(place: Place, links: Links) -> str | None:
    if place.kind == "end":
        return links.cases(status=place.name)
    if place.kind == "step":
        return links.cases(step=place.name, status="running")
    if place.kind == "person":
        return links.cases(waiting="person")
    return links.cases() if place.kind == "opened" else links.cases(step=place.name, waiting=place.kind)


def _names(picture: Picture, tongue: Tongue) -> Mapping[Place, str]:
    """Every node has a name of its own: a step at two places is told apart by the profiles that pass it there."""
    names: dict[Place, str] = {}
    for node in picture.nodes:
        name = _name(node, picture, tongue)
        # The chart library knows nodes by their names alone; a space that nobody sees keeps two of one name apart.
        while name in names.values():
            name += APART
        names[node.place] = name
    return names


def _name(node: Node, picture: Picture, tongue: Tongue) -> str:
    place = node.place
    step = tongue.said(of(STEPS, place.name))
    if place.kind == "step":
        twice = (
            sum(other.place.kind == "step" and other.place.name == place.name for other in picture.nodes) > 1
        )
        profiles = tongue.said(_(", ")).join(
            tongue.said(of(PROFILES, name)) for name in sorted(node.profiles)
        )
        return (
            tongue.said(_("%(step)s (%(profiles)s)") % {"step": step, "profiles": profiles})
            if twice
            else step
        )
    if place.kind == "end":
        return tongue.said(of(ENDS, place.name))
    if place.kind == "agency":
        return tongue.said(_("In hand: %(step)s") % {"step": step})
    if place.kind == "enterprise":
        return tongue.said(_("Exporter's turn: %(step)s") % {"step": step})
    return tongue.said(_("With a named person") if place.kind == "person" else _("Cases opened"))


def edge_sheet(picture: Picture, tongue: Tongue) -> Sheet:
    """The same as rows: from where, to where, how many."""
    names = _names(picture, tongue)
    columns = (
        Column("from", _("From")), Column("to", _("To")), Column("cases", _("Number of cases"), "count"),
        Column("share", _("Share"), "share"), Column("gap", _("Median without papers before it"), "days"),
    )  # fmt: skip
    rows = [
        (names[edge.source], names[edge.target], edge.n, edge.n / picture.total, edge.gap)
        for edge in picture.edges
    ]
    return Sheet("edges", columns, rows)
