"""Composition: all services in one process (embedded), or one service against PostgreSQL and Kafka (real)."""

from __future__ import annotations

import asyncio
import fcntl
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from exportlane.contracts import AGENCIES
from exportlane.runtime import failpoints
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.contract import Bus
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import Clock, clock_of
from exportlane.runtime.database import Database
from exportlane.runtime.service import Parts, Service, ServiceDefinition, discover
from exportlane.runtime.settings import ServiceSettings, StartupRefused, load_settings
from exportlane.runtime.signing import embedded_keys, service_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.telemetry.prometheus import Exposition, MetricsPort


class Embedded:
    """All services in one process, on files under the data folder. `apps` and `services` are by name."""

    def __init__(self, services: Mapping[str, Service], apps: Mapping[str, FastAPI]) -> None:
        self.services = services
        self.apps = apps

    @property
    def gateway(self) -> FastAPI:
        return self.apps["gateway"]

    async def start(self) -> None:
        for service in self.services.values():
            await service.start()

    async def stop(self) -> None:
        await asyncio.gather(*(service.stop() for service in self.services.values()))


@asynccontextmanager
async def embedded(
    *,
    clock: Clock | None = None,
    definitions: Mapping[str, ServiceDefinition] | None = None,
    **overrides: Any,
) -> AsyncIterator[Embedded]:
    """Run every installed service in this process until the block ends. Raises StartupRefused."""
    failpoints.arm_from_environment()
    found = definitions if definitions is not None else discover()
    base = load_settings(ServiceSettings, **overrides)
    if not base.embedded:
        raise StartupRefused("EXPORTLANE_MODE is real; «exportlane up» runs the embedded mode only.")
    base.data_dir.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        stack.enter_context(_only_one(base.data_dir))
        signers, ring = embedded_keys(base.data_dir / "keys", sorted({*AGENCIES, *found}))
        clients: dict[str, httpx.AsyncClient] = {}
        exposition = Exposition()
        services: dict[str, Service] = {}
        for name, definition in found.items():
            settings = load_settings(definition.settings, **overrides)
            parts = Parts(
                settings=settings,
                database=Database(f"sqlite+aiosqlite:///{base.data_dir / (name + '.db')}", pool_size=4),
                bus=EmbeddedBus(base.data_dir / "bus.db"),
                signer=signers[name],
                verifier=ring,
                clock=clock or clock_of(settings.clock_offset_seconds),
                telemetry=setup(name, settings, exposition=exposition),
                authenticator=Authenticator.from_settings(settings),
                peers=clients,
            )
            services[name] = Service(definition, parts)
        apps = {name: build_app(service) for name, service in services.items()}
        for name, app in apps.items():
            transport = httpx.ASGITransport(app=app)
            client = httpx.AsyncClient(transport=transport, base_url=f"http://{name}")
            clients[name] = await stack.enter_async_context(client)
        stack.enter_context(MetricsPort(exposition, base))
        platform = Embedded(services, apps)
        try:
            await platform.start()
            yield platform
        finally:
            await platform.stop()


def real_service(definition: ServiceDefinition) -> FastAPI:
    """One service against PostgreSQL and Kafka, not started yet: its app, whose `state.service` can be started.

    `state.metrics_port` listens for Prometheus inside its block, where the settings ask for it.

    Raises StartupRefused.
    """
    failpoints.arm_from_environment()
    settings = load_settings(definition.settings)
    if settings.embedded or settings.database_url is None:
        raise StartupRefused("«exportlane serve» runs one service in real mode; set EXPORTLANE_MODE=real.")
    signer, ring = service_keys(definition.name, settings)
    clients = _peer_clients(settings)
    clock, exposition = clock_of(settings.clock_offset_seconds), Exposition()
    parts = Parts(
        settings=settings,
        database=Database(settings.database_url, pool_size=settings.database_pool),
        bus=_kafka(settings),
        signer=signer,
        verifier=ring,
        clock=clock,
        telemetry=setup(definition.name, settings, exposition=exposition),
        authenticator=Authenticator.from_settings(settings, now=lambda: clock.now().timestamp()),
        peers=clients,
    )
    app = build_app(Service(definition, parts))
    app.state.metrics_port = MetricsPort(exposition, settings)
    return app


def _peer_clients(settings: ServiceSettings) -> dict[str, httpx.AsyncClient]:
    addresses: Mapping[str, str] = getattr(settings, "agencies", None) or {}
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=50)
    return {name: httpx.AsyncClient(base_url=url, limits=limits) for name, url in addresses.items()}


def _kafka(settings: ServiceSettings) -> Bus:
    from exportlane.runtime.bus.kafka import KafkaBus  # noqa: PLC0415  # embedded mode need not pay for the client's import

    return KafkaBus(settings.kafka_bootstrap or "", ssl_context=_kafka_tls(settings))


def _kafka_tls(settings: ServiceSettings) -> ssl.SSLContext | None:
    """The client certificate for brokers that ask for one. Raises StartupRefused when it cannot be read."""
    if settings.kafka_ca is None or settings.kafka_certificate is None or settings.kafka_key is None:
        return None
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ca)
        context.load_cert_chain(settings.kafka_certificate, settings.kafka_key)
    except (OSError, ssl.SSLError) as error:
        raise StartupRefused(f"The certificates for Kafka cannot be read: {error}.") from error
    return context


class _only_one:  # noqa: N801  # reads as what it does in a with statement
    """A lock on the data folder: two processes on the same files would each think that they own the ledger."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "lock"

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise StartupRefused(
                f"Another exportlane already runs on {self._path.parent}; stop it first."
            ) from error

    def __exit__(self, *_error: object) -> None:
        self._file.close()


def topics(definitions: Sequence[ServiceDefinition]) -> list[str]:
    """Every topic that these services hear."""
    return sorted({topic for definition in definitions for topic in definition.topics()})
