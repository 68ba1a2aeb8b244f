"""The statements that promises are counted with. They are the same on PostgreSQL and SQLite.

Names of tables and columns stand here; whatever was asked for is a parameter. `:first` and `:last` are the window,
`:until` is after every instant of its last day, `:until_ms` the same in milliseconds. The index of `milestones` has the
columns in the order in which they are grouped here, so that a year is counted without sorting it.
"""

from __future__ import annotations

from typing import Final

MONTH: Final = "substr(day, 1, 7) || '-01'"
"""Every period and every month of a trend begins with a month, so most is counted by months: its first day stands."""

ONCE: Final = frozenset({"rebate"})
"""Matters of which one thing counts once, with its first acceptance, also when it is reopened.

Of all others each round counts: a licence that expired is applied for anew, a vehicle is deregistered again.
"""

DECIDED: Final = """
    select what, since, day, of_class, count(*) as n from milestones
    where profile = :profile and matter = :matter and what in ('decided', 'refused')
    and day >= :first and day <= :last and amount is null group by what, day, since, of_class"""
"""What was decided, many alike in one row; those whose clock stood still have an amount and are told apart."""

DECIDED_WITH_PAUSES: Final = """
    select thing, what, since, day, of_class, pauses from milestones
    where profile = :profile and matter = :matter and what in ('decided', 'refused')
    and day >= :first and day <= :last and amount is not null order by at"""

DECIDED_AGAIN: Final = """
    select m.thing, m.what, m.since, m.day, m.of_class, m.pauses, m.amount from (
        select thing from milestones
        where profile = :profile and matter = :matter and what in ('decided', 'refused') and day <= :last
        group by thing having count(*) > 1
    ) again join milestones m on m.profile = :profile and m.matter = :matter and m.thing = again.thing
    and m.what in ('decided', 'refused') and m.day >= :first and m.day <= :last order by m.at"""
"""Every decision about a thing that was decided more than once."""

WAITING: Final = """
    select thing, since, of_class, stood_still, suspected from (
        select thing,
        max(case when what = 'begun' then at end) as begun_at,
        max(case when what in ('decided', 'refused', 'ended') then at end) as over_at,
        max(case when what = 'begun' then since end) as since,
        max(of_class) as of_class,
        max(case when what <> 'decided' then amount end) as stood_still,
        sum(case what when 'suspected' then 1 when 'cleared' then -1 else 0 end) as suspected
        from milestones where profile = :profile and matter = :matter and at < :until_ms group by thing
    ) one where begun_at is not null and (over_at is null or over_at < begun_at) order by thing"""
"""What was begun and is not over at the end of the window. The key is in the order of things, so nothing is sorted."""

PAUSES: Final = """
    select thing, pauses from milestones where profile = :profile and matter = :matter and thing {many}
    and at < :until_ms and what <> 'decided' and since is not null order by at"""

URGENT: Final = """
    select thing, sum(case what when 'urgent' then 1 else -1 end) as urgent from milestones
    where profile = :profile and matter = 'application' and what in ('urgent', 'normal')
    and at < :until_ms group by thing having sum(case what when 'urgent' then 1 else -1 end) > 0"""
"""Applications that stand in the urgent lane, or stood there when they were decided."""

SUBMITTED: Final = f"""
    select {MONTH} as day, sum(amount) as n, 0 as share, null as note, amount from milestones
    where profile = :profile and matter = 'application' and what = 'submitted'
    and day >= :first and day <= :last group by {MONTH}, amount"""  # noqa: S608 - a name from above
"""Vehicles by the month on which their licence was applied for, and by how many were applied for together."""

SET_URGENT: Final = """
    select substr(a.day, 1, 7) || '-01' as day, count(*) as n, 0 as share, null as note, 0 as amount from (
        select distinct thing from milestones
        where profile = :profile and matter = 'application' and what = 'urgent' and at < :until_ms
    ) u join milestones a on a.profile = :profile and a.matter = 'application' and a.thing = u.thing
    and a.what = 'submitted' and a.day >= :first and a.day <= :last
    group by substr(a.day, 1, 7)"""
"""Applications that were ever set into the urgent lane, by the month in which they were handed in."""

SPARED: Final = f"""
    select {MONTH} as day, count(*) as n, sum(amount) as share, note, 0 as amount from milestones
    where profile = :profile and matter = 'papers' and what = 'spared' and day >= :first and day <= :last
    group by {MONTH}, note"""  # noqa: S608 - likewise
"""Deregistrations by month and by the papers that they were spared."""

REACHED: Final = f"""
    select {MONTH} as day, count(*) as n, 0 as share, null as note, amount from milestones
    where profile = :profile and matter = 'reach' and what = 'relied' and day >= :first and day <= :last
    group by {MONTH}, amount"""  # noqa: S608 - likewise
"""Grants by month and by hundredths of a second until the registry rested on them, rounded up."""

MARKED: Final = f"""
    select {MONTH} as day, count(*) as n, 0 as share, note, 0 as amount from milestones
    where profile = :profile and matter = :matter and what = :what and day >= :first and day <= :last
    group by {MONTH}, note"""  # noqa: S608 - likewise
"""Vehicles by month and note of one kind of mark."""

CLEARED_WITH: Final = """
    select substr(c.day, 1, 7) || '-01' as day, count(*) as n, 0 as share, null as note, 0 as amount from (
        select thing, max(case when what = :what then at end) as marked, max(at) as newest from milestones
        where profile = :profile and matter = :matter and what in (:what, :undone) group by thing
    ) m join milestones c on c.profile = :profile and c.matter = 'customs' and c.thing = m.thing
    and c.what = 'cleared' and c.day >= :first and c.day <= :last where m.marked = m.newest
    group by substr(c.day, 1, 7)"""
"""Vehicles cleared, by month, that have a mark which was not undone."""

AT_THE_TERMINAL: Final = """
    select substr(l.day, 1, 7) || '-01' as day, count(*) as n, sum((l.amount - g.amount) / 1000) as share,
    null as note, (l.amount - g.amount) / 360000 as amount
    from milestones l join milestones g on g.profile = :profile and g.matter = 'terminal' and g.thing = l.thing
    and g.what = 'gated_in'
    where l.profile = :profile and l.matter = 'terminal' and l.what = 'loaded_new_energy'
    and l.day >= :first and l.day <= :last and l.amount >= g.amount
    group by substr(l.day, 1, 7), (l.amount - g.amount) / 360000"""
"""New-energy vehicles by the month of loading and by tenths of an hour since they were gated in; `share` in seconds."""

REGISTER_FACTS: Final = """
    select type, subject, occurred_at, data from register_facts where type {many}
    and occurred_at < :until order by occurred_at, id"""

FIRMS: Final = """
    select firm.uscc from {source} where exists
    (select 1 from cases where cases.exporter_uscc = firm.uscc and cases.profile = :profile)"""

ANNOUNCED: Final = "select 1 from milestones where profile = :profile and matter = :matter limit 1"

TICKETS: Final = """
    select type, data from ledger where type <> 'case.opened.v1'
    and type in ('issue.assigned.v1', 'issue.answered.v1', 'issue.escalated.v1', 'issue.reopened.v1',
        'issue.closed.v1', 'figure_issue.assigned.v1', 'figure_issue.answered.v1', 'figure_issue.escalated.v1',
        'figure_issue.reopened.v1', 'figure_issue.closed.v1')
    and time < :until order by time, id"""
