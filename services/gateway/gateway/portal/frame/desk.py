"""What a page does before and after its own work: who looks, the frame around it, refusals as pages, notes, forms."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Final

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exportlane.runtime.auth import Caller, open_to_anyone
from exportlane.runtime.problems import Problem, problem
from gateway.entrance import Entrance
from gateway.portal.fact_words import Words
from gateway.portal.frame.language import Language, language_of
from gateway.portal.frame.nav import everybody, home_of, navigation
from gateway.portal.frame.rendering import PAGE_POLICY, page
from gateway.portal.session import is_loopback
from gateway.portal.visits import Visit, visits_of

OPEN: Final = [
    Depends(open_to_anyone("A page asks for its own visit, and leads to the sign-in when there is none."))
]
"""The dependencies of every page's router."""
NOTE_COOKIE: Final = "exportlane_note"
FORM_FIELD: Final = "form_token"
FORM_HEADER: Final = "x-form-token"
NOT_OURS: Final = "The form is from an older page or from elsewhere; open the page again and repeat it."

May = Callable[[Caller], bool]


class Desk:
    """One for each module of pages."""

    def __init__(self, entrance: Entrance) -> None:
        self.entrance = entrance
        self.visits = visits_of(entrance)

    async def open(self, request: Request, *, may: May = everybody) -> Visit | Response:
        """Who looks; or what to answer instead: the way to the sign-in, or the page that says no."""
        try:
            visit = await self.visits.of(request)
        except Problem as found:
            return self.told(request, None, found)
        if isinstance(visit, Visit) and not may(visit.caller):
            return self.told(request, visit, problem("forbidden", "This page is not for your role."))
        return visit

    async def form(self, request: Request, visit: Visit) -> FormData:
        """What a form of this very visit sent. Raises Problem forbidden for any other."""
        form = await request.form()
        token = request.headers.get(FORM_HEADER) or form.get(FORM_FIELD)
        if not self.visits.from_our_page(visit.session, token):
            raise problem("forbidden", NOT_OURS)
        return form

    def render(
        self, request: Request, visit: Visit | None, template: str, status: int = 200, **values: Any
    ) -> Response:
        """A page, or a part of one, in the visitor's language."""
        language, note = language_of(request), _note(request)
        text = page(language, template, **self._frame(request, visit, note), **values)
        answer = HTMLResponse(text, status_code=status, headers=_headers(language))
        if note is not None:
            answer.delete_cookie(NOTE_COOKIE, path="/")
        return answer

    def told(self, request: Request, visit: Visit | None, found: Problem) -> Response:
        """A refusal as a page; as a part of one where htmx asked for a part."""
        part = request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"
        name = "frame/problem_part.html" if part else "frame/problem.html"
        return self.render(request, visit, name, found.status, problem=found)

    def back(
        self, address: str, note: Words | None = None, *, tone: str = "ok", secure: bool = False
    ) -> Response:
        """To another page of ours after a form, with a note that is shown once."""
        answer = RedirectResponse(address, status_code=303)
        if note is not None:
            text = base64.urlsafe_b64encode(json.dumps([tone, note.zh, note.en]).encode()).decode()
            answer.set_cookie(
                NOTE_COOKIE, text, max_age=60, path="/", httponly=True, samesite="lax", secure=secure
            )
        return answer

    def _frame(self, request: Request, visit: Visit | None, note: tuple[str, Words] | None) -> dict[str, Any]:
        caller = visit.caller if visit else None
        query = f"?{request.url.query}" if request.url.query else ""
        return {
            "caller": caller,
            "form_token": visit.form_token if visit else "",
            "sections": navigation(caller) if caller else (),
            "home": home_of(caller) if caller else "/",
            "path": request.url.path,
            "here": f"{request.url.path}{query}",
            "made_at": self.entrance.service.clock.now(),
            "today": self.entrance.today,
            "note": note,
            "embedded": self.entrance.settings.embedded,
        }


def is_secure(request: Request) -> bool:
    """Whether cookies of this answer must never travel in the clear."""
    return not is_loopback(request.url.hostname)


def _headers(language: Language) -> dict[str, str]:
    return {
        "content-security-policy": PAGE_POLICY,
        "content-language": "zh-CN" if language == "zh" else "en-GB",
        "vary": "cookie, hx-request",
    }


def _note(request: Request) -> tuple[str, Words] | None:
    """The note that the page before left; whatever else stands in the cookie is nobody's note."""
    try:
        tone, zh, en = json.loads(base64.urlsafe_b64decode(request.cookies.get(NOTE_COOKIE, "")))
    except (ValueError, TypeError):
        return None
    return (tone if tone in {"ok", "warn", "bad", "info"} else "info", Words(str(zh), str(en)))
