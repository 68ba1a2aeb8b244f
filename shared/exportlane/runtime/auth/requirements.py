"""What a route demands of its caller, as a dependency that can also be read by tests and by the documents."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.security.base import SecurityBase
from starlette.requests import Request

from exportlane.runtime.auth.callers import VIEWER, Caller, Demand, demand
from exportlane.runtime.problems import problem

if TYPE_CHECKING:
    from exportlane.runtime.auth.tokens import Authenticator

CALLER = "exportlane.caller"
"""Where the edge leaves the caller in the ASGI scope."""
_SCHEME = "Bearer "


class Requirement(SecurityBase):
    """The dependency that `require` makes. `demands` are alternatives: one is enough."""

    def __init__(self, demands: tuple[Demand, ...]) -> None:
        self.demands = demands
        self.model = BearerModel(bearerFormat="JWT", description="An OAuth 2 access token (JWT).")
        self.scheme_name = "bearer"

    def admits(self, caller: Caller) -> bool:
        """Whether this caller meets one of the demands."""
        return any(each.admits(caller) for each in self.demands)

    async def __call__(self, request: Request) -> Caller:
        """The caller, when admitted. Raises Problem: token-missing, token-invalid, token-expired, forbidden."""
        caller: Caller | None = request.scope.get(CALLER)
        if caller is None:
            # Without the edge in front (a router alone in a test) the token is verified here.
            authenticator: Authenticator = request.app.state.authenticator
            caller = await authenticator.authenticate(bearer(request.headers.get("authorization")))
            request.scope[CALLER] = caller
        if self.admits(caller):
            return caller
        needed = ", or ".join(str(each) for each in self.demands)
        raise problem(
            "forbidden", f"This needs the role {needed}; the token says {caller.role} of {caller.agency}."
        )


class OpenToAnyone:
    """Marks a route that needs no token, and says why. Deny by default makes everything else need one."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    async def __call__(self) -> None:
        """Admit anybody."""


def require(
    *, agencies: Collection[str] | None = None, roles: Collection[str] = (VIEWER,), scope: str | None = None
) -> Requirement:
    """A dependency that admits these agencies (None: any) with these roles and returns the `Caller`.

    ``caller: Caller = Depends(require(agencies={"licensing"}, roles={"officer"}))`` also admits a supervisor.
    """
    return Requirement((demand(agencies=agencies, roles=roles, scope=scope),))


def require_any(*demands: Demand) -> Requirement:
    """The same with alternatives: ``require_any(demand(agencies=…), demand(roles=…))``."""
    if not demands:
        raise ValueError("a route demands nothing; mark it open_to_anyone if that is meant")
    return Requirement(demands)


def open_to_anyone(reason: str) -> OpenToAnyone:
    """A dependency that marks a route as open: ``dependencies=[Depends(open_to_anyone("the sign-in page"))]``."""
    return OpenToAnyone(reason)


def bearer(authorization: str | None) -> str:
    """The token in an Authorization header. Raises Problem token-missing."""
    if not authorization:
        raise problem("token-missing", "Send an access token: Authorization: Bearer …")
    if authorization[: len(_SCHEME)].lower() != _SCHEME.lower() or not authorization[len(_SCHEME) :].strip():
        raise problem("token-missing", "The Authorization header does not carry a bearer token.")
    return authorization[len(_SCHEME) :].strip()


def caller_of(request: Request) -> Caller:
    """The caller of a request behind the edge. Raises Problem token-missing when there is none."""
    caller: Caller | None = request.scope.get(CALLER)
    if caller is None:
        raise problem("token-missing", "Send an access token: Authorization: Bearer …")
    return caller
