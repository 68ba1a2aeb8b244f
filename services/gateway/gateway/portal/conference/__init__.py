"""The pages of the joint conference: what is owed, promises and figures, tickets, meetings, packs, the big screen."""

from __future__ import annotations

from fastapi import APIRouter

from gateway.entrance import Entrance
from gateway.portal.conference.home import HomePage
from gateway.portal.conference.meetings import MeetingPages
from gateway.portal.conference.packs import PackPages
from gateway.portal.conference.promises import PromisePages
from gateway.portal.conference.raising import RaisingPage
from gateway.portal.conference.room import Room
from gateway.portal.conference.screen import Screen
from gateway.portal.conference.tickets import TicketPages
from gateway.portal.frame.desk import OPEN

__all__ = ["routes"]


def routes(entrance: Entrance) -> APIRouter:
    """The pages of the conference."""
    room = Room(entrance)
    router = APIRouter(include_in_schema=False, dependencies=OPEN)
    tickets, meetings, packs = TicketPages(room), MeetingPages(room), PackPages(room)
    promises, raising, screen = PromisePages(room), RaisingPage(room), Screen(room)
    pages = (
        ("GET", "", room.page(HomePage(room).show)),
        ("GET", "/promises", room.page(promises.all)),
        ("GET", "/promises/{promise}", room.page(promises.one)),
        ("GET", "/tickets", room.page(tickets.all, whole=True)),
        ("GET", "/tickets/new", room.page(raising.blank, whole=True)),
        ("POST", "/tickets/new", room.page(raising.send, whole=True)),
        ("GET", "/tickets/{ticket}", room.page(tickets.one, whole=True)),
        ("POST", "/tickets/{ticket}/{verb}", room.page(tickets.act, whole=True)),
        ("GET", "/meetings", room.page(meetings.all, whole=True)),
        ("GET", "/meetings/new", room.page(meetings.blank, whole=True)),
        ("POST", "/meetings/new", room.page(meetings.call, whole=True)),
        ("GET", "/meetings/{meeting}", room.page(meetings.one, whole=True)),
        ("POST", "/meetings/{meeting}/{verb}", room.page(meetings.act, whole=True)),
        ("POST", "/meetings/{meeting}/decisions/{number}/finish", room.page(meetings.finish, whole=True)),
        ("GET", "/decisions", room.page(meetings.decisions, whole=True)),
        ("GET", "/packs", room.page(packs.all)),
        ("GET", "/packs/{month}", room.page(packs.one)),
        ("POST", "/packs/{month}/issue", room.page(packs.issue, whole=True)),
        ("GET", "/packs/{month}/{form}", room.page(packs.download)),
        ("GET", "/screen", room.page(screen.page)),
        ("GET", "/screen/now", screen.now),
        ("GET", "/screen/events", screen.events),
    )
    for method, path, page in pages:
        router.add_api_route(f"/conference{path}", page, methods=[method], response_model=None)
    return router
