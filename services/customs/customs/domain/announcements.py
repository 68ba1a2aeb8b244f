"""The facts that a decision about a declaration announces: one for every remaining line, each about its own case.

What the rules pass alone is announced with the facts that are spelt out here; `said` makes all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from customs.domain.articles import NO_RELEASE_WITHOUT_LICENCE
from customs.domain.declaration import Declaration
from customs.domain.parts import Item, Licence, Line, Outcome
from exportlane.contracts import customs as contract
from exportlane.contracts import fields
from exportlane.contracts.decision import Announce, FactData


def returned_for_correction(state: Declaration, by: str) -> tuple[Announce, ...]:
    """The whole notice goes to every line: none of them moves before all items are answered."""
    items = tuple(_item(item) for item in state.asked)
    return _each(
        state,
        "customs.returned_for_correction.v1",
        lambda line: contract.CustomsReturnedForCorrection(
            declaration_id=state.id, vin=line.vin, items=items, by=by
        ),
    )


def resubmitted(state: Declaration, codes: tuple[str, ...]) -> tuple[Announce, ...]:
    """The corrected papers are in."""
    return _each(
        state,
        "customs.resubmitted.v1",
        lambda line: contract.CustomsResubmitted(declaration_id=state.id, vin=line.vin, items=codes),
    )


def accepted(state: Declaration, number: str, licence: Licence) -> tuple[Announce, ...]:
    """The declaration has its number."""
    return _each(
        state,
        "customs.accepted.v1",
        lambda line: contract.CustomsAccepted(
            declaration_id=state.id,
            declaration_no=number,
            vin=line.vin,
            customs_port=state.customs_port,
            licence_no=licence.licence_no,
        ),
    )


def released(state: Declaration, number: str, licence: Licence, on: date) -> tuple[Announce, ...]:
    """The goods may be loaded (放行)."""
    return _each(
        state,
        "customs.released.v1",
        lambda line: contract.CustomsReleased(
            declaration_id=state.id,
            declaration_no=number,
            vin=line.vin,
            licence_no=licence.licence_no,
            customs_port=state.customs_port,
            released_on=on,
        ),
    )


def cleared(state: Declaration, number: str, licence: Licence, on: date) -> tuple[Announce, ...]:
    """The departure is confirmed (结关)."""
    return _each(
        state,
        "customs.cleared.v1",
        lambda line: contract.CustomsCleared(
            declaration_id=state.id,
            declaration_no=number,
            vin=line.vin,
            licence_no=licence.licence_no,
            cleared_on=on,
            transport_mode=state.transport_mode,
            vessel=state.vessel,
            consignor_uscc=state.consignor,
        ),
    )


def rejected(state: Declaration, outcome: Outcome) -> tuple[Announce, ...]:
    """Not released for good."""
    return _each(
        state,
        "customs.rejected.v1",
        lambda line: contract.CustomsRejected(
            declaration_id=state.id,
            declaration_no=state.declaration_no,
            vin=line.vin,
            code=outcome.code,
            reason=outcome.reason,
            article=outcome.article or NO_RELEASE_WITHOUT_LICENCE,
        ),
    )


def cancelled(state: Declaration, number: str, outcome: Outcome) -> tuple[Announce, ...]:
    """Released, not loaded: taken back (退关)."""
    return _each(
        state,
        "customs.cancelled.v1",
        lambda line: contract.CustomsCancelled(
            declaration_id=state.id,
            declaration_no=number,
            vin=line.vin,
            code=outcome.code,
            reason=outcome.reason,
        ),
    )


def lapsed(state: Declaration, outcome: Outcome) -> tuple[Announce, ...]:
    """The draft ended before customs began."""
    return said(state, "lapsed", code=outcome.code, reason=outcome.reason)


def line_lapsed(state: Declaration, line: Line, reason: str) -> Announce:
    """One vehicle is not on the new licence: its case is over here, and the others go on."""
    data = contract.CustomsLapsed(declaration_id=state.id, vin=line.vin, code="line_left_out", reason=reason)
    return Announce(line.case_id, "customs.lapsed.v1", data)


def said(state: Declaration, what: str, **values: object) -> tuple[Announce, ...]:
    """The fact `customs.<what>` with these values. Raises pydantic's ValidationError where they do not fit."""
    type_ = f"customs.{what}.v1"
    model = contract.FACTS[type_]
    return _each(
        state,
        type_,
        lambda line: model.model_validate({"declaration_id": state.id, "vin": line.vin, **values}),
    )


def returned(
    state: Declaration, lines: Iterable[Line], number: str, reason: str, on: date
) -> tuple[Announce, ...]:
    """These vehicles came back (退运)."""
    return tuple(
        Announce(
            line.case_id,
            "customs.returned.v1",
            contract.CustomsReturned(
                declaration_id=state.id, declaration_no=number, vin=line.vin, reason=reason, returned_on=on
            ),
        )
        for line in lines
    )


def _each(state: Declaration, type_: str, data: Callable[[Line], FactData]) -> tuple[Announce, ...]:
    return tuple(Announce(line.case_id, type_, data(line)) for line in state.remaining)


def _item(item: Item) -> fields.Item:
    return fields.Item(code=item.code, sentence=item.sentence, article=item.article, vin=item.vin)
