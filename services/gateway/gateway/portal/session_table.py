"""The visits that the server keeps: one row for each, found by the hash of the cookie's number.

Every replica reads and writes the same rows, so a visit may wander between them and ends everywhere at once. What is
kept is sealed for its own row: a row that is copied over another opens nothing.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

import sqlalchemy as sa

from exportlane.runtime.database import Database
from gateway.portal.session import Secrets, Session

TOUCH_SECONDS: Final = 60
"""How exactly it is known when a visit was last seen: a page is looked at more often than it is worth a write."""
LEASE_SECONDS: Final = 15
"""For how long one process alone renews a visit's token; longer than an issuer may take to answer."""


class SessionTable:
    """Rows of `portal_sessions`. Moments are whole seconds since 1970."""

    def __init__(self, database: Database, kept: Secrets, *, idle_seconds: int) -> None:
        self._database = database
        self._secrets = kept
        self._idle = idle_seconds

    async def keep(self, session: Session, *, now: int) -> None:
        """Write a new visit down."""
        statement = sa.text(
            "insert into portal_sessions (id, sealed, created_at, seen_at, ends_at, renewing_until) "
            "values (:id, :sealed, :now, :now, :ends_at, 0)"
        )
        row = {
            "id": session.row,
            "sealed": self._sealed(session),
            "now": now,
            "ends_at": session.expires_at,
        }
        async with self._database.transaction() as connection:
            await connection.execute(statement, row)

    async def find(self, sid: str, *, now: int) -> Session | None:
        """The visit of a cookie that is neither over nor left alone for too long."""
        row = Session(sid, "", 0).row
        statement = sa.text("select sealed, seen_at, ends_at from portal_sessions where id = :id")
        async with self._database.reading() as connection:
            found = (await connection.execute(statement, {"id": row})).first()
        if found is None or now >= found.ends_at or now >= found.seen_at + self._idle:
            return None
        kept = self._secrets.open(found.sealed, purpose=row)
        if not isinstance(kept, dict):
            return None
        if now - found.seen_at >= min(TOUCH_SECONDS, self._idle // 2):
            await self._write("update portal_sessions set seen_at = :now where id = :id", id=row, now=now)
        return Session(sid, kept["token"], found.ends_at, kept["refresh"], kept["hint"], kept["token_ends"])

    async def replace(self, session: Session) -> bool:
        """Write the renewed tokens of a visit down. False when it was ended in the meantime."""
        statement = "update portal_sessions set sealed = :sealed, renewing_until = 0 where id = :id"
        return await self._write(statement, id=session.row, sealed=self._sealed(session)) == 1

    async def take_renewal(self, session: Session, *, now: int) -> bool:
        """Whether this process may renew the token now: of all that would, one may."""
        statement = (
            "update portal_sessions set renewing_until = :until where id = :id and renewing_until <= :now"
        )
        return await self._write(statement, id=session.row, until=now + LEASE_SECONDS, now=now) == 1

    async def forget(self, sid: str) -> None:
        """End a visit, wherever its cookie has been copied to."""
        await self._write("delete from portal_sessions where id = :id", id=Session(sid, "", 0).row)

    async def sweep(self, *, now: int) -> int:
        """Delete the visits that are over; the answer counts them."""
        statement = "delete from portal_sessions where ends_at <= :now or seen_at <= :idle"
        return await self._write(statement, now=now, idle=now - self._idle)

    def _sealed(self, session: Session) -> str:
        kept = {
            "token": session.token,
            "refresh": session.refresh,
            "hint": session.hint,
            "token_ends": session.token_ends,
        }
        return self._secrets.seal(kept, purpose=session.row, chance=secrets.token_bytes(12))

    async def _write(self, statement: str, **values: Any) -> int:
        async with self._database.transaction() as connection:
            return (await connection.execute(sa.text(statement), values)).rowcount
