"""Which codes the agencies refuse by, and which of them a test reaches through the API or by a fact that is heard.

The codes are those of the rules (`exportlane.law.rules`) and of every `Refused(...)`, also where a function of the
agency's own makes the refusal of a code that it is given. A test reaches a code when it runs the service, or calls its
handlers, and the code stands in it as a string: in the test, its table of cases, or what it calls.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.documents.law_rules import ROOT, placed_rules

AGENCIES = (
    "licensing",
    "vehicle_registry",
    "customs",
    "tax_rebate",
    "transport",
    "incentives",
    "credit_insurance",
    "logistics",
    "registers",
)
RUNS = frozenset({"system", "embedded", "open_lane", "ASGITransport"})
"""Whoever names one of these has the service running."""
HANDLERS = frozenset({"handlers", "consumer"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


def codes_of(agency: str, root: Path = ROOT) -> Mapping[str, str]:
    """The codes of an agency, each with the first place that names it."""
    found: dict[str, str] = {}
    folder = root / "services" / agency.replace("_", "-") / agency
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))}
    makers = _makers(trees.values())
    for path, tree in trees.items():
        for code, line in _said(tree, makers):
            found.setdefault(code, f"{path.relative_to(root).as_posix()}:{line}")
    for placed in placed_rules(root)[0]:
        if placed.rule.slug and placed.package == agency:
            found.setdefault(placed.rule.slug, placed.places[0])
    return found


def _makers(trees: Iterable[ast.Module]) -> dict[str, tuple[int | None, str]]:
    """Functions that make a refusal of a code that they are given: name -> (position, name) of that parameter."""
    makers: dict[str, tuple[int | None, str]] = {"Refused": (0, "slug")}
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, Function)]
    while True:
        known = len(makers)
        for function in functions:
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                given = _given(call, makers)
                if isinstance(given, ast.Name) and (place := _parameter(function, given.id)):
                    makers.setdefault(function.name, place)
        if len(makers) == known:
            return makers


def _parameter(function: Function, name: str) -> tuple[int | None, str] | None:
    positional = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    if name in positional:
        return positional.index(name), name
    return (None, name) if name in {arg.arg for arg in function.args.kwonlyargs} else None


def _given(call: ast.Call, makers: Mapping[str, tuple[int | None, str]]) -> ast.expr | None:
    """What a call of such a function gives as the code."""
    place = makers.get(_called(call))
    if place is None:
        return None
    position, name = place
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if position is not None and position < len(call.args) else None


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _said(tree: ast.Module, makers: Mapping[str, tuple[int | None, str]]) -> Iterator[tuple[str, int]]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        given = _given(call, makers)
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value, call.lineno


@dataclass(frozen=True, slots=True)
class Part:
    """A function or a table of a test module: what it names, the strings in it, and whether it runs the service."""

    names: frozenset[str]
    strings: frozenset[str]
    runs: bool


@dataclass(slots=True)
class Module:
    """A test module: its parts by name, and where the names come from that it takes from other test modules."""

    parts: dict[str, Part] = field(default_factory=dict)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)


class Suite:
    """All test modules, read without running them."""

    def __init__(self, root: Path = ROOT) -> None:
        self._modules = {
            ".".join(path.relative_to(root).with_suffix("").parts): _read(path)
            for path in sorted((root / "tests").rglob("*.py"))
        }

    def reached(self, agency: str) -> frozenset[str]:
        """Every string in a test of this agency, or of all together, that runs the service or calls its handlers."""
        found: set[str] = set()
        for name, module in self._modules.items():
            if name.split(".")[1] not in {agency, "end_to_end"}:
                continue
            for part in module.parts:
                if part.split(".")[-1].startswith("test_"):
                    strings, runs = self._look(name, part, set())
                    found |= strings if runs else set()
        return frozenset(found)

    def _look(self, module: str, part: str, seen: set[tuple[str, str]]) -> tuple[set[str], bool]:
        if (module, part) in seen:
            return set(), False
        seen.add((module, part))
        own = self._modules[module].parts[part]
        strings, runs = set(own.strings), own.runs
        for name in own.names:
            place = self._place(module, name)
            if place is not None:
                more, also = self._look(*place, seen)
                strings, runs = strings | more, runs or also
        return strings, runs

    def _place(self, module: str, name: str) -> tuple[str, str] | None:
        """Where a name is from: the module itself, one that it imports from, or a conftest above it."""
        known = self._modules[module]
        if name in known.parts:
            return module, name
        if name in known.taken:
            source, original = known.taken[name]
            return self._place(source, original) if source in self._modules else None
        folder = module.rpartition(".")[0]
        while folder:
            above = f"{folder}.conftest"
            if above in self._modules and above != module and name in self._modules[above].parts:
                return above, name
            folder = folder.rpartition(".")[0]
        return None


def _read(path: Path) -> Module:
    module = Module()
    _fill(module, ast.parse(path.read_text(encoding="utf-8")).body, "")
    return module


def _fill(module: Module, body: Iterable[ast.stmt], prefix: str) -> None:
    for node in body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
            module.taken |= {
                alias.asname or alias.name: (node.module or "", alias.name) for alias in node.names
            }
        elif isinstance(node, Function):
            module.parts[prefix + node.name] = _part(node)
        elif isinstance(node, ast.ClassDef):
            module.parts[node.name] = _part(node)
            _fill(module, node.body, f"{node.name}.")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    module.parts[target.id] = _part(node)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").rpartition(".")[2] in HANDLERS:
            module.parts |= {alias.name: Part(frozenset(), frozenset(), runs=True) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            handlers = {alias.name for alias in node.names} & HANDLERS
            module.parts |= {name: Part(frozenset(), frozenset(), runs=True) for name in handlers}


def _part(node: ast.AST) -> Part:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    names |= {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    strings = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
    texts = frozenset(value for value in strings if isinstance(value, str))
    return Part(frozenset(names), texts, runs=bool(names & RUNS))
