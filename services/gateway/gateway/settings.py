"""The settings of the gateway: those of every service, and where the agencies are."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr

from exportlane.sharing.identity import CallerSettings


class GatewaySettings(CallerSettings):
    """In embedded mode nothing need be set. In real mode `EXPORTLANE_AGENCIES` and one way to a service token."""

    answer_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How long an agency may take to answer a call that passes through."""
    hand_over_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How long an agency may take to receive papers."""
    live_clients: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """Open event streams per process; one more is refused."""
    session_seconds: Annotated[int, Field(ge=60, le=86_400)] = 28_800
    """How long a visit of the portal may last at most, in seconds; then the person signs in again."""
    session_idle_seconds: Annotated[int, Field(ge=60, le=86_400)] = 1800
    """How long a visit may be left alone."""
    portal_client_id: str | None = None
    """As what the portal is known to the issuer. Nobody signs in without it, but in embedded mode."""
    portal_client_secret: SecretStr | None = None
    """Where the issuer gave the portal a secret; without one the proof is PKCE alone."""
    portal_scopes: Annotated[str, Field(pattern=r"^openid( [\x21-\x7e]+)*$")] = "openid"
    """What is asked of the issuer, `openid` first; some want `offline_access` before they give a refresh token."""
    portal_address: Annotated[str, Field(pattern=r"^https?://[^/\s]+$")] | None = None
    """The address of the portal as people type it (`https://lane.example`); otherwise the one that was asked for."""
    trace_url: Annotated[str, Field(pattern=r"^https?://[^\s{}]+\{trace_id\}[^\s{}]*$")] | None = None
    """Where the system that keeps traces shows one (`https://traces.example/trace/{trace_id}`)."""
