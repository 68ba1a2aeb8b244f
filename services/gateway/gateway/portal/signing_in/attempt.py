"""A sign-in under way, kept in the browser that began it, so that strangers cannot fill a table of ours. PURE.

The sealed cookie holds the last few, because people open several tabs. What the issuer sends back is believed only in
a browser that holds the attempt; each serves once.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from typing import Final

from gateway.portal.session import Secrets

LIFE_SECONDS: Final = 600
KEPT: Final = 3
"""More would not fit into a cookie."""
_PURPOSE: Final = "signing in"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in: `state` finds it, `nonce` ties the id token to it, `verifier` proves that we asked (RFC 7636)."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    wanted: str
    ends: int


def begun(wanted: str, *, now: int, chance: Callable[[int], str] = secrets.token_urlsafe) -> Attempt:
    """A new sign-in of somebody who wants to see `wanted`."""
    return Attempt(chance(24), chance(24), chance(48), wanted, now + LIFE_SECONDS)


def sealed(attempts: Sequence[Attempt], kept: Secrets) -> str:
    """The cookie's value, of the newest."""
    content = [astuple(each) for each in attempts[-KEPT:]]
    return kept.seal(content, purpose=_PURPOSE, chance=secrets.token_bytes(12))


def opened(value: str | None, kept: Secrets, *, now: int) -> tuple[Attempt, ...]:
    """What the cookie holds and is not over."""
    content = kept.open(value, purpose=_PURPOSE)
    found = [Attempt(*each) for each in content] if isinstance(content, list) else []
    return tuple(each for each in found if now < each.ends)


def taken(attempts: Sequence[Attempt], state: str | None) -> tuple[Attempt | None, tuple[Attempt, ...]]:
    """The attempt of a state, and those that are left without it."""
    if not state:
        return None, tuple(attempts)
    found = next(
        (each for each in attempts if hmac.compare_digest(each.state.encode(), state.encode())), None
    )
    return found, tuple(each for each in attempts if each is not found)
