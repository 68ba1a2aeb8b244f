"""How the project speaks, as rules over its text files. It speaks of itself alone, and each word means one thing."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.architecture.source import ROOT, Finding

TEXT = frozenset(
    {
        ".css", ".html", ".in", ".js", ".json", ".lock", ".md", ".py", ".svg", ".toml", ".txt", ".xml", ".yaml", ".yml",
        "",
    }
)  # fmt: skip
LONGEST_FILE, LONGEST_TEST_FILE = 400, 600
"""Lines of a Python file. The habit is 250; past this one looks for what has grown together."""
LONGEST_FUNCTION = 60
"""Lines of a function in the packages. The habit is 25; a table or a list of routes may be longer."""
LONGEST_NAP = 0.1
"""Seconds that a test may give way to the other side where there is nothing to look at."""
VAGUE = frozenset({"common", "helper", "helpers", "manager", "managers", "misc", "stuff", "util", "utils"})

HOSTS = (
    "127.0.0.1", "localhost", "example", "example.com", "test", "invalid",
    "json-schema.org", "maven.apache.org", "www.w3.org", "www.apache.org", "docs.python.org", "keepachangelog.com",
    "semver.org", "www.rfc-editor.org", "datatracker.ietf.org", "www.asyncapi.com", "spec.openapis.org",
    "schemas.openxmlformats.org", "www.xes-standard.org", "www.ocel-standard.org",
)  # fmt: skip
"""Whom an address in the tree may name: nobody, standards, and documentation. A name without a dot is a service's."""


@dataclass(frozen=True)
class Text:
    """One file, by its place in the tree."""

    place: Path
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def python(self) -> bool:
        return self.place.suffix == ".py"

    @property
    def written_by_us(self) -> bool:
        """Not made by a program: locks, and schemas taken from elsewhere."""
        made = self.place.suffix == ".lock" or self.place.name == "package-lock.json"
        return not made and "schemas" not in self.place.parts

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def wrong(self, line: int, sentence: str) -> Finding:
        return Finding(self.place, line, sentence)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        for number, line in enumerate(self.lines, 1):
            for found in pattern.finditer(line):
                yield number, found


Rule = Callable[[Text], Iterator[Finding]]


def files(root: Path = ROOT) -> list[Text]:
    """Every text file that is handed in, or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    places = sorted({Path(name) for name in listed.stdout.split("\0") if name})
    found = [place for place in places if place.suffix in TEXT and (root / place).is_file()]
    return [Text(place, (root / place).read_text(encoding="utf-8")) for place in found]


_MACHINE = re.compile(r"(?<![\w.:/~$}*-])/(?:home|mnt|root|Users|work|workspace)/[\w.]|[A-Z]:\\\\?Users")
_TRACKER = re.compile(
    r"\b(?:bug|issue|pull request|ticket|PR|GH)[ -]?#?\d+\b|(?<![\w&/#(\"'`])#\d{1,5}\b", re.IGNORECASE
)
_LATER = re.compile(r"\b(?:TODO(?!\()|FIXME|HACK)\b")
_ADDRESS = re.compile(r"\bhttps?://(?:[^\s\"'/@]*@)?([^\s\"'<>`()\[\]»,;\\/:?#]+)")
_INDEX = re.compile(
    r"^\s*--(?:index-url|extra-index-url|find-links|trusted-host)\b|@ (?:https?|file)://", re.MULTILINE
)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b")
_NOUN = re.compile(r"license(?!d|s?_?plate)", re.IGNORECASE)
_AMERICAN = re.compile(
    r"\b(?:behavior|canceled|canceling|catalog|labeled|unlabeled|fulfill|judgment|defense)\b", re.IGNORECASE
)
_STANDARD_NAMES = re.compile(
    r"[*`]license[*`] the verb|\bLICENSE\b|license(?=\s*=|-files|_file)|behavior: |"
    r"babel\.messages\.\w+|\bCatalog\b|\.fulfil+\("
)


_MOCKS = ("unittest.mock", "mock", "pytest_mock")


def no_path_of_a_machine(file: Text) -> Iterator[Finding]:
    """A path of somebody's home or workplace is right on one machine only."""
    for line, found in file.matches(_MACHINE):
        yield file.wrong(line, f"a path of one machine: {found[0]}")


def no_number_of_a_tracker(file: Text) -> Iterator[Finding]:
    """What must be known stands in the text; a number in some tracker tells a reader nothing."""
    if file.written_by_us and file.place.suffix in {".md", ".py", ".toml", ".yaml", ".yml", ""}:
        for line, found in file.matches(_TRACKER):
            yield file.wrong(line, f"the number of a tracker: {found[0]}")


def nothing_is_left_for_nobody(file: Text) -> Iterator[Finding]:
    """A note of work to be done has a name in brackets, or it is nobody's."""
    if file.written_by_us:
        for line, found in file.matches(_LATER):
            if "TD00" not in file.lines[line - 1] and "FIX00" not in file.lines[line - 1]:
                yield file.wrong(line, f"{found[0]} without a name")


def locks_name_no_place(file: Text) -> Iterator[Finding]:
    """Packages are known by their hashes; from where they come is the installer's business."""
    if file.place.suffix == ".lock":
        for line, found in file.matches(_ADDRESS):
            yield file.wrong(line, f"the lock names an address: {found[0]}")
        for line, found in file.matches(_INDEX):
            yield file.wrong(line, f"the lock names a place: {found[0].strip()}")


