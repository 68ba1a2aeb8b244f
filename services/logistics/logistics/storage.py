"""The tables of this agency: sailings and trains, bookings, cases as they are known here, lines, and movements.

Instants in columns are RFC 3339 texts and days ISO texts, so that text order is time order. A booking and a case are
both about cases that come and go on them, so neither is found by the link of a case to one thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Write
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind
from logistics import timing
from logistics.domain.booking import Booking
from logistics.domain.calls import Call, CallStatus
from logistics.domain.cargo import Cargo
from logistics.domain.lines import Line
from logistics.domain.movements import Movement
from logistics.domain.urgency import cutoff_of, wake


def _yes(holds: bool) -> str | None:  # noqa: FBT001  # a column that is yes or nothing
    return "yes" if holds else None


def _urgency(cargo: Cargo) -> str | None:
    """The place in the list of urgent cases: the day by which its next step must begin, then its cut-off."""
    cutoff = cutoff_of(cargo)
    if cutoff is None or cargo.starts_by is None:
        return None
    return f"{cargo.starts_by.isoformat()} {rfc3339(cutoff)}"


SAILINGS: Final[Kind[Call]] = Kind(
    name="sailing",
    table="sailings",
    state=Call,
    thing_id=lambda call: call.id,
    case_ids=lambda _call: (),
    view=lambda call: sailing_shown(call),  # noqa: PLW0108  # it needs the codec of this very kind
    columns={
        "status": lambda call: call.status.value,
        "means": lambda call: call.means.value,
        "pol": lambda call: call.pol,
        "pod": lambda call: call.pod,
        "line_id": lambda call: call.line_id,
        "etd": lambda call: rfc3339(call.times.etd),
        "cutoff": lambda call: rfc3339(call.times.cargo_cutoff),
        # One vessel calls at a port on a voyage once: the unique index of this column says so.
        "identity": lambda call: None if call.status is CallStatus.ROLLED else call.identity,
    },
)
BOOKINGS: Final[Kind[Booking]] = Kind(
    name="booking",
    table="bookings",
    state=Booking,
    thing_id=lambda booking: booking.id,
    case_ids=lambda booking: tuple(vehicle.case_id for vehicle in booking.vehicles),
    # A case may stand on several bookings, one after the other, so no link of the case leads to one of them.
    keyed_by_case=True,
    correlation=lambda booking: booking.id,
    columns={
        "status": lambda booking: booking.status.value,
        "exporter": lambda booking: booking.exporter_uscc,
        "mode": lambda booking: booking.mode.value,
        "sailing": lambda booking: booking.on.sailing_id if booking.on else None,
        "cutoff": lambda booking: rfc3339(booking.on.cargo_cutoff) if booking.on else None,
        "batteries": lambda booking: _yes(bool(booking.batteries)),
    },
)
CARGOS: Final[Kind[Cargo]] = Kind(
    name="cargo",
    table="cargos",
    state=Cargo,
    thing_id=lambda cargo: cargo.id,
    case_ids=lambda cargo: (cargo.id,),
    keyed_by_case=True,
    columns={
        "vin": lambda cargo: cargo.vin,
        "exporter": lambda cargo: cargo.exporter_uscc,
        "booking": lambda cargo: cargo.live_booking,
        "ready": lambda cargo: _yes(cargo.ready),
        "in_zone": lambda cargo: _yes(cargo.in_zone),
        "waits": lambda cargo: _yes(cutoff_of(cargo) is not None),
        "urgency": _urgency,
    },
    wake=wake,
    on_time=timing.on_time,
    on_calendar=timing.on_calendar,
)
LINES: Final[Kind[Line]] = Kind(
    name="line",
    table="lines",
    state=Line,
    thing_id=lambda line: line.id,
    case_ids=lambda line: (line.id,),
    view=lambda line: line_shown(line),  # noqa: PLW0108  # likewise
    columns={
        "status": lambda line: line.status.value,
        "support": lambda line: line.support.status.value,
        "mode": lambda line: line.mode.value,
        "opened": lambda line: line.opened_on.isoformat(),
        "international": lambda line: _yes(line.international_transhipment),
    },
)


def sailing_shown(call: Call) -> Mapping[str, object]:
    """A sailing with the units that are free."""
    shown: dict[str, object] = SAILINGS.codec.dump_python(call, mode="json")
    return {**shown, "free": {mode.value: call.free(mode) for mode in call.capacity}}


def line_shown(line: Line) -> Mapping[str, object]:
    """A line with what follows from its ports."""
    shown: dict[str, object] = LINES.codec.dump_python(line, mode="json")
    through = {
        "transhipment": line.transhipment,
        "international_transhipment": line.international_transhipment,
    }
    return {**shown, **through}


def movement_row(movement: Movement) -> Write:
    """The row of a movement, for the statistics."""
    return Write("movements", movement.row())


async def movements_between(database: Database, since: date, until: date) -> Sequence[Movement]:
    """The movements of these days, both included."""
    statement = sa.text(
        "select * from movements where day >= :since and day <= :until order by day, booking_no, vin"
    )
    async with database.reading() as connection:
        rows = await connection.execute(statement, {"since": since.isoformat(), "until": until.isoformat()})
        return [Movement.of(dict(row._mapping)) for row in rows]  # noqa: SLF001  # the public name of a row's columns


async def identity_taken(connection: AsyncConnection, identity: str) -> str | None:
    """The sailing that has this identity already."""
    found = await connection.execute(
        sa.text("select id from sailings where identity = :identity"), {"identity": identity}
    )
    return found.scalar_one_or_none()


async def counted(database: Database) -> tuple[int, int, int]:
    """(ready and not booked, booked and not gone, in a bonded zone) of all cases now."""
    statement = sa.text(
        "select (select count(*) from cargos where ready = 'yes') as ready, "
        "(select count(*) from cargos where booking is not null) as booked, "
        "(select count(*) from cargos where in_zone = 'yes') as in_zone"
    )
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one()
        return int(row.ready), int(row.booked), int(row.in_zone)
