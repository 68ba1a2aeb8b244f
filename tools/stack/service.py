"""One service as a process of its own, which may be killed and started again, also at a labelled point."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_PROGRAM = str(Path(sys.executable).with_name("exportlane"))


class ServiceProcess:
    """``exportlane serve NAME`` with this environment; its output goes to `log`.

    ``EXPORTLANE_KILL_AT`` in `environment` arms a point where the service ends itself by SIGKILL; :meth:`start` takes
    further settings for one run alone.
    """

    def __init__(self, name: str, environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.environment = dict(environment)
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{self.environment['EXPORTLANE_HOST']}:{self.environment['EXPORTLANE_PORT']}"

    @property
    def pid(self) -> int:
        """The process id; 0 when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    def migrate(self) -> None:
        """Bring its database to the newest version of its tables."""
        done = subprocess.run(
            [_PROGRAM, "migrate", self.name],
            env=self._complete({}),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{self.name} could not migrate its database: {done.stderr or done.stdout}")

    def start(self, **settings: str) -> None:
        """Start the process, and return at once; `wait_ready` waits."""
        if self.pid:
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [_PROGRAM, "serve", self.name],
                env=self._complete(settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_ready(self, limit: float = 60) -> None:
        """Return once /readyz says yes. Raises when the process ends or the limit (seconds) is over."""
        deadline = time.monotonic() + limit
        answer = "nothing yet"
        while time.monotonic() < deadline:
            if not self.pid:
                raise RuntimeError(f"{self.name} ended at its start: {self.last_words()}")
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as response:  # noqa: S310 - our own address
                    if response.status == 200:
                        return
            except urllib.error.HTTPError as error:
                answer = error.read().decode(errors="replace")[:2000]
            except OSError as error:
                answer = str(error)
            time.sleep(0.1)
        raise TimeoutError(f"{self.name} is not ready after {limit:.0f} s ({answer}); see {self.log}")

    def wait_end(self, limit: float = 60) -> int:
        """Wait until the process has ended by itself (at a labelled point); returns its status, -9 for SIGKILL."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.wait(timeout=limit)

    def stop(self, limit: float = 30) -> None:
        """End it as an operator would, and hard after the limit (seconds)."""
        self._signal(signal.SIGTERM, limit)

    def kill(self) -> None:
        """End it without a word."""
        self._signal(signal.SIGKILL, 10)

    def last_words(self) -> str:
        """The end of its log."""
        if not self.log.exists():
            return "it wrote nothing"
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:].strip() or "it wrote nothing"

    def _signal(self, number: signal.Signals, limit: float) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        try:
            self._process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=10)
        self._process = None

    def _complete(self, settings: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, **self.environment, **settings}
