"""What operators do with the working-day calendar of a service: look at it, and load a State Council notice.

`/v1/operations/calendar`. A notice is loaded at each service by itself; the same notice again changes nothing and has
the things reckoned once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from exportlane.contracts.fields import Day
from exportlane.law.instants import statutory_day
from exportlane.law.notices import Fault, Notice, NoticeDay, in_force
from exportlane.runtime.auth import caller_of
from exportlane.runtime.problems import FieldError, problem, responses

if TYPE_CHECKING:
    from exportlane.agency.calendars import Calendars

CODEC: TypeAdapter[Notice] = TypeAdapter(Notice)
DENIALS: Final = ("token-missing", "token-invalid", "token-expired", "forbidden")
ARTICLE: Final = "全国年节及纪念日放假办法 第七条"
REFUSALS: Final = (
    "calendar-contradiction", "calendar-day-outside-year", "calendar-day-twice", "calendar-notice-early",
    "calendar-notice-known", "calendar-notice-unknown",
)  # fmt: skip


class DayBody(BaseModel):
    """One day that the notice names."""

    model_config = ConfigDict(extra="forbid")

    date: Day
    is_workday: Annotated[
        bool, Field(strict=True, description="true: a make-up working day; false: a day off")
    ]
    name: Annotated[str, Field(max_length=60, description="The holiday")] = ""


class NoticeBody(BaseModel):
    """A notice of the holidays of one year, whole: every day off and every make-up working day."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[str, Field(min_length=1, max_length=120, examples=["国办发明电〔2025〕7号"])]
    issued: Day
    source: Annotated[str, Field(min_length=1, max_length=500, description="Where it was read")]
    year: Annotated[int | None, Field(ge=2004, le=2100, description="Default: that of the latest day")] = None
    replaces: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    days: Annotated[tuple[DayBody, ...], Field(min_length=1, max_length=120)]

    def read(self) -> Notice:
        """The notice as the law package knows it."""
        days = tuple(NoticeDay(each.date, each.is_workday, each.name) for each in self.days)
        year = self.year or max(each.day.year for each in days)
        return Notice(self.number, self.issued, self.source, year, days, self.replaces)


class NoticeRefused(Exception):
    """A notice that cannot be true; `faults` say why, at least one."""

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__(found[0].sentence)
        self.faults = tuple(found)


def calendar_routes(router: APIRouter, calendars: Calendars) -> None:
    """Add them to the operators' routes."""

    @router.get(
        "/calendar", summary="The working-day calendar that holds here", responses=responses(*DENIALS)
    )
    async def show(year: Annotated[int | None, Query(ge=2004, le=2100)] = None) -> dict[str, Any]:
        return shown(calendars, year or statutory_day(calendars.service.clock.now()).year)

    @router.post(
        "/calendar",
        summary="Load a notice of the State Council",
        responses=responses(*DENIALS, *REFUSALS, "validation-failed", "malformed-json"),
    )
    async def load(body: NoticeBody, request: Request) -> dict[str, Any]:
        notice = body.read()
        try:
            fresh = await calendars.load(notice, by=caller_of(request).actor)
        except NoticeRefused as refused:
            found = refused.faults
            errors = [FieldError("body", each.field, each.sentence) for each in found]
            raise problem(
                found[0].slug, found[0].sentence, field=found[0].field, article=ARTICLE, errors=errors
            ) from None
        return {**shown(calendars, notice.year), "loaded": fresh}


def shown(calendars: Calendars, year: int) -> dict[str, Any]:
    """How one year stands: whether it is provisional, by which notices, and to which day the calendar is certain."""
    service = calendars.service
    calendar, today = calendars.calendar, statutory_day(service.clock.now())
    notices = [each for each in in_force(calendars.notices) if each.year == year]
    return {
        "service": service.name,
        "year": year,
        "provisional": not calendar.is_published(year),
        "notice": calendar.notice_of(date(year, 7, 1)),
        "notices": [CODEC.dump_python(each, mode="json") for each in notices],
        "ends_on": calendar.ends_on.isoformat(),
        "days_left": calendar.days_left(today),
    }
