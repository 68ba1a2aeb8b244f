"""Which way the arrows point, as rules over the imports. `docs/architecture.md` draws them.

    main ─► api, consumer ─► handlers, storage, settings ─► domain ─► law, process, contracts, policies
      ├────────► agency ─► runtime, law, contracts, policies
      └────────► runtime ─► contracts.{decision, envelope, operations} and the registry in contracts/__init__

Each rule is a function from the source to findings; `RULES` is all of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tests.architecture.source import Finding, Import, Module, Source

SHARED = "exportlane"
PURE_LIBRARY = frozenset(
    {
        "__future__", "abc", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum",
        "fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "numbers", "operator", "re",
        "string", "types", "typing", "unicodedata", "zoneinfo",
    }
)  # fmt: skip
"""Of the standard library: what neither waits, nor reads a clock, nor rolls dice, nor leaves the process."""

PURE_PACKAGES = {
    "exportlane.contracts": {"pydantic", "pydantic_core", "exportlane.contracts", "exportlane.law"},
    "exportlane.process": {"exportlane.process", "exportlane.contracts", "exportlane.law"},
    "exportlane.law": {"exportlane.law", "chinese_calendar", "stdnum", "importlib.resources"},
    "exportlane.policies": {"exportlane.policies", "exportlane.law", "pydantic", "importlib.resources"},
}
"""What each pure package may import beside `PURE_LIBRARY`."""

DOMAIN_MAY = {"exportlane.contracts", "exportlane.law", "exportlane.process", "exportlane.policies"}
READS_ITS_DATA = ("exportlane.law", "exportlane.policies")
"""They read the tables that are packed with them, when somebody asks for one, and nothing else."""

RANKS = {"domain": 0, "handlers": 1, "storage": 1, "settings": 1, "consumer": 2, "api": 2, "main": 3}
PLUMBING = ("aiokafka", "aiosqlite", "asyncpg", "confluent_kafka", "sqlite3", "uvicorn")
RUNTIME_MAY = ("decision", "envelope", "operations")

OUTSIDE_CALLS = frozenset({"open", "print", "input", "exec", "eval", "breakpoint"})
CLOCKS = frozenset({"now", "utcnow", "today"})
FILES = frozenset({"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "touch"})
BUSINESS = re.compile(
    r"licen[cs]|vehicle|deregist|customs|rebate|invoice|\bvins?\b|_vins?(_|$)|^vins?(_|$)", re.IGNORECASE
)

Rule = Callable[[Source], Iterator[Finding]]


def shared_knows_no_service(source: Source) -> Iterator[Finding]:
    """What is shared never imports a service: services are discovered by their entry points."""
    for module in source.of(SHARED):
        for one in module.imports:
            for service in source.services:
                if one.reaches(service):
                    yield module.wrong(one.line, f"shared imports the service {service}")


def services_do_not_know_each_other(source: Source) -> Iterator[Finding]:
    """What one agency needs of another it hears as a fact."""
    for own in source.services:
        for module in source.of(own):
            for one in module.imports:
                for other in source.services:
                    if other != own and one.reaches(other):
                        yield module.wrong(one.line, f"{own} imports the service {other}")


def only_services_lean_on_the_agency(source: Source) -> Iterator[Finding]:
    """`agency` is for those who are one: nothing shared imports it, and the command line is none of its business."""
    package = "exportlane.agency"
    for module in source.of(SHARED):
        within = module.inside(package)
        for one in module.imports:
            if not within and one.reaches(package):
                yield module.wrong(one.line, f"{module.name} imports {package}, which is for services")
            if within and one.reaches("exportlane.cli"):
                yield module.wrong(one.line, f"{package} imports exportlane.cli")


def the_runtime_knows_no_business(source: Source) -> Iterator[Finding]:
    """Neither process, law and policies nor any agency's contract; only what all facts have in common."""
    registry = "exportlane.contracts"
    contracts = source.submodules(registry) - {f"{registry}.{name}" for name in RUNTIME_MAY}
    forbidden = (
        *sorted(contracts),
        "exportlane.process",
        "exportlane.law",
        "exportlane.policies",
        "exportlane.cli",
    )
    for module in source.of("exportlane.runtime"):
        for one in module.imports:
            for name in forbidden:
                if one.reaches(name):
                    yield module.wrong(one.line, f"the runtime imports {name}")


def the_runtime_speaks_no_business_word(source: Source) -> Iterator[Finding]:
    """No name and no text in the code of the runtime is about vehicles; docstrings and examples may be."""
    for module in source.of("exportlane.runtime"):
        spared = set(_documentation(module.tree))
        for node in ast.walk(module.tree):
            if id(node) in spared:
                continue
            for word in _words(node):
                if BUSINESS.search(word):
                    yield module.wrong(node, f"the runtime says {word!r}")


def pure_parts_import_only_what_is_pure(source: Source) -> Iterator[Finding]:
    """`contracts`, `process`, `law`, `policies`, every domain, and what a domain imports of its own package."""
    for package, more in PURE_PACKAGES.items():
        for module in source.of(package):
            yield from _impure_imports(module, more)
    for service in source.services:
        for module in _domain(source, service):
            yield from _impure_imports(module, DOMAIN_MAY | {service})


