"""The whole: PostgreSQL, Kafka, keys, and a process per installed service, in one folder."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from pathlib import Path

from exportlane.contracts import AGENCIES
from tools.stack.identity import CALLERS, Identity
from tools.stack.kafka import KafkaBroker
from tools.stack.postgres import PostgresServer
from tools.stack.programs import free_port
from tools.stack.service import ServiceProcess

REGISTER = Path(__file__).parents[2] / "examples" / "enterprises.json"
"""The made-up firms that are filed as exporters."""


def installed_services() -> list[str]:
    """Every installed service, the gateway first, the agencies in the order of the process, then any other."""
    names = {point.name for point in entry_points(group="exportlane.services")}
    order = list(dict.fromkeys(["gateway", *AGENCIES]))
    return [name for name in order if name in names] + sorted(names - set(order))


def _called_by(name: str, addresses: Mapping[str, str]) -> dict[str, str]:
    """Whom a service calls: the gateway every agency, another caller the gateway, and the others nobody."""
    if name not in CALLERS:
        return {}
    return {
        other: address for other, address in addresses.items() if (other == "gateway") != (name == "gateway")
    }


class Platform:
    """Servers and services under `folder`. `first_port` counts up from the gateway's; None takes free ones.

    `settings` (``EXPORTLANE_…``) go to every service, beside what the platform itself knows. Servers may be given, to
    share them between tests; they are then neither started nor stopped here. `only` names the services to run; None
    runs every one that is installed.
    """

    def __init__(  # noqa: PLR0913  # what it is made of, all optional and by name
        self,
        folder: Path,
        *,
        first_port: int | None = None,
        settings: Mapping[str, str] | None = None,
        postgres: PostgresServer | None = None,
        kafka: KafkaBroker | None = None,
        database_prefix: str = "",
        only: Collection[str] | None = None,
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        # PostgreSQL's own user must be able to walk through; keys are private by themselves.
        folder.chmod(0o711)
        self.identity = Identity(folder / "keys")
        self.postgres = postgres or PostgresServer(folder / "postgres")
        self.kafka = kafka or KafkaBroker(folder / "kafka")
        self.services: dict[str, ServiceProcess] = {}
        self._owned = [
            server for server, given in ((self.postgres, postgres), (self.kafka, kafka)) if not given
        ]
        self._first_port = first_port
        self._settings = dict(settings or {})
        self._database_prefix = database_prefix
        self._only = only

    @property
    def gateway(self) -> ServiceProcess:
        """The entrance."""
        return self.services["gateway"]

    def start_servers(self) -> None:
        """Start PostgreSQL and Kafka where these are ours; returns when both answer."""
        for server in self._owned:
            server.start()

    def prepare(self) -> None:
        """Keys, databases with their newest tables, and the services' processes, not started yet."""
        names = [name for name in installed_services() if self._only is None or name in self._only]
        self.identity.prepare(installed_services())
        ports = {
            name: free_port() if self._first_port is None else self._first_port + number
            for number, name in enumerate(names)
        }
        addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        for name in names:
            database = self._database_prefix + name.replace("-", "_")
            environment = {
                "EXPORTLANE_FILING_REGISTER": str(REGISTER),
                **self._settings,
                **self.identity.settings(name),
                "EXPORTLANE_MODE": "real",
                "EXPORTLANE_HOST": "127.0.0.1",
                "EXPORTLANE_PORT": str(ports[name]),
                "EXPORTLANE_DATABASE_URL": self.postgres.create_database(database),
                "EXPORTLANE_KAFKA_BOOTSTRAP": self.kafka.bootstrap,
                "EXPORTLANE_DATA_DIR": str(self.folder / "data" / name),
            }
            if called := _called_by(name, addresses):
                environment["EXPORTLANE_AGENCIES"] = json.dumps(called)
            self.services[name] = ServiceProcess(name, environment, self.folder / "log" / f"{name}.log")
        # Most of it is the start of an interpreter; two at a time are as many as a small machine can bear.
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(ServiceProcess.migrate, self.services.values()))

    def start_services(self) -> None:
        """Start every service, and return when all are ready."""
        for service in self.services.values():
            service.start()
        for service in self.services.values():
            service.wait_ready()

    def start(self) -> None:
        """Everything. What was started is stopped again when something fails."""
        try:
            self.start_servers()
            self.prepare()
            self.start_services()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the services, then the servers that are ours."""
        for service in self.services.values():
            service.stop()
        for server in reversed(self._owned):
            server.stop()
