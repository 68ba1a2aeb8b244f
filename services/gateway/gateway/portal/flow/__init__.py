"""The overview of all cases: pictures of the flow, by week, by age, by way, of deadlines, of destinations.

    asked.py      the filters that all pages share, and addresses with them
    view.py       what a page is made of
    views/        the pages
    picturing.py  the flow picture for the chart library
    listing.py    the few cases that stand beside a figure
    sheet.py      the table behind a picture: for people, for machines (JSON), for spreadsheets (CSV)
    tongue.py     values in the language of a page
    words.py      words of the section
    kept.py       figures of a moment ago
    pages.py      the addresses

What is asked and reckoned stands in `gateway.flow.figures`. Guests of the conference see counts and no single case.
"""

from __future__ import annotations

from gateway.portal.flow.pages import routes

__all__ = ["routes"]
