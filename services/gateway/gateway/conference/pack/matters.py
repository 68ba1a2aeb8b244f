"""The parts that a meeting speaks of one by one: promises, decisions, tickets. PURE."""

from __future__ import annotations

from typing import Final

from gateway.conference.pack.section import Cell, Column, Row, Section, W, as_of
from gateway.conference.pack.shape import Pack, Promised, Words
from gateway.promises.shape import NO_DATA

UNITS: Final = {
    "workdays": W("工作日", "working days"),
    "share": W("占比", "share"),
    "seconds": W("秒", "seconds"),
    "hours": W("小时", "hours"),
    "cny": W("元", "CNY"),
    "papers": W("份", "papers"),
    "count": W("件", "count"),
    "day": W("日", "days"),
}
KEPT: Final = {
    True: W("达标", "kept"),
    False: W("未达标", "missed"),
    None: W("未评价", "not judged"),
}
TONES: Final = {True: "good", False: "no", None: ""}
STATES: Final = {"open": W("办理中", "open"), "overdue": W("逾期", "overdue"), "done": W("已办结", "done")}
STATE_TONES: Final = {"open": "", "overdue": "no", "done": "good"}
RECENT: Final = 4
"""So many months of a trend stand in the table."""


def promises(pack: Pack) -> Section:
    columns = (
        Column(W("要求", "Id"), 10), Column(W("政策承诺", "Promise"), 34), Column(W("本月", "Month"), 13, number=True),
        Column(W("目标", "Target"), 11, number=True), Column(W("件数", "N"), 8, number=True),
        Column(W("结果", "Result"), 13), Column(W("近月走势", "Trend"), 21),
    )  # fmt: skip
    kept = sum(promise.met is True for promise in pack.promises)
    missed = sum(promise.met is False for promise in pack.promises)
    counted = W(
        f"共{len(pack.promises)}项，达标{kept}项，未达标{missed}项。",
        f"{len(pack.promises)} promises, {kept} kept, {missed} missed.",
    )
    newest = max((each.as_of for each in pack.promises if each.as_of), default=None)
    return Section(
        "promises", W("政策承诺兑现情况", "Promises of the policy, measured"), (counted, as_of(newest)), columns,
        tuple(Row(_promise(each), TONES[each.met]) for each in pack.promises),
        W("本方案没有可计量的承诺。", "This profile has no measurable promise."),
    )  # fmt: skip


def _promise(each: Promised) -> tuple[Cell, ...]:
    unit = UNITS.get(each.unit, W(each.unit, each.unit))
    trend = " → ".join(value.replace(NO_DATA, "—") for _, value in each.trend[-RECENT:])
    value = each.shown if each.n else "—"
    return (
        "\n".join(each.requirements) or each.id, W(each.name.zh, f"{each.name.en} ({each.article})"),
        W(value, unit.zh), each.target or "—", each.n, KEPT[each.met], trend,
    )  # fmt: skip


def decisions(pack: Pack) -> Section:
    found = pack.decisions
    columns = (
        Column(W("会议", "Meeting"), 12), Column(W("序号", "No."), 6, number=True), Column(W("决定", "Decision"), 38),
        Column(W("承办", "Carried out by"), 20), Column(W("期限", "Due"), 12), Column(W("状态", "State"), 12),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                each.held_on,
                each.no,
                W(each.text, each.report or ""),
                each.member,
                each.due_on,
                STATES[each.state],
            ),
            STATE_TONES[each.state],
        )
        for each in (*found.rows, *found.earlier)
    )
    held = found.last_held_on or "—"
    notes = W(
        f"上次会议：{held}。已办结{found.done}项，办理中{found.open}项，逾期{found.overdue}项。",
        f"Last meeting: {held}. {found.done} done, {found.open} open, {found.overdue} overdue.",
    )
    empty = W("没有待跟踪的决定。", "No decision to follow.")
    return Section(
        "decisions",
        W("上次会议决定落实情况", "Decisions of the last meeting"),
        (notes,),
        columns,
        rows,
        empty,
    )


def tickets(pack: Pack) -> Section:
    found = pack.tickets
    columns = (
        Column(W("类别", "Kind"), 12), Column(W("事项", "Question"), 34), Column(W("承办", "Member"), 18),
        Column(W("提出", "Raised"), 12), Column(W("期限", "Due"), 12), Column(W("状态", "State"), 12),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                row.kind, W(row.text, row.about), row.member or "—", row.raised_on, row.due_on,
                _state(row.status, row.overdue),
            ),
            "no" if row.overdue else "",
        )
        for row in found.rows
    )  # fmt: skip
    notes = W(
        f"未结{found.open}项，其中逾期{found.overdue}项；本月新提{found.raised}项，销号{found.closed}项。",
        f"{found.open} open, {found.overdue} of them overdue; this month {found.raised} raised, {found.closed} closed.",
    )
    empty = W("没有未结事项。", "No open ticket.")
    return Section("tickets", W("待议事项", "Tickets open and overdue"), (notes,), columns, rows, empty)


def _state(status: Words, overdue: bool) -> Words:  # noqa: FBT001  # a row's own field
    return W(f"逾期·{status.zh}", f"overdue, {status.en}") if overdue else status
