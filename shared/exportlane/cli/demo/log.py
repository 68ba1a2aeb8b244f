"""Where the services of a demo write their log: into a file beside its data, not between the lines of the story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exportlane.runtime.telemetry import configure_logging


@contextmanager
def logged_beside(data_dir: Path) -> Iterator[Path]:
    """The log goes to `NAME.log` beside the folder, which may be emptied meanwhile; afterwards it goes nowhere else."""
    path = data_dir.with_name(f"{data_dir.name}.log")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        configure_logging(stream=file, human=False)
        try:
            yield path
        finally:
            configure_logging()
