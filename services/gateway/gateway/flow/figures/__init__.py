"""Figures over all cases: what is asked of the narrow tables, and what is made of the answers.

    asking.py    the statements; each gives groups and how many cases are in them, never a case
    spread.py    working days of many matters: median and P90 from a histogram, exactly
    since.py     how many working days ago a day was, and which days were so many ago
    picture.py   the ways of cases through their steps to their ends, as a picture in which nothing is lost
    passing.py   each step: how many, how long, how many wait and for whom; where it jams
    weeks.py     what was decided, and what waited, in each week
    ageing.py    for how long running cases have stood where they stand
    gone.py      the ways that cases went, what was done again
    falling.py   what falls due on the days ahead, and what is overdue already
    places.py    where the vehicles go
    listed.py    the few cases that stand beside a figure

All but `asking` and `listed` are pure: rows in, figures out.
"""
