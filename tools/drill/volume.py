"""A small disk that can be filled: a file system in memory, which only root may mount."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

SIZE_MB = 48
BALLAST = "ballast"
CHUNK = 2**16


class NoVolume(RuntimeError):
    """No small disk can be made here. The sentence says why."""


class Volume:
    """`folder` is its place. What is written there is gone with it."""

    def __init__(self, folder: Path, *, size_mb: int = SIZE_MB) -> None:
        self.folder = folder
        self._size_mb = size_mb
        self._mounted = False

    def mount(self) -> None:
        """Make it. Raises NoVolume."""
        if os.geteuid() != 0 or shutil.which("mount") is None:
            raise NoVolume("only root can mount a small disk to fill")
        self.folder.mkdir(parents=True, exist_ok=True)
        options = f"size={self._size_mb}m,mode=0755"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "exportlane-drill", str(self.folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise NoVolume(f"no small disk can be mounted here: {done.stderr.strip()}")
        self._mounted = True

    def fill(self) -> None:
        """Write until nothing more fits."""
        with (self.folder / BALLAST).open("wb") as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(CHUNK))
                ballast.flush()

    def clear(self) -> None:
        """Take away what `fill` wrote."""
        (self.folder / BALLAST).unlink(missing_ok=True)

    def unmount(self) -> None:
        if self._mounted:
            # Lazily: who still has a file of it open must not keep it in the list of mounts.
            subprocess.run(["umount", "-l", str(self.folder)], check=False)
            self._mounted = False
