"""Which names an agency may have, and what follows from one."""

from __future__ import annotations

import importlib.util
import keyword
import re
import sys
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40
_RESERVED = {
    "enterprise": "it stands for the exporter in access tokens",
    "conference": "it stands for the joint conference in access tokens",
    "operations": "the operators' routes have this name in every service",
    "batches": "the gateway's own routes have this name",
    "cases": "the gateway's own routes have this name",
    "events": "the gateway's own routes have this name",
    "shared": "the packages that all services share have this name",
    "exportlane": "the shared package has this name",
    "tests": "the tests have this name",
    "tools": "the tools have this name",
    "benchmarks": "the benchmarks have this name",
}


class NameRefused(ValueError):
    """The name will not do. The sentence says why, and what would do."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency by its name on the wire and on the command line: lower-case words with hyphens, ``port-authority``."""

    name: str

    @property
    def package(self) -> str:
        """The import name: ``port_authority``."""
        return self.name.replace("-", "_")

    @property
    def title(self) -> str:
        """For people, until somebody writes a better one: ``Port authority``."""
        return self.name.replace("-", " ").capitalize()

    @property
    def prefix(self) -> str:
        """In front of class names: ``PortAuthority``."""
        return "".join(word.capitalize() for word in self.name.split("-"))

    def folder(self, root: Path) -> Path:
        return root / "services" / self.name

    def package_folder(self, root: Path) -> Path:
        return self.folder(root) / self.package

    def tests_folder(self, root: Path) -> Path:
        return root / "tests" / self.package


def named(name: str, root: Path) -> Agency:
    """The agency of this name, when it may be made under `root`. Raises NameRefused."""
    agency = Agency(name)
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise NameRefused(
            f"«{name}» is no name for an agency: lower-case words of letters and digits joined by single hyphens, at "
            f"most {_LONGEST} characters, for example port-authority."
        )
    if name in _RESERVED:
        raise NameRefused(f"«{name}» is taken: {_RESERVED[name]}.")
    for made in (agency.folder(root), agency.tests_folder(root)):
        if made.exists():
            raise NameRefused(f"There is a folder {made.relative_to(root)} already; nothing was written.")
    if keyword.iskeyword(agency.package) or agency.package in sys.stdlib_module_names:
        raise NameRefused(
            f"«{agency.package}» is a word of Python itself and cannot be the name of a package."
        )
    if importlib.util.find_spec(agency.package) is not None:
        raise NameRefused(
            f"Another package here is called «{agency.package}», and the two would be confused."
        )
    return agency
