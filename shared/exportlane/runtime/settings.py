"""Settings of a service: one frozen class, read from the environment (`EXPORTLANE_…`), refused with a sentence.

A secret has no default. In embedded mode the runtime makes what it needs under `DATA_DIR`; in real mode a missing
setting stops the start and the sentence names the variable.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

PREFIX = "EXPORTLANE_"


class StartupRefused(Exception):
    """The service cannot start as it is configured. The message is one sentence for the person who starts it."""


class ServiceSettings(BaseSettings):
    """What every service is told from outside. A service may subclass it and add its own."""

    # An empty variable is one that is not set: a chart or a shell leaves them behind.
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    mode: Literal["embedded", "real"] = "embedded"
    data_dir: Path = Path(".exportlane/data")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    database_url: str | None = None
    database_pool: Annotated[int, Field(ge=1, le=200)] = 8
    kafka_bootstrap: str | None = None
    kafka_ca: Path | None = None
    kafka_certificate: Path | None = None
    kafka_key: Path | None = None
    topic_partitions: Annotated[int, Field(ge=1, le=1000)] = 12
    signing_key: Path | None = None
    signing_kid: str | None = None
    trusted_keys: Path | None = None
    oidc_issuer: str | None = None
    oidc_jwks: str | None = None
    oidc_audience: str = "exportlane"
    automatic: str | None = None
    otlp_endpoint: str | None = None
    spans_db: Path | None = None
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """A port for who scrapes metrics and carries no token; None opens none."""
    metrics_host: str = "127.0.0.1"
    drills: Literal["refused", "allowed"] = "refused"
    """Whether this process may be made to fail on purpose; never in earnest."""
    clock_offset_seconds: float = 0.0
    """For drills: a clock that is wrong by so many seconds."""
    batch_max: Annotated[int, Field(ge=1, le=10_000)] = 500
    attempts: Annotated[int, Field(ge=1, le=20)] = 4
    backoff_seconds: Annotated[float, Field(ge=0, le=60)] = 0.1
    stop_seconds: Annotated[float, Field(ge=0, le=600)] = 20.0

    @property
    def embedded(self) -> bool:
        return self.mode == "embedded"


REQUIRED_IN_REAL_MODE = (
    "database_url",
    "kafka_bootstrap",
    "signing_key",
    "trusted_keys",
    "oidc_issuer",
    "oidc_jwks",
)

T = TypeVar("T", bound=ServiceSettings)


def load_settings(cls: type[T], **overrides: object) -> T:
    """Read the environment. Raises StartupRefused with a sentence that names the variable that is wrong or missing."""
    try:
        settings = cls(**overrides)  # type: ignore[arg-type]  # overrides are checked by pydantic itself
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        what = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise StartupRefused(f"The setting {name} is wrong: {what}.") from error
    except SettingsError as error:
        found = re.search(r'field "(\w+)"', str(error))
        name = PREFIX + (found.group(1).upper() if found else "…")
        raise StartupRefused(f"The setting {name} is wrong: it is not JSON.") from error
    missing = [
        name for name in REQUIRED_IN_REAL_MODE if not settings.embedded and getattr(settings, name) is None
    ]
    if missing:
        names = ", ".join(PREFIX + name.upper() for name in missing)
        raise StartupRefused(f"In real mode the service needs {names}; set what is missing and start again.")
    _refuse_missing_files(settings)
    if settings.clock_offset_seconds and settings.drills != "allowed":
        raise StartupRefused(
            "EXPORTLANE_CLOCK_OFFSET_SECONDS makes the clock wrong on purpose; EXPORTLANE_DRILLS does not allow it."
        )
    return settings


def _refuse_missing_files(settings: ServiceSettings) -> None:
    together = (settings.kafka_ca, settings.kafka_certificate, settings.kafka_key)
    if any(together) and not all(together):
        names = ", ".join(PREFIX + name for name in ("KAFKA_CA", "KAFKA_CERTIFICATE", "KAFKA_KEY"))
        raise StartupRefused(f"The settings {names} go together; one of them is missing.")
    for name in ("signing_key", "trusted_keys", "kafka_ca", "kafka_certificate", "kafka_key"):
        path = getattr(settings, name)
        if path is not None and not path.is_file():
            raise StartupRefused(f"The file of {PREFIX}{name.upper()} is not there: {path}.")
