"""The metrics of this process as a page for Prometheus, whichever services run in it.

Each service has a meter of its own. On the page they stand together, told apart by the label `service_name`; the
families are joined by name, because a page may describe each of them only once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric

from exportlane.runtime.settings import ServiceSettings, StartupRefused

SERVICE_NAME = "service.name"


class Exposition(CollectorRegistry):
    """What one process shows to Prometheus. The composition root makes one, and every telemetry adds its reader."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        super().__init__(auto_describe=False)

    def reader(self) -> PrometheusMetricReader:
        """A reader for the meters of one more service."""
        return PrometheusMetricReader(
            disable_target_info=True,
            scope_info_enabled=False,
            resource_attribute_filter=lambda name: name == SERVICE_NAME,
            registry=self,
        )

    def collect(self) -> Iterator[Metric]:
        """Every family once, with the samples of all services."""
        families: dict[str, Metric] = {}
        for family in super().collect():
            known = families.setdefault(family.name, family)
            if known is not family:
                known.samples.extend(family.samples)
        yield from families.values()

    def page(self) -> bytes:
        """The page. It asks every gauge; none of them waits."""
        return generate_latest(self)


class MetricsPort:
    """A port of its own for who scrapes and carries no token; open inside its block where the settings name one."""

    def __init__(self, exposition: Exposition, settings: ServiceSettings) -> None:
        self._exposition = exposition
        self._settings = settings
        self._server: Any = None

    def __enter__(self) -> None:
        port, host = self._settings.metrics_port, self._settings.metrics_host
        if port is None:
            return
        try:
            self._server, _ = start_http_server(port, addr=host, registry=self._exposition)
        except OSError as error:
            raise StartupRefused(
                f"The port {port} of EXPORTLANE_METRICS_PORT cannot be opened: {error}."
            ) from error

    def __exit__(self, *_error: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
