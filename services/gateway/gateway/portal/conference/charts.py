"""The pictures of the conference as plain options, and the same in figures. PURE."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from gateway.conference.pack.shape import Pack
from gateway.portal.conference.owing import Owing
from gateway.portal.fact_words import Words
from gateway.promises.shape import Promise

Said = Callable[[Any], str]
Chart = dict[str, Any]
BLUE, GREEN, AMBER, RED, GREY = "--chart-1", "--ok-solid", "--warn-solid", "--bad-solid", "--chart-7"
"""Names of the theme's colours."""
TONE: Final = {True: GREEN, False: RED, None: GREY}
GRID: Final = {"left": 8, "right": 24, "top": 34, "bottom": 8, "containLabel": True}
MONTH, FIGURE, TARGET = Words("月份", "Month"), Words("数值", "Figure"), Words("目标", "Target")
COUNTED = Words("件数", "Counted")
TICKETS, LATE_TICKETS = Words("事项", "Tickets"), Words("逾期事项", "Overdue tickets")
DECISIONS, LATE_DECISIONS = Words("决定", "Decisions"), Words("逾期决定", "Overdue decisions")
MEMBER, DAY, VEHICLES = Words("成员单位", "Member"), Words("日期", "Day"), Words("车辆（辆）", "Vehicles")
CODE, TIMES = Words("代码", "Code"), Words("次数", "Times")


def trend(promise: Promise, said: Said) -> Chart:
    """Twelve months as a line; each point in the colour of its judgement, the target as a dashed line."""
    share = promise.unit == "share"
    scale = 100 if share else 1
    points = [
        {
            "value": None if month.figure is None else round(float(month.figure * scale), 4),
            "itemStyle": {"color": TONE[month.met]},
        }
        for month in promise.trend
    ]
    series: dict[str, Any] = {
        "type": "line",
        "data": points,
        "symbolSize": 9,
        "connectNulls": True,
        "lineStyle": {"color": BLUE, "width": 2},
        "name": said(FIGURE),
    }
    if promise.target is not None:
        series["markLine"] = {
            "symbol": "none",
            "silent": True,
            "lineStyle": {"type": "dashed", "color": GREY},
            "data": [{"yAxis": float(promise.target * scale)}],
            "label": {"formatter": said(TARGET), "position": "insideEndTop"},
        }
    return {
        "grid": GRID,
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [month.month for month in promise.trend]},
        "yAxis": {
            "type": "value",
            **({"min": 0} if _from_zero(promise) else {"scale": True}),
            "axisLabel": {"formatter": "{value}%" if share else "{value}"},
        },
        "series": [series],
    }


def trend_table(promise: Promise) -> Chart:
    """The same in figures."""
    rows = [
        [month.month, "—" if month.figure is None else month.shown.replace(" %", "%"), month.n]
        for month in promise.trend
    ]
    return {"head": [MONTH, FIGURE, COUNTED], "rows": rows}


def _from_zero(promise: Promise) -> bool:
    return all(month.figure is None or month.figure >= 0 for month in promise.trend)


def owed(owing: Sequence[Owing], said: Said, link: Callable[[str], str]) -> Chart:
    """Who owes what: tickets and decisions of each member, what is overdue in red. The most stands on top."""
    shown = [one for one in owing if one.whole][::-1]
    parts: tuple[tuple[Words, str, Callable[[Owing], int]], ...] = (
        (TICKETS, BLUE, lambda one: one.tickets - one.late_tickets),
        (LATE_TICKETS, RED, lambda one: one.late_tickets),
        (DECISIONS, "--chart-4", lambda one: one.decisions - one.late_decisions),
        (LATE_DECISIONS, AMBER, lambda one: one.late_decisions),
    )
    series = [
        {
            "type": "bar",
            "stack": "owed",
            "name": said(words),
            "itemStyle": {"color": colour},
            "barMaxWidth": 22,
            "data": [{"value": of(one) or None, "link": link(one.member_id)} for one in shown],
        }
        for words, colour, of in parts
    ]
    return {
        "grid": GRID,
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "itemWidth": 12, "itemHeight": 12},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {
            "type": "category",
            "data": [said(one.name) for one in shown],
            "axisLabel": {"width": 190, "overflow": "truncate"},
        },
        "series": series,
    }


def owed_table(owing: Sequence[Owing]) -> Chart:
    """The same in figures, those who owe nothing too."""
    rows = [[one.name, one.tickets, one.late_tickets, one.decisions, one.late_decisions] for one in owing]
    return {"head": [MEMBER, TICKETS, LATE_TICKETS, DECISIONS, LATE_DECISIONS], "rows": rows}


def licences(pack: Pack, said: Said) -> Chart:
    """Vehicles licensed by day."""
    return {
        "grid": {**GRID, "top": 12},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [day.strftime("%m-%d") for day, _, _ in pack.licences.by_day]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "name": said(VEHICLES),
                "barMaxWidth": 32,
                "itemStyle": {"color": BLUE},
                "label": {"show": True, "position": "top"},
                "data": [vehicles for _, _, vehicles in pack.licences.by_day],
            }
        ],
    }


def blocked(pack: Pack, said: Said) -> Chart:
    """The codes that stopped cases most often."""
    shown = pack.blocked[:10][::-1]
    return {
        "grid": {**GRID, "top": 8},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [each.code for each in shown]},
        "series": [
            {
                "type": "bar",
                "name": said(TIMES),
                "barMaxWidth": 20,
                "itemStyle": {"color": AMBER},
                "label": {"show": True, "position": "right"},
                "data": [each.times for each in shown],
            }
        ],
    }


def judgements(counted: Sequence[tuple[Words, int, str]], said: Said) -> Chart:
    """Met, missed, unjudged, without data: as a ring."""
    return {
        "tooltip": {"trigger": "item"},
        "legend": {"bottom": 0, "itemWidth": 12, "itemHeight": 12},
        "series": [
            {
                "type": "pie",
                "radius": ["52%", "76%"],
                "center": ["50%", "44%"],
                "label": {
                    "show": True,
                    "formatter": "{c}",
                    "position": "inside",
                    "color": "#fff",
                    "fontWeight": 700,
                },
                "data": [
                    {"name": said(words), "value": number, "itemStyle": {"color": colour}}
                    for words, number, colour in counted
                    if number
                ],
            }
        ],
    }
