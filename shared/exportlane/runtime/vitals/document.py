"""The status document of a service: who it is, what it depends on, how it fares."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from exportlane.runtime.clock import rfc3339

if TYPE_CHECKING:
    from exportlane.runtime.service import Service
    from exportlane.runtime.vitals import Vitals

EVERY_PEER = ("*",)


def document(service: Service, vitals: Vitals) -> dict[str, Any]:
    """All that an operator may know of a service. `now` is told last, so that it is as fresh as can be."""
    zh, en = service.definition.title
    told = {
        name: value for name, value in asdict(vitals).items() if name not in {"companions", "timer_troubles"}
    }
    return {
        "service": service.name,
        "title": {"zh": zh, "en": en},
        "mode": service.settings.mode,
        "version": service.version,
        "process": {"host": socket.gethostname(), "pid": os.getpid()},
        "started_at": rfc3339(service.started_at),
        "ready": all(check["ok"] for check in vitals.checks),
        "depends_on": list(depends_on(service)),
        **told,
        **vitals.companions,
        "now": rfc3339(service.clock.now()),
    }


def depends_on(service: Service) -> Iterator[dict[str, str]]:
    """What must be there for it to do all of its work; what it calls is named in its definition."""
    yield {"kind": "database", "name": f"database of {service.name}"}
    yield {"kind": "broker", "name": "broker"}
    calls = service.definition.calls
    known = sorted(service.peers) if calls == EVERY_PEER else calls
    for name in known:
        if name != service.name:
            yield {"kind": "service", "name": name}
    yield {"kind": "issuer", "name": service.authenticator.describe()["issuer"]}