def pure_parts_touch_nothing(source: Source) -> Iterator[Finding]:
    """They open nothing, wait for nothing and read no clock. Handlers decide as well, so it holds for them too."""
    for module in _deciding(source):
        reads = any(module.inside(package) for package in READS_ITS_DATA)
        for node in ast.walk(module.tree):
            if what := _touched(node, may_read=reads):
                yield module.wrong(node, f"{module.name} is pure, but {what}")


def arrows_in_a_service_point_inwards(source: Source) -> Iterator[Finding]:
    """domain, then handlers, storage and settings, then consumer and api, then main."""
    for service in source.services:
        for module in source.of(service):
            rank = _rank(module.name, service)
            for one in module.imports:
                for name, other in RANKS.items():
                    if rank is not None and other > rank and one.reaches(f"{service}.{name}"):
                        yield module.wrong(
                            one.line, f"{module.name} imports {name}, which stands further out"
                        )


def only_entry_points_lead_to_main(source: Source) -> Iterator[Finding]:
    """`main` sees everything of its service, so nobody may see `main`."""
    for module in source.modules.values():
        for one in module.imports:
            for service in source.services:
                if one.reaches(f"{service}.main") and module.name != f"{service}.main":
                    yield module.wrong(one.line, f"{module.name} imports {service}.main")


def services_leave_the_plumbing_to_the_runtime(source: Source) -> Iterator[Finding]:
    """No broker's client, no database driver and no server is imported by a service."""
    for service in source.services:
        for module in source.of(service):
            for one in module.imports:
                for name in PLUMBING:
                    if one.reaches(name):
                        yield module.wrong(one.line, f"{module.name} imports {name}")


RULES: tuple[Rule, ...] = (
    shared_knows_no_service,
    services_do_not_know_each_other,
    only_services_lean_on_the_agency,
    the_runtime_knows_no_business,
    the_runtime_speaks_no_business_word,
    pure_parts_import_only_what_is_pure,
    pure_parts_touch_nothing,
    arrows_in_a_service_point_inwards,
    only_entry_points_lead_to_main,
    services_leave_the_plumbing_to_the_runtime,
)


def _impure_imports(module: Module, more: set[str]) -> Iterator[Finding]:
    for one in module.imports:
        if one.module.split(".")[0] not in PURE_LIBRARY and not _within(one, more):
            yield module.wrong(one.line, f"{module.name} is pure, but imports {one.module}")


def _within(one: Import, allowed: set[str]) -> bool:
    """Whether the module lies in what is allowed, or all that is taken from it: ``from exportlane import law``."""

    def covered(name: str) -> bool:
        return any(name == each or name.startswith(each + ".") for each in allowed)

    return covered(one.module) or (len(one.names) > 1 and all(map(covered, one.names[1:])))


def _domain(source: Source, service: str) -> list[Module]:
    """The domain, and every module of the same package that it leans on."""
    found = {m.name: m for m in source.of(f"{service}.domain")}
    waiting = list(found.values())
    while waiting:
        for one in waiting.pop().imports:
            for name in one.names:
                module = source.modules.get(name)
                if (
                    module is not None
                    and module.name != service
                    and module.inside(service)
                    and name not in found
                ):
                    found[name] = module
                    waiting.append(module)
    return list(found.values())


def _deciding(source: Source) -> Iterator[Module]:
    """Whatever decides: the pure packages, domains, handlers, and every module that says of itself that it is PURE."""
    yield from source.of(*PURE_PACKAGES)
    for service in source.services:
        domain = _domain(source, service)
        yield from domain
        for module in source.of(service):
            says_so = "PURE." in (ast.get_docstring(module.tree) or "")
            if (says_so or module.inside(f"{service}.handlers")) and module not in domain:
                yield module


def _touched(node: ast.AST, *, may_read: bool) -> str | None:
    if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
        return "waits"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OUTSIDE_CALLS:
        return f"calls {node.func.id}"
    if isinstance(node, ast.Attribute):
        base = ast.unparse(node.value).rpartition(".")[2]
        if node.attr in CLOCKS and base in {"datetime", "date"}:
            return f"reads the clock by {base}.{node.attr}"
        if node.attr in FILES and not may_read:
            return f"touches files by {node.attr}"
    return None


def _rank(name: str, service: str) -> int | None:
    return RANKS.get(name.removeprefix(service + ".").split(".")[0])


def _documentation(tree: ast.Module) -> Iterator[int]:
    """What stands in the code for people: docstrings, bare texts below a name, examples and descriptions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.keyword) and node.arg in {"examples", "description"}:
            yield from (id(inner) for inner in ast.walk(node))


def _words(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word):
            yield word
        case ast.FunctionDef(name=word) | ast.AsyncFunctionDef(name=word) | ast.ClassDef(name=word):
            yield word
        case ast.Constant(value=str(word)):
            yield word
        case ast.keyword(arg=str(word)):
            yield word
