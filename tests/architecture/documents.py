"""What the documents say, and whether it is there: links, anchors, paths, targets, commands, variables.

A document that names what does not exist is worse than none: it is believed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer

from tests.architecture.language import Text
from tests.architecture.source import Finding

TOP = ("benchmarks", "deploy", "docs", "examples", "requirements", "services", "shared", "tests", "tools")
PLACEHOLDER = re.compile(r"[*<>{}…]|port[-_]authority|[A-Z]{3,}(?!\.md)|NNNN")
"""What stands for a name that the reader has to give."""
NO_COMMAND = frozenset({"NAME", "SERVICE", "CASE_ID", "…"})


@dataclass(frozen=True)
class World:
    """What there is to be named."""

    root: Path
    targets: frozenset[str] = frozenset()
    commands: frozenset[tuple[str, ...]] = frozenset()
    variables: frozenset[str] = frozenset()
    pages: dict[Path, Text] = field(default_factory=dict)


Rule = Callable[[Text, World], Iterator[Finding]]

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_PATH = re.compile(rf"(?<![\w/.:-])(?:{'|'.join(TOP)})/[\w./-]+")
_MAKE = re.compile(r"(?:^|[`$(\s])make ((?:[a-z0-9]+-)*[a-z0-9]+)\b")
_COMMAND = re.compile(r"(?:^|[`/«\s])(?<!-n )(?<!namespace )exportlane((?: [a-z][a-z-]*)+)")
_VARIABLE = re.compile(r"\bEXPORTLANE_[A-Z][A-Z_]*[A-Z]\b")
_RUNBOOK = re.compile(r"runbook(?:\.md)?(?:#([\w-]+)|, «([^{»]+)»)")
_CODE = re.compile(r"`[^`]+`")


def anchors(page: Text) -> frozenset[str]:
    """The anchors of a page's headings, as they are made where such pages are shown."""
    found: dict[str, int] = {}
    names = set()
    for line in _outside_code(page):
        if heading := _HEADING.match(line):
            name = anchor_of(heading[1])
            count = found.get(name, 0)
            found[name] = count + 1
            names.add(f"{name}-{count}" if count else name)
    return frozenset(names)


def anchor_of(heading: str) -> str:
    """A heading in small letters, without signs, spaces as hyphens."""
    words = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def links_lead_somewhere(page: Text, world: World) -> Iterator[Finding]:
    """To a file of the tree, and to a heading in it."""
    for line, found in page.matches(_LINK):
        target, _, anchor = found[1].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        place = within(page.place.parent / target) if target else page.place
        if not (world.root / place).exists():
            yield page.wrong(line, f"the link {found[1]} leads nowhere")
        elif anchor and place in world.pages and anchor not in anchors(world.pages[place]):
            yield page.wrong(line, f"there is no heading for the link {found[1]}")


def paths_exist(page: Text, world: World) -> Iterator[Finding]:
    """What looks like a path of the tree is one."""
    for line, found in page.matches(_PATH):
        rest = page.lines[line - 1][found.end() : found.end() + 1]
        path = found[0].rstrip("./")
        if PLACEHOLDER.search(path) or rest in {"*", "<", "{", "…", "A"}:
            continue
        if not (world.root / path).exists():
            yield page.wrong(line, f"there is no {path}")


def targets_exist(page: Text, world: World) -> Iterator[Finding]:
    """``make …`` in code names a target of the Makefile."""
    for line, text in _code(page):
        for found in _MAKE.finditer(text):
            if found[1] not in world.targets:
                yield page.wrong(line, f"there is no target {found[1]} in the Makefile")


def commands_exist(page: Text, world: World) -> Iterator[Finding]:
    """``exportlane …`` in code names a command."""
    for line, text in _code(page):
        for found in _COMMAND.finditer(text):
            words = tuple(found[1].split())
            if not any(words[: len(known)] == known for known in world.commands):
                yield page.wrong(line, f"there is no command exportlane{found[1]}")


def variables_are_read(page: Text, world: World) -> Iterator[Finding]:
    """A variable of the environment that nothing reads would be set in vain."""
    for line, found in page.matches(_VARIABLE):
        if found[0] not in world.variables:
            yield page.wrong(line, f"nothing reads {found[0]}")


RULES: tuple[Rule, ...] = (
    links_lead_somewhere,
    paths_exist,
    targets_exist,
    commands_exist,
    variables_are_read,
)


def runbook_sections(files: list[Text]) -> Iterator[Finding]:
    """Every section of the runbook that the code sends people to; the sentence is the anchor of its heading.

    It is named by its anchor (``runbook.md#lag``), by its heading (``runbook.md, «Lag»``), or as the section of a kind
    of finding.
    """
    for file in files:
        if not file.python or file.place.parts[0] == "tests":
            continue
        for line, found in file.matches(_RUNBOOK):
            yield file.wrong(line, found[1] or anchor_of(found[2]))
        for node in ast.walk(file.tree):
            match node:
                case ast.Call(func=ast.Name(id="Kind"), args=[*_, ast.Constant(value=str(section))]):
                    if file.place.stem == "kinds":
                        yield file.wrong(node.lineno, anchor_of(section))


def parking_causes(file: Text) -> Iterator[str]:
    """Why messages are set aside: the third argument of what parks them, the first of what makes them untrusted."""
    for node in ast.walk(file.tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="park" | "_set_aside"),
                args=[_, ast.Constant(), ast.Constant(value=str(cause)), *_],
            ):
                yield cause
            case ast.Call(
                func=ast.Name(id="Trouble" | "SignatureRefused"), args=[ast.Constant(value=str(cause)), *_]
            ):
                yield cause


def make_targets(makefile: str) -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE))


def command_paths(app: typer.Typer) -> frozenset[tuple[str, ...]]:
    """Every command as the words that one types after ``exportlane``."""

    def below(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield words
            return
        for name, sub in inner.items():
            yield from below(sub, (*words, name))

    return frozenset(below(typer.main.get_command(app), ()))


def within(place: Path) -> Path:
    parts: list[str] = []
    for part in place.parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return Path(*parts)


def _outside_code(page: Text) -> Iterator[str]:
    fenced = False
    for line in page.lines:
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield line


def _code(page: Text) -> Iterator[tuple[int, str]]:
    """What stands in code: fenced lines, and what is between backticks elsewhere."""
    fenced = False
    for number, line in enumerate(page.lines, 1):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            yield number, line.partition("  #")[0]
        else:
            yield from ((number, found[0]) for found in _CODE.finditer(line))
