"""A new access token shortly before the old one ends, without the visitor's noticing.

Of several pages that open at once, on several replicas, one renews: an issuer that hands out each refresh token once
would take the second for a thief's. The others go on with the old token, or wait for the new one.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Final

import jwt

from exportlane.runtime.auth import Authenticator
from exportlane.runtime.clock import Clock
from exportlane.runtime.problems import Problem
from gateway.portal.session import Session
from gateway.portal.session_table import LEASE_SECONDS, SessionTable
from gateway.portal.signing_in.provider import Provider
from gateway.portal.signing_in.troubles import SignInFailed, Trouble

EARLY_SECONDS: Final = 60
_LOOK_SECONDS: Final = 0.1


class Renewing:
    """Keeps visits' tokens fresh."""

    def __init__(self, table: SessionTable, authenticator: Authenticator, clock: Clock) -> None:
        self._table = table
        self._authenticator = authenticator
        self._clock = clock

    def is_needed(self, session: Session) -> bool:
        """Whether the token ends soon and can be renewed."""
        return bool(session.refresh) and self._now() >= session.token_ends - EARLY_SECONDS

    async def renewed(self, session: Session, provider: Provider) -> Session | None:
        """The visit with a fresh token; the same one while the old token still serves; None when it is over."""
        if await self._table.take_renewal(session, now=self._now()):
            # Whoever goes away meanwhile must not take a refresh token along that was just spent.
            return await asyncio.shield(self._renew(session, provider))
        if self._now() < session.token_ends:
            return session
        return await self._what_another_brings(session)

    async def _renew(self, seen: Session, provider: Provider) -> Session | None:
        session = await self._table.find(seen.sid, now=self._now())
        if session is None:
            return None
        if session.token != seen.token:
            # Somebody renewed it between our look and our taking the turn; writing it again gives the turn back.
            return session if await self._table.replace(session) else None
        try:
            tokens = await provider.renew(session.refresh)
            caller = await self._authenticator.authenticate(tokens.access_token)
        except (SignInFailed, Problem) as found:
            return await self._after(found, session)
        if caller.subject != _claims(session.token)["sub"]:
            await self._end(session)
            return None
        fresh = replace(
            session,
            token=tokens.access_token,
            refresh=tokens.refresh_token or session.refresh,
            hint=tokens.id_token or session.hint,
            token_ends=end_of(tokens.access_token),
        )
        return fresh if await self._table.replace(fresh) else None

    async def _after(self, found: SignInFailed | Problem, session: Session) -> Session | None:
        reason = found.trouble if isinstance(found, SignInFailed) else found.slug
        if reason not in {Trouble.UNREACHABLE, "unavailable"}:
            await self._end(session)
            return None
        return session if self._now() < session.token_ends else None

    async def _end(self, session: Session) -> None:
        """The issuer has enough of it, or what it gave does not hold: a visit that cannot be trusted is none."""
        await self._table.forget(session.sid)

    async def _what_another_brings(self, session: Session) -> Session | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + LEASE_SECONDS
        while loop.time() < until:
            found = await self._table.find(session.sid, now=self._now())
            if found is None or found.token != session.token:
                return found
            await asyncio.sleep(_LOOK_SECONDS)
        return None

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def end_of(token: str) -> int:
    """When an access token ends that the authenticator has verified."""
    return int(_claims(token)["exp"])


def _claims(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found
