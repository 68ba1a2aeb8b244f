"""All cases at once: two narrow tables beside the views, kept current in the background within about a second.

    walk.py      what the order of a case's facts tells: firsts, the way it went, how often something was done again
    steps.py     a row for each step: since when, until when, how many working days
    row.py       a row for each case
    spelling.py  the words by which a case is found, however somebody writes them
    progress.py  how far the tables have been kept, by which rule
    reckoning.py from some cases to all their rows
    keeping.py   the background task
    filters.py   what a page is asked to show, as address and as SQL
    reading.py   what every page asks of the tables: how fresh they are, which firms there are

The fold of facts writes none of this: it is the hottest path, and a picture that is a second old is good enough.
"""
