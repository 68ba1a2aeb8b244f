"""A pack as tables: what the page, the sheet and the PDF all show, in one order and with the same words. PURE."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.conference.pack import counts, matters
from gateway.conference.pack.section import Section, W
from gateway.conference.pack.shape import Pack, Words


def title_of(pack: Pack) -> Words:
    """What stands on top."""
    year, month = pack.month.split("-")
    return W(
        f"{pack.body.zh} {year}年{int(month)}月会议材料", f"{pack.body.en}: meeting pack for {pack.month}"
    )


def sections(pack: Pack) -> tuple[Section, ...]:
    """Every part, in the order of a meeting."""
    parts: Sequence[Callable[[Pack], Section]] = (
        matters.promises, matters.decisions, matters.tickets, counts.licences, counts.rebates, counts.provisional,
        counts.blocked, counts.worst,
    )  # fmt: skip
    return tuple(part(pack) for part in parts)
