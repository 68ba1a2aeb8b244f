"""The statements that promises are counted with. They are the same on PostgreSQL and SQLite.

Names of tables and columns stand here; whatever was asked for is a parameter. `:first` and `:last` are the window,
`:until` is after every instant of its last day.
"""

from __future__ import annotations

from typing import Final

ROUNDS: Final = frozenset({"licence"})
"""Matters of which one thing has several rounds, each counted: a licence that expired is applied for anew.

Of all others one thing counts once, with its first acceptance, also when it is reopened.
"""


def decided(matter: str) -> str:
    # «decided» sorts before «refused»: a claim of which one vehicle was refunded was decided as normal.
    rounds = ", since" if matter in ROUNDS else ""
    return f"""
        select what, since, day, of_class, count(*) as n from (
            select min(what) as what, min(since) as since, max(day) as day, max(of_class) as of_class
            from milestones where matter = :matter and profile = :profile and day >= :first and day <= :last
            and what in ('decided', 'refused') group by thing{rounds} having max(amount) is null
        ) one group by what, since, day, of_class"""  # noqa: S608 - a name from the table above


DECIDED_WITH_PAUSES: Final = """
    select thing, what, since, day, of_class, pauses from milestones
    where matter = :matter and profile = :profile and day >= :first and day <= :last
    and what in ('decided', 'refused') and amount is not null order by position"""


def waiting(*, live: bool) -> str:
    # Looked for from the cases that run: they are few beside those that have ended.
    source = "cases c cross join milestones m" if live else "milestones m"
    where = "c.live = '1' and m.case_id = c.id and" if live else ""
    return f"""
        select thing, since, of_class, stood_still, suspected, urgent from (
            select m.thing as thing, m.case_id as case_id,
            max(case when m.what = 'begun' then m.position end) as begun_at,
            max(case when m.what in ('decided', 'refused', 'ended') then m.position end) as over_at,
            max(case when m.what = 'begun' then m.since end) as since,
            max(m.of_class) as of_class,
            max(case when m.what <> 'decided' then m.amount end) as stood_still,
            sum(case m.what when 'suspected' then 1 when 'cleared' then -1 else 0 end) as suspected,
            sum(case m.what when 'urgent' then 1 when 'normal' then -1 else 0 end) as urgent
            from {source} where {where} m.matter = :matter and m.profile = :profile and m.day <= :last
            group by m.thing, m.case_id
        ) one where begun_at is not null and (over_at is null or over_at < begun_at) order by thing"""  # noqa: S608 - likewise


PAUSES: Final = """
    select thing, pauses from milestones where matter = :matter and profile = :profile and day <= :last
    and thing {many} and what <> 'decided' and since is not null order by position"""

BEGUN_BY_LANE: Final = """
    select day, count(*) as n, sum(urgent) as share, null as note, 0 as amount from (
        select min(case when what = 'begun' then day end) as day,
        max(case when what = 'urgent' then 1 else 0 end) as urgent
        from milestones where matter = 'licence' and profile = :profile and day >= :first and day <= :last
        group by thing
    ) one where day is not null group by day"""
"""Applications by the day on which their clock began, and how many were set into the urgent lane."""

SPARED: Final = """
    select day, count(*) as n, sum(amount) as share, note, 0 as amount from milestones where position in (
        select max(position) from milestones where matter = 'papers' and profile = :profile
        and day >= :first and day <= :last group by thing
    ) group by day, note"""
"""Cases by day and by the papers that they were spared: of several facts about one case the newest counts."""

REACHED: Final = """
    select day, count(*) as n, 0 as share, null as note, hundredths as amount from (
        select min(day) as day, (min(case when what = 'relied' then amount end)
        - min(case when what = 'granted' then amount end) + 9) / 10 as hundredths
        from milestones where matter = 'reach' and profile = :profile and day >= :first and day <= :last
        group by thing
    ) one where hundredths is not null group by day, hundredths"""
"""Grants by day and by hundredths of a second until the registry rested on them, rounded up."""

MARKED: Final = """
    select day, count(*) as n, 0 as share, note, 0 as amount from milestones
    where matter = :matter and what = :what and profile = :profile and day >= :first and day <= :last
    group by day, note"""
"""Vehicles by day and note of one kind of mark."""

CLEARED_WITH: Final = """
    select c.day as day, count(*) as n, sum(case when m.thing is null then 0 else 1 end) as share,
    null as note, 0 as amount
    from (select thing, max(day) as day from milestones where matter = 'customs' and what = 'cleared'
        and profile = :profile and day >= :first and day <= :last group by thing) c
    left join (select distinct thing from milestones where matter = :matter and what = :what
        and profile = :profile) m on m.thing = c.thing
    group by c.day"""
"""Vehicles cleared by day, and how many of them have a mark of the other kind."""

AT_THE_TERMINAL: Final = """
    select day, count(*) as n, 0 as share, null as note, minutes as amount from (
        select max(case when what = 'loaded_new_energy' then day end) as day,
        (max(case when what = 'loaded_new_energy' then amount end)
        - max(case when what = 'gated_in' then amount end)) / 60000 as minutes
        from milestones where matter = 'terminal' and profile = :profile and day <= :last group by thing
    ) one where day >= :first and minutes >= 0 group by day, minutes"""
"""New-energy vehicles by the day of loading and by whole minutes since they were gated in."""

IN_LARGE_LOTS: Final = """
    select day, sum(vehicles) as n, sum(case when vehicles >= :at_least then vehicles else 0 end) as share,
    null as note, 0 as amount from (
        select min(day) as day, count(distinct case_id) as vehicles from milestones
        where matter = 'licence' and what = 'begun' and profile = :profile
        and day >= :first and day <= :last group by thing
    ) one group by day"""
"""Vehicles by the day on which the application for their licence began, and those in lots of `at_least` or more."""

REGISTER_FACTS: Final = """
    select type, subject, occurred_at, data from register_facts where type {many}
    and occurred_at < :until order by occurred_at, id"""

FIRMS: Final = """
    select firm.uscc from {source} where exists
    (select 1 from cases where cases.exporter_uscc = firm.uscc and cases.profile = :profile)"""

ANNOUNCED: Final = "select 1 from milestones where matter = :matter and profile = :profile limit 1"

TICKETS: Final = """
    select type, data from ledger where type <> 'case.opened.v1'
    and type in ('issue.assigned.v1', 'issue.answered.v1', 'issue.escalated.v1', 'issue.reopened.v1',
        'issue.closed.v1', 'figure_issue.assigned.v1', 'figure_issue.answered.v1', 'figure_issue.escalated.v1',
        'figure_issue.reopened.v1', 'figure_issue.closed.v1')
    and time < :until order by time, id"""
