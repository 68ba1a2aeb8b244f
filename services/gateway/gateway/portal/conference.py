"""The pages of the joint conference: what is open and overdue, meetings, members; and the pack of a month, to print."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, Final, Literal, cast

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from exportlane.runtime.auth import Caller, open_to_anyone
from exportlane.runtime.problems import Problem, problem
from gateway.conference.access import READS_FIGURES, sees_cases
from gateway.conference.api.packs import shown_as
from gateway.conference.members import KINDS, Body, bodies, members
from gateway.conference.pack.giving import Asked, Given, give
from gateway.conference.pack.making import STATUSES, named
from gateway.conference.pack.matters import STATES
from gateway.conference.pack.tables import sections, title_of
from gateway.conference.papers import MONTH
from gateway.conference.reading import issued_heads, last_meetings, open_issues, undone_meetings
from gateway.entrance import Entrance
from gateway.portal.assets import PAGE_POLICY, templates
from gateway.portal.visits import Visit, visits_of
from gateway.portal.words import Words

OPEN = [
    Depends(open_to_anyone("A page asks for its own visit, and leads to the sign-in when there is none."))
]
MONTHS_SHOWN: Final = 6
MEETINGS_SHOWN: Final = 6
FORMS: Final = ("xlsx", "pdf")
RANKS: Final = {
    "convener": Words("召集人", "Convener"),
    "member": Words("成员单位", "Member"),
    "guest": Words("列席单位", "Guest"),
}


def routes(entrance: Entrance) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, dependencies=OPEN)
    pages = ConferencePages(entrance)
    for path, page in (
        ("/conference", pages.home),
        ("/conference/packs/{month}", pages.pack),
        ("/conference/packs/{month}/{form}", pages.download),
    ):
        router.add_api_route(path, page, methods=["GET"], response_model=None)
    return router


class ConferencePages:
    """Every page of the conference."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._visits = visits_of(entrance)

    async def home(self, request: Request) -> Response:
        visit = await self._visits.of(request)
        if isinstance(visit, Response):
            return visit
        try:
            body = self._body(request, visit.caller)
            values = await self._values(body, visit.caller)
        except Problem as found:
            return _told(visit, found)
        return _page("conference.html", 200, visit, body=body, bodies=_bodies(visit.caller), **values)

    async def pack(self, request: Request, month: str) -> Response:
        visit = await self._visits.of(request)
        if isinstance(visit, Response):
            return visit
        try:
            given, body = await self._given(request, visit.caller, month)
        except Problem as found:
            return _told(visit, found)
        earlier, later = _neighbours(given.pack.first, self._entrance.today)
        return _page(
            "conference_pack.html", 200, visit, given=given, pack=given.pack, body=body, title=title_of(given.pack),
            sections=sections(given.pack), bars=_bars(given), query=_query(request, body), earlier=earlier, later=later,
        )  # fmt: skip

    async def download(self, request: Request, month: str, form: str) -> Response:
        visit = await self._visits.of(request)
        if isinstance(visit, Response):
            return visit
        try:
            if form not in FORMS:
                raise problem("not-found", "A pack is handed out as xlsx or pdf.")
            given, _ = await self._given(request, visit.caller, month)
        except Problem as found:
            return _told(visit, found)
        return await shown_as(given, cast("Literal['xlsx', 'pdf']", form))

    async def _given(self, request: Request, caller: Caller, month: str) -> tuple[Given, Body]:
        if not re.fullmatch(MONTH, month):
            raise problem("not-found", f"There is no month {month}.")
        body = self._body(request, caller)
        number = request.query_params.get("number", "")
        draft = request.query_params.get("draft") == "true"
        asked = Asked(
            body.profile, month, int(number) if re.fullmatch(r"[0-9]{1,4}", number) else None, draft
        )
        given = await give(self._entrance, asked)
        return (given if sees_cases(caller) else given.for_guest()), body

    def _body(self, request: Request, caller: Caller) -> Body:
        """The body that is asked for; a member's own without it. Raises Problem forbidden, not-found."""
        if not any(demand.admits(caller) for demand in READS_FIGURES.demands):
            raise problem(
                "forbidden", "联席会议页面供成员单位和各部门使用。These pages are for members and agencies."
            )
        member = members().get(caller.member or "")
        wanted = request.query_params.get("profile") or (member.profile if member else next(iter(bodies())))
        if wanted not in bodies():
            raise problem("not-found", f"There is no joint conference of {wanted}.")
        if member is not None and member.profile != wanted:
            raise problem("forbidden", "成员单位只看本会议的页面。A member reads what its own body does.")
        return bodies()[wanted]

    async def _values(self, body: Body, caller: Caller) -> dict[str, Any]:
        today = self._entrance.today
        async with self._entrance.database.reading() as connection:
            issues = await open_issues(connection, body.profile)
            held = await last_meetings(connection, body.profile, until="9999-12-31", most=MEETINGS_SHOWN)
            undone = await undone_meetings(connection, body.profile)
            issued = await issued_heads(connection, body.profile, most=MONTHS_SHOWN)
        late = [
            issue for issue in issues if issue.overdue or (issue.due_on is not None and issue.due_on < today)
        ]
        decisions = [each for meeting in undone for each in meeting.decisions if each.state != "done"]
        whole = sees_cases(caller)
        return {
            "today": today, "counts": (len(issues), len(late), len(decisions)), "whole": whole,
            "issues": issues if whole else [], "late": {issue.id for issue in late}, "meetings": held if whole else [],
            "issued": issued, "months": _months(today), "kinds": KINDS, "statuses": STATUSES, "states": STATES,
            "named": named, "ranks": RANKS, "seats": [(each, each.in_force(today)) for each in body.members],
        }  # fmt: skip


def _bodies(caller: Caller) -> list[Body]:
    """Those between which the caller may choose."""
    member = members().get(caller.member or "")
    return [body for body in bodies().values() if member is None or member.profile == body.profile]


def _months(today: date) -> list[str]:
    found, day = [], today
    for _ in range(MONTHS_SHOWN):
        found.append(day.strftime("%Y-%m"))
        day = day.replace(day=1) - timedelta(1)
    return found


def _neighbours(first: date, today: date) -> tuple[str, str | None]:
    following = (first + timedelta(31)).replace(day=1)
    before = (first - timedelta(1)).strftime("%Y-%m")
    return before, following.strftime("%Y-%m") if following <= today else None


def _bars(given: Given) -> list[tuple[date, int, int]]:
    """Vehicles licensed by day, each with its height in per cent of the highest."""
    by_day = given.pack.licences.by_day
    most = max((vehicles for _, _, vehicles in by_day), default=0)
    return [(day, vehicles, -(-100 * vehicles // most)) for day, _, vehicles in by_day] if most else []


def _query(request: Request, body: Body) -> str:
    kept = [f"profile={body.profile}"]
    number = request.query_params.get("number", "")
    if re.fullmatch(r"[0-9]{1,4}", number):
        kept.append(f"number={number}")
    if request.query_params.get("draft") == "true":
        kept.append("draft=true")
    return "&".join(kept)


def _told(visit: Visit, found: Problem) -> Response:
    words = {"zh": found.kind.title_zh, "en": found.kind.title_en, "sentence": found.detail}
    return _page("message.html", found.status, visit, **words)


def _page(name: str, status: int, visit: Visit, **values: Any) -> Response:
    text = templates().get_template(name).render(caller=visit.caller, form_token=visit.form_token, **values)
    return HTMLResponse(text, status_code=status, headers={"content-security-policy": PAGE_POLICY})
