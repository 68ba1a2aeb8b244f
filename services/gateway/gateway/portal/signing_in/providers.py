"""Which issuer the portal asks: the configured one, or in embedded mode without one the development issuer."""

from __future__ import annotations

from typing import Final

import httpx
from fastapi import Depends
from starlette.requests import Request

from exportlane.runtime.auth import open_to_anyone
from exportlane.runtime.issuer import ISSUER
from gateway.portal.session import is_loopback
from gateway.portal.signing_in.protocol import Client, is_safe
from gateway.portal.signing_in.provider import WELL_KNOWN, Provider, over_the_network
from gateway.portal.signing_in.troubles import SignInFailed, Trouble
from gateway.settings import GatewaySettings

DEVELOPMENT: Final = "/development-issuer"
DEVELOPMENT_CLIENT: Final = "exportlane-portal"
CALLBACK: Final = "/sign-in/callback"
SIGNED_OUT: Final = "/sign-out"
STRANGERS: Final = [
    Depends(open_to_anyone("Whoever signs in has no visit yet; these pages show nothing of any case."))
]
"""The dependencies of every address of signing in."""
_REMEMBERED: Final = 16


def has_development_issuer(settings: GatewaySettings) -> bool:
    """Whether people sign in by choosing who they are. Never in real mode."""
    return settings.embedded and not settings.oidc_issuer


def takes_tokens(settings: GatewaySettings) -> bool:
    """Whether an access token may be pasted: for trying out, and where no issuer is set up for the portal.

    Whoever holds a token may call every API with it; a page opens nothing more to him.
    """
    return settings.embedded or not settings.portal_client_id


def own_address(request: Request, settings: GatewaySettings) -> str:
    """The portal as the browser knows it, such as `https://lane.example`.

    Behind something that ends TLS the request itself looks like http; off this machine a portal is never without TLS.
    """
    if settings.portal_address:
        return settings.portal_address
    scheme = request.url.scheme if is_loopback(request.url.hostname) else "https"
    return f"{scheme}://{request.url.netloc}"


class Providers:
    """Gives the provider for a request, the same one each time, so that what it learnt is remembered."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._known: dict[str, Provider] = {}

    def of(self, request: Request) -> Provider:
        """The issuer's side of a sign-in. Raises SignInFailed not-set-up."""
        if has_development_issuer(self._settings):
            return self._remembered(own_address(request, self._settings), request)
        return self._remembered("", None)

    def _remembered(self, address: str, request: Request | None) -> Provider:
        if address not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[address] = self._configured() if request is None else _development(address, request)
        return self._known[address]

    def _configured(self) -> Provider:
        settings = self._settings
        if not settings.portal_client_id or not settings.oidc_issuer:
            raise SignInFailed(Trouble.NOT_SET_UP, "EXPORTLANE_PORTAL_CLIENT_ID is not set.")
        discovery = settings.oidc_issuer.rstrip("/") + WELL_KNOWN
        if not is_safe(discovery):
            raise SignInFailed(Trouble.NOT_SET_UP, "EXPORTLANE_OIDC_ISSUER is no https address.")
        secret = settings.portal_client_secret
        client = Client(
            settings.portal_client_id, secret.get_secret_value() if secret else None, settings.portal_scopes
        )
        return Provider(client, issuer=settings.oidc_issuer, discovery=discovery, line=over_the_network)


def _development(address: str, request: Request) -> Provider:
    # It lives in this very process: asking it over the network would need an address that a test has not.
    transport = httpx.ASGITransport(app=request.app)
    return Provider(
        Client(DEVELOPMENT_CLIENT, None, "openid"),
        issuer=ISSUER,
        discovery=f"{address}{DEVELOPMENT}{WELL_KNOWN}",
        line=lambda: httpx.AsyncClient(transport=transport),
    )
