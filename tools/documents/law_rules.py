"""The rules of law that stand in the code, the tests that prove them, and what is wrong between the two.

A rule is named by `exportlane.law.rules.rule` above its function or in a module's table `RULES`; a test names the rule
that it proves by `pytest.mark.rule("ID")`, with the id written there, so that a reader can search for it.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from exportlane.law.rules import Rule, rules_in

ROOT = Path(__file__).resolve().parents[2]
NAMING = "exportlane.law.rules"
"""A module that names rules imports this one; no other module is imported to look for them."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule and every place in the code that names it, as dotted names."""

    rule: Rule
    places: tuple[str, ...]

    @property
    def package(self) -> str:
        """The package that the rule belongs to: a service, or `exportlane` for what all share."""
        return self.places[0].partition(".")[0]


@dataclass(frozen=True, slots=True)
class Proof:
    """A test that proves a rule. `id` is None where the mark does not spell the id out."""

    id: str | None
    test: str
    file: str
    line: int


def placed_rules(root: Path = ROOT) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """Every rule of shared code and services, by id, and a sentence for each id that two rules share."""
    found: dict[Rule, list[str]] = {}
    for name in sorted(module_names(root)):
        for rule, place in rules_in(importlib.import_module(name)):
            found.setdefault(rule, []).append(place)
    placed = sorted(
        (Placed(rule, tuple(places)) for rule, places in found.items()), key=lambda one: one.rule.id
    )
    return tuple(placed), tuple(_shared_ids(placed))


def module_names(root: Path = ROOT) -> Iterator[str]:
    """The modules that name rules."""
    for source in (root / "shared", *sorted((root / "services").iterdir())):
        for path in sorted(source.rglob("*.py")):
            if NAMING in path.read_text(encoding="utf-8"):
                parts = path.relative_to(source).with_suffix("").parts
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                if name != NAMING:
                    yield name


def proofs(folder: Path = ROOT / "tests", mark: str = "rule") -> tuple[Proof, ...]:
    """Every mark of this name of every test, read without running them."""
    return tuple(
        proof
        for path in sorted(folder.rglob("test_*.py"))
        for proof in proofs_in(
            path.read_text(encoding="utf-8"), path.relative_to(folder.parent).as_posix(), mark
        )
    )


def proofs_in(text: str, file: str, mark: str = "rule") -> Iterator[Proof]:
    """The marks of one file. A mark in `pytestmark` or above a class is on every test below it."""
    if f"mark.{mark}" not in text:
        return
    tree = ast.parse(text)
    yield from _Walk(file, f"mark.{mark}").below(tree.body, (), "")


def faults(placed: Iterable[Placed], proofs: Iterable[Proof]) -> Iterator[str]:
    """A sentence for each rule without a test, and for each mark that names no rule."""
    by_id = proved(proofs)
    known = set()
    for one in placed:
        known.add(one.rule.id)
        if one.rule.id not in by_id:
            yield f"{one.places[0]}: no test is marked with the rule {one.rule.id}"
    for id_, tests in by_id.items():
        for test in tests:
            if id_ is None:
                yield f"{test.file}:{test.line}: {test.test} is marked with a rule whose id is not spelt out"
            elif id_ not in known:
                yield f"{test.file}:{test.line}: {test.test} is marked with {id_}, but there is no such rule"


def proved(proofs: Iterable[Proof]) -> Mapping[str | None, tuple[Proof, ...]]:
    """The tests of each rule, in the order of the files."""
    found: dict[str | None, list[Proof]] = {}
    for proof in proofs:
        found.setdefault(proof.id, []).append(proof)
    return {id_: tuple(tests) for id_, tests in found.items()}


def _shared_ids(placed: Iterable[Placed]) -> Iterator[str]:
    first: dict[str, Placed] = {}
    for one in placed:
        earlier = first.setdefault(one.rule.id, one)
        if earlier is not one:
            yield f"two rules share the id {one.rule.id}: {earlier.places[0]} and {one.places[0]}"


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk over one file for the marks that end with `mark`."""

    file: str
    mark: str

    def below(self, body: Iterable[ast.stmt], above: tuple[ast.Call, ...], prefix: str) -> Iterator[Proof]:
        body = list(body)
        own = [
            mark
            for one in body
            if isinstance(one, ast.Assign) and _is_pytestmark(one)
            for mark in self.marks(one)
        ]
        around = (*above, *own)
        for one in body:
            if isinstance(one, ast.ClassDef):
                marks = [mark for decorator in one.decorator_list for mark in self.marks(decorator)]
                yield from self.below(one.body, (*around, *marks), f"{prefix}{one.name}.")
            elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test"):
                marks = [mark for decorator in one.decorator_list for mark in self.marks(decorator)]
                yield from _once(
                    Proof(id_, f"{prefix}{one.name}", self.file, mark.lineno)
                    for mark in (*around, *marks)
                    for id_ in _ids(mark)
                )

    def marks(self, node: ast.AST) -> Iterator[ast.Call]:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and ast.unparse(inner.func).endswith(self.mark):
                yield inner


def _once(found: Iterable[Proof]) -> Iterator[Proof]:
    seen: set[str | None] = set()
    for proof in found:
        if proof.id not in seen:
            yield proof
        seen.add(proof.id)


def _is_pytestmark(one: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in one.targets)


def _ids(mark: ast.Call) -> Iterator[str | None]:
    for argument in mark.args:
        is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        yield argument.value if is_text else None  # type: ignore[attr-defined,unused-ignore]
