"""Reading the tree's Python without running it: modules, what they import, and where."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Finding:
    """What is wrong, and where."""

    path: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


@dataclass(frozen=True)
class Import:
    """`names` are all that the statement may reach: ``from a import b`` reaches ``a`` and ``a.b``."""

    names: tuple[str, ...]
    line: int

    def reaches(self, prefix: str) -> bool:
        """Whether the package or module `prefix`, or anything in it, is imported."""
        return any(name == prefix or name.startswith(prefix + ".") for name in self.names)

    @property
    def module(self) -> str:
        return self.names[0]


@dataclass(frozen=True)
class Module:
    """One file of Python; `name` is its dotted name and `place` its path in the tree."""

    name: str
    place: Path
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import, also those for type checking, inside functions, and by `import_module` with a plain text."""
        return tuple(self._imports())

    def inside(self, prefix: str) -> bool:
        return self.name == prefix or self.name.startswith(prefix + ".")

    def wrong(self, node: ast.AST | int, sentence: str) -> Finding:
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return Finding(self.place, line, sentence)

    def _imports(self) -> Iterator[Import]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import((alias.name,), node.lineno)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield Import((base, *(f"{base}.{alias.name}" for alias in node.names)), node.lineno)
            elif isinstance(node, ast.Call) and (name := _loaded(node)):
                yield Import((name,), node.lineno)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        kept = package[: len(package) - node.level + 1]
        return ".".join([*kept, *([node.module] if node.module else [])])


class Source:
    """Every module of `shared` and of the services under `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shared = root / "shared"
        self.services = {
            init.parent.name: init.parent for init in sorted((root / "services").glob("*/*/__init__.py"))
        }
        folders = [(shared / "exportlane", shared), *((path, path.parent) for path in self.services.values())]
        self.modules = {m.name: m for folder, base in folders for m in self._read(folder, base)}

    def of(self, *prefixes: str) -> Iterator[Module]:
        """The modules inside these packages."""
        return (m for m in self.modules.values() if any(m.inside(prefix) for prefix in prefixes))

    def submodules(self, package: str) -> frozenset[str]:
        """The modules and packages that stand directly in a package, by their full name."""
        depth = package.count(".") + 1
        return frozenset(m.name for m in self.of(package) if m.name.count(".") == depth)

    def _read(self, folder: Path, base: Path) -> Iterator[Module]:
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if package else parts)
            yield Module(name, path.relative_to(self.root), path.read_text(encoding="utf-8"), package)


def _loaded(call: ast.Call) -> str | None:
    """The module that ``import_module("…")`` names, None for any other call."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called in {"import_module", "__import__"} and call.args and isinstance(call.args[0], ast.Constant):
        return str(call.args[0].value)
    return None
