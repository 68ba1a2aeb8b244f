"""An Apache Kafka broker of our own on the loopback address, without Docker: for `make up`, tests and the benchmark."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from tools.stack.programs import free_port, java, maven

_T = TypeVar("_T")
_POM = Path(__file__).resolve().parents[1] / "kafka" / "pom.xml"

_FETCH = ("-q", "-B", "--strict-checksums", "dependency:copy-dependencies", "-DincludeScope=runtime")
_JVM = ("-Xms256m", "-XX:+UseSerialGC", "-Djava.awt.headless=true")

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={folder}/log
num.partitions=12
auto.create.topics.enable=false
offsets.topic.num.partitions=12
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
log.retention.ms=-1
# A broker that was killed may come back after this long, instead of nine seconds.
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
"""

_LOGGING = """\
status = warn
appender.file.type = File
appender.file.name = file
appender.file.fileName = ${sys:exportlane.log}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %m (%c)%n
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
"""


def kafka_version() -> str:
    """The version that tools/kafka/pom.xml names."""
    found = re.search(r"<kafka\.version>([^<]+)<", _POM.read_text(encoding="utf-8"))
    if not found:
        raise RuntimeError(f"{_POM} names no kafka.version")
    return found.group(1)


def libraries() -> Path:
    """The folder with the broker's libraries, fetched by Maven the first time and kept for every clone.

    EXPORTLANE_CACHE moves it; the default is ~/.cache/exportlane.
    """
    cache = Path(os.environ.get("EXPORTLANE_CACHE") or Path.home() / ".cache" / "exportlane")
    folder = cache / f"kafka-{kafka_version()}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        # Maven's own store does not like two Mavens at a time, and several test workers ask at once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch(cache, folder)
    return folder


def _fetch(cache: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        # Maven writes beside its project file: it works on a copy, and what it fetched moves in one step.
        pom = shutil.copy(_POM, scratch)
        done = subprocess.run(
            [maven(), *_FETCH, "-f", pom, f"-DoutputDirectory={scratch}/libraries"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = next(
                (line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line), "no reason"
            )
            raise RuntimeError(f"Maven could not fetch Kafka's libraries: {said[:300]}")
        Path(scratch, "libraries").rename(folder)


class KafkaBroker:
    """One combined broker and controller in `folder`; started again there, it holds the same topics and messages."""

    def __init__(self, folder: Path, *, port: int | None = None, heap: str = "512m") -> None:
        self.folder = folder
        self.port = port or free_port()
        self._controller = free_port()
        self._heap = heap
        self._java = java()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """The address for EXPORTLANE_KAFKA_BOOTSTRAP."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The broker's process id; 0 when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    @property
    def log(self) -> Path:
        """The broker's own log."""
        return self.folder / "kafka.log"

    def start(self, *, limit: float = 90) -> None:
        """Format the log folder when it is new, start the broker, and return once it answers."""
        if self.pid:
            return
        self._prepare()
        self._process = self._spawn("kafka.Kafka", str(self.folder / "server.properties"))
        deadline = time.monotonic() + limit
        while not in_thread(_answers(self.bootstrap)):
            if self._process.poll() is not None:
                raise RuntimeError(f"Kafka ended at its start; see {self.log} and {self.folder}/console.log")
            if time.monotonic() > deadline:
                raise TimeoutError(f"Kafka did not answer within {limit:.0f} s; see {self.log}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Shut down as an operator would."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the broker without a word; its log stays."""
        self._signal(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start on the same port."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Kill the broker, and forget its log."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = self.folder / "server.properties"
        properties.write_text(
            _PROPERTIES.format(port=self.port, controller=self._controller, folder=self.folder),
            encoding="utf-8",
        )
        (self.folder / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
        if (self.folder / "log" / "meta.properties").exists():
            return
        # An id that begins with a hyphen would be taken for an option.
        cluster = "E" + urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:].rstrip("=")
        formatting = self._spawn("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties))
        if formatting.wait(timeout=120):
            raise RuntimeError(f"Kafka could not format its log folder; see {self.folder}/console.log")

    def _spawn(self, main: str, *arguments: str) -> subprocess.Popen[bytes]:
        logging = (
            f"-Dlog4j2.configurationFile={self.folder}/log4j2.properties",
            f"-Dexportlane.log={self.log}",
        )
        with (self.folder / "console.log").open("ab") as console:
            return subprocess.Popen(
                [
                    self._java,
                    *_JVM,
                    f"-Xmx{self._heap}",
                    *logging,
                    "-cp",
                    f"{libraries()}/*",
                    main,
                    *arguments,
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
                cwd=self.folder,
            )

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        self._process.wait(timeout=60)
        self._process = None


def in_thread(work: Coroutine[object, object, _T]) -> _T:
    """Run a coroutine to its end from anywhere, also while another loop is running in this thread."""
    outcome: list[_T | BaseException] = []

    def run() -> None:
        try:
            outcome.append(asyncio.run(work))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            outcome.append(error)

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()
    (result,) = outcome
    if isinstance(result, BaseException):
        raise result
    return result


async def _answers(bootstrap: str) -> bool:
    host, _, port = bootstrap.rpartition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=2000)
    try:
        await client.start()
        await client.list_topics()
    except (KafkaError, OSError):
        return False
    else:
        return True
    finally:
        await client.close()
