"""The settings of the gateway: those of every service, and where the agencies are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from exportlane.runtime.settings import ServiceSettings


class GatewaySettings(ServiceSettings):
    """In embedded mode nothing need be set. In real mode `EXPORTLANE_AGENCIES` and one way to a service token."""

    agencies: dict[str, str] = Field(default_factory=dict)
    """Address of each agency by name, as JSON: {"licensing": "http://licensing:8001", …}."""
    service_token_file: Path | None = None
    """A file with the bearer token for the gateway's own calls; read again when it changes."""
    oidc_token_url: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    """Client credentials, where the token is fetched instead."""
    answer_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How long an agency may take to answer a call that passes through."""
    hand_over_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How long an agency may take to receive papers."""
    live_clients: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """Open event streams per process; one more is refused."""
    session_seconds: Annotated[int, Field(ge=60, le=86_400)] = 28_800