def addresses_are_examples_or_standards(file: Text) -> Iterator[Finding]:
    """Nothing in the tree calls, or sends a reader to, a host that may be gone or somebody else's tomorrow."""
    if not file.written_by_us:
        return
    for line, found in file.matches(_ADDRESS):
        host = found[1].rstrip(".")
        known = any(host == one or host.endswith(f".{one}") for one in HOSTS)
        if not known and "." in host and "{" not in host and "$" not in host:
            yield file.wrong(line, f"the address of a foreign host: {host}")


def nobody_is_named_by_mail(file: Text) -> Iterator[Finding]:
    """People are named by their office. Example domains stand for addresses in tests."""
    if file.written_by_us:
        for line, found in file.matches(_MAIL):
            # A rule set's file is called id@version.json, and no mail goes to a .json.
            if not found[0].endswith((".example", ".test", ".invalid", ".json")):
                yield file.wrong(line, f"an address of mail: {found[0]}")


def licence_is_the_noun(file: Text) -> Iterator[Finding]:
    """In every name that the code or a file gives: columns, fields, functions, keys. (To license is the verb.)"""
    if file.python:
        for line, word in _names(file):
            if _NOUN.search(word):
                yield file.wrong(line, f"the noun is licence: {word}")
    elif file.written_by_us and file.place.suffix in {".html", ".js", ".json", ".md", ".yaml", ".yml"}:
        for number, text in enumerate(file.lines, 1):
            if found := _NOUN.search(_STANDARD_NAMES.sub("", text)):
                yield file.wrong(number, f"the noun is licence: {found[0]}")


def english_is_british(file: Text) -> Iterator[Finding]:
    """One spelling, so that a search finds everything. Names that a standard gives stay as they are."""
    if file.written_by_us and file.place.suffix in {".html", ".md", ".py"}:
        for number, line in enumerate(file.lines, 1):
            if found := _AMERICAN.search(_STANDARD_NAMES.sub("", line)):
                yield file.wrong(number, f"American spelling: {found[0]}")


def no_python_file_is_too_long(file: Text) -> Iterator[Finding]:
    """A module that grows becomes a package of the same name."""
    most = LONGEST_TEST_FILE if file.place.parts[0] == "tests" else LONGEST_FILE
    if file.python and len(file.lines) > most:
        yield file.wrong(most, f"{len(file.lines)} lines; {most} is the most")


def no_function_is_too_long(file: Text) -> Iterator[Finding]:
    """Tests may tell a long story; the packages may not."""
    if not file.python or file.place.parts[0] == "tests":
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield file.wrong(
                    node.lineno, f"{node.name} has {length} lines; {LONGEST_FUNCTION} is the most"
                )


def no_file_has_a_vague_name(file: Text) -> Iterator[Finding]:
    """A file that could hold anything soon does."""
    parts = [*file.place.parts[:-1], file.place.stem]
    if file.python and (vague := VAGUE & set(parts)):
        yield file.wrong(1, f"a name that says nothing: {', '.join(sorted(vague))}")


def tests_use_no_mocks(file: Text) -> Iterator[Finding]:
    """What a mock answers is what the test's author believes; a fake or the real thing answers for itself."""
    if file.python and file.place.parts[0] == "tests":
        for node in ast.walk(file.tree):
            match node:
                case ast.Import(names=names) if any(alias.name.startswith(_MOCKS) for alias in names):
                    yield file.wrong(node.lineno, "a test imports a library of mocks")
                case ast.ImportFrom(module=str(module)) if module.startswith(_MOCKS):
                    yield file.wrong(node.lineno, "a test imports a library of mocks")
                case ast.arg(arg="mocker"):
                    yield file.wrong(node.lineno, "a test asks for the mocker")


def tests_wait_for_a_condition(file: Text) -> Iterator[Finding]:
    """A test that sleeps is slow when it passes and wrong when the machine is slower. Only a loop with a limit naps.

    A test may be given its length: then the moment at which something happens is what it tries.
    """
    if not (file.python and file.place.parts[0] == "tests"):
        return
    spared: set[int] = set()
    for node in ast.walk(file.tree):
        if isinstance(node, ast.While | ast.For):
            spared |= {id(inner) for inner in ast.walk(node)}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            spared |= {id(inner) for inner in ast.walk(node) if _sleeps_for_a_parameter(inner, node)}
    for node in ast.walk(file.tree):
        sleeps = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "sleep"
        if sleeps and id(node) not in spared and not _is_a_nap(node):
            yield file.wrong(getattr(node, "lineno", 1), "a test sleeps outside a loop that looks")


RULES: tuple[Rule, ...] = (
    no_path_of_a_machine,
    no_number_of_a_tracker,
    nothing_is_left_for_nobody,
    locks_name_no_place,
    addresses_are_examples_or_standards,
    nobody_is_named_by_mail,
    licence_is_the_noun,
    english_is_british,
    no_python_file_is_too_long,
    no_function_is_too_long,
    no_file_has_a_vague_name,
    tests_use_no_mocks,
    tests_wait_for_a_condition,
)


def _sleeps_for_a_parameter(node: ast.AST, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="sleep"), args=[ast.Name(id=name)]):
            return name in {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
    return False


def _is_a_nap(sleep: ast.AST) -> bool:
    match sleep:
        case ast.Call(args=[ast.Constant(value=int() | float() as seconds)]):
            return seconds <= LONGEST_NAP
    return False


_LIKE_A_NAME = re.compile(r"[rbuf]*[\"'][\w.-]+[\"']")


def _names(file: Text) -> Iterator[tuple[int, str]]:
    """Names, and texts that look like one (a column, a key, a type); prose is nobody's name."""
    for token in tokenize.generate_tokens(io.StringIO(file.text).readline):
        is_text = token.type == tokenize.STRING and _LIKE_A_NAME.fullmatch(token.string)
        if token.type == tokenize.NAME or is_text:
            yield token.start[0], token.string
