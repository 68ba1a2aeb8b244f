"""Raising a ticket: about a case or about a figure, by whoever may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData
from starlette.responses import Response

from exportlane.policies.promises import promises_of
from exportlane.runtime.problems import Problem
from gateway.conference.rights import not_its_kind
from gateway.disclosure import veiled
from gateway.portal.conference import terms
from gateway.portal.conference.faults import Faults, faults
from gateway.portal.conference.room import Look, Room
from gateway.portal.conference.seat import Refused
from gateway.portal.fact_words import Words
from gateway.reading import get_case

NOT_YOURS: Final = Words(
    "您的身份不能提出事项。", "Tickets are raised by members and by officers of the agencies."
)
FIELDS: Final = ("kind", "text", "about", "case_id", "figure", "month")


@dataclass(frozen=True, slots=True)
class RaisingPage:
    """The form and what becomes of it."""

    room: Room

    async def blank(self, look: Look) -> Response:
        about = "figure" if look.asked("figure") or not look.asked("case") else "case"
        given = {
            "about": about, "case_id": look.asked("case"), "figure": look.asked("figure"), "text": "",
            "month": look.asked("month") or look.seat.today.strftime("%Y-%m"),
            "kind": look.asked("kind") or ("figure" if about == "figure" else "case"),
        }  # fmt: skip
        return await self._show(look, given, None)

    async def send(self, look: Look) -> Response:
        form = await self.room.form(look)
        given = {name: str(form.get(name, "")).strip() for name in FIELDS}
        answer = await self.room.call(look, "/issues", paper(given, look.seat.profile), key=_once(form))
        if answer.ok:
            return self.room.back(look, look.at(f"/tickets/{answer.document['id']}"), terms.DONE["raise"])
        return await self._show(look, given, faults("raise", answer, given))

    async def _show(self, look: Look, given: Mapping[str, str], wrong: Faults | None) -> Response:
        if not look.seat.may_raise:
            raise Refused("forbidden", NOT_YOURS)
        seat = look.seat
        kinds = {
            name: words
            for name, words in terms.KINDS.items()
            if not not_its_kind(seat.acting, name, seat.body)
        }
        return self.room.show(
            look, "ticket_new.html", 200 if wrong is None else wrong.status, tab="tickets", given=given, wrong=wrong,
            kinds=kinds, promises=promises_of(seat.profile), vin=await self._vin(look, given["case_id"]), terms=terms,
        )  # fmt: skip

    async def _vin(self, look: Look, case_id: str) -> str | None:
        """Which vehicle it is, as the reader may see it."""
        if not case_id:
            return None
        try:
            case = await get_case(self.room.entrance.database, case_id, look.seat.eyes)
        except Problem:
            return None
        return str(veiled(case.vin, look.seat.eyes))


def paper(given: Mapping[str, str], profile: str) -> dict[str, object]:
    """What the API takes."""
    found: dict[str, object] = {"kind": given["kind"], "text": given["text"]}
    if given["about"] == "case":
        return {**found, "case_id": given["case_id"]}
    figure = {"name": given["figure"]} | ({"month": given["month"]} if given["month"] else {})
    return {**found, "figure": figure, "profile": profile}


def _once(form: FormData) -> str | None:
    return str(form.get("once", "")) or None
