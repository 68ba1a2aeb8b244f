"""The gateway's own token for its calls to agencies. How it comes by it is the same for every service that calls.

The agency sees role `service` of agency `gateway`, which may hand over papers and nothing else.
"""

from __future__ import annotations

from exportlane.runtime.settings import StartupRefused
from exportlane.sharing.identity import FetchedToken, FileToken, MintedToken, ServiceToken, TokenUnavailable
from exportlane.sharing.identity import service_token as token_of
from gateway.settings import GatewaySettings

__all__ = ["FetchedToken", "FileToken", "MintedToken", "ServiceToken", "TokenUnavailable", "service_token"]


def service_token(settings: GatewaySettings) -> ServiceToken:
    """The way that the settings name. Raises StartupRefused when they name none."""
    token = token_of(settings, "gateway")
    if token is None:
        raise StartupRefused(
            "The gateway needs a token for its calls to agencies; set EXPORTLANE_SERVICE_TOKEN_FILE, or "
            "EXPORTLANE_OIDC_TOKEN_URL, EXPORTLANE_OIDC_CLIENT_ID and EXPORTLANE_OIDC_CLIENT_SECRET."
        )
    return token
