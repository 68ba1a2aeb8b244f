"""The parts that count: licences, claims, deregistrations, blocking codes, old cases. PURE."""

from __future__ import annotations

from gateway.conference.pack.section import Column, Row, Section, W, as_of
from gateway.conference.pack.shape import Pack
from gateway.portal.words import AGENCIES, of, of_fact


def licences(pack: Pack) -> Section:
    found = pack.licences
    columns = (
        Column(W("签发日", "Issued on"), 40), Column(W("许可证（份）", "Licences"), 30, number=True),
        Column(W("车辆（辆）", "Vehicles"), 30, number=True),
    )  # fmt: skip
    notes = W(
        f"准予{found.granted}辆，不予许可{found.refused}辆；按期{found.on_time_share}（逾期{found.late}辆）；"
        f"加急{found.urgent_share}（{found.urgent}辆）。",
        f"{found.granted} vehicles granted, {found.refused} refused; in time {found.on_time_share} "
        f"({found.late} late); urgent {found.urgent_share} ({found.urgent}).",
    )
    rows = tuple(Row((day, numbers, vehicles)) for day, numbers, vehicles in found.by_day)
    empty = W("本月没有签发许可证。", "No licence was issued in this month.")
    return Section(
        "licences", W("许可证按日数量", "Licences by day"), (notes, as_of(found.as_of)), columns, rows, empty
    )


def rebates(pack: Pack) -> Section:
    columns = (
        Column(W("管理类别", "Class"), 20), Column(W("受理", "Accepted"), 20, number=True),
        Column(W("办结", "Decided"), 20, number=True),
        Column(W("平均工作日（含中止）", "Mean, with pauses"), 20, number=True),
        Column(W("最长", "Longest"), 20, number=True),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                f"{each.of_class} 类" if each.of_class else "—",
                each.accepted,
                each.decided,
                each.mean or "—",
                each.longest,
            )
        )
        for each in pack.rebates
    )
    empty = W("本月没有退税申报。", "No rebate claim in this month.")
    return Section(
        "rebates", W("退税按类别", "Rebate by class"), (as_of(pack.rebates_as_of),), columns, rows, empty
    )


def provisional(pack: Pack) -> Section:
    found = pack.provisional
    columns = (
        Column(W("待出境", "Waiting for the exit"), 34, number=True),
        Column(W(f"超过{found.days}日", f"Longer than {found.days} days"), 33, number=True),
        Column(W("最早注销日", "Oldest since"), 33),
    )
    rows = (
        (Row((found.waiting, found.over, found.oldest), "no" if found.over else ""),) if found.waiting else ()
    )
    empty = W("没有待出境的暂行注销。", "No provisional deregistration waits for its exit.")
    title = W("暂行注销未出境", "Provisional deregistrations without exit")
    return Section("provisional", title, (as_of(found.as_of),), columns, rows, empty)


def blocked(pack: Pack) -> Section:
    columns = (
        Column(W("部门", "Agency"), 24), Column(W("环节", "What"), 36), Column(W("代码", "Code"), 28),
        Column(W("次数", "Times"), 12, number=True),
    )  # fmt: skip
    rows = tuple(
        Row((W(*of(AGENCIES, each.agency)), W(*of_fact(each.type)), each.code, each.times))
        for each in pack.blocked
    )
    empty = W("本月没有受阻记录。", "Nothing was stopped in this month.")
    return Section("blocked", W("主要受阻原因", "Top blocking codes"), (), columns, rows, empty)


def worst(pack: Pack) -> Section:
    found = pack.ages
    columns = (
        Column(W("案件", "Case"), 22), Column(W("出口企业", "Exporter"), 22), Column(W("天数", "Days"), 8, number=True),
        Column(W("等待", "Waits for"), 34), Column(W("期限", "Due"), 14),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                W(each.vin, each.case_id), each.exporter, each.age_days,
                W(f"{each.waits_for.zh}：{each.does.zh}", f"{each.waits_for.en}: {each.does.en}"), each.due_on,
            ),
            "no" if each.late else "",
        )
        for each in found.worst
    )  # fmt: skip
    p90 = "—" if found.p90_days is None else found.p90_days
    notes = W(
        f"在办{found.open}件，P90案龄{p90}天，更久者{found.beyond}件（列出最久的{len(rows)}件）。",
        f"{found.open} open, P90 of age {p90} days, {found.beyond} older (the oldest {len(rows)} are listed).",
    )
    empty = W("没有超过P90案龄的案件。", "No case is beyond the ninetieth percentile.")
    return Section("worst", W("久拖案件", "Worst cases (beyond P90 of age)"), (notes,), columns, rows, empty)
