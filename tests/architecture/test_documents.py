"""The documents name what there is, and each rule can find what is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exportlane.cli import app
from exportlane.runtime.service import discover
from exportlane.runtime.settings import PREFIX, ServiceSettings
from tests.architecture import documents
from tests.architecture.documents import (
    RULES,
    Rule,
    World,
    anchors,
    command_paths,
    make_targets,
    parking_causes,
    runbook_sections,
)
from tests.architecture.language import Text, files
from tests.architecture.source import ROOT

RUNBOOK = Path("docs/runbook.md")


@pytest.fixture(scope="module")
def tree() -> list[Text]:
    return files()


@pytest.fixture(scope="module")
def world(tree: list[Text]) -> World:
    classes: list[type[ServiceSettings]] = [
        ServiceSettings,
        *(service.settings for service in discover().values()),
    ]
    settings = {f"{PREFIX}{name}".upper() for one in classes for name in one.model_fields}
    programs = [
        file for file in tree if file.place.suffix in {".py", "", ".yaml"} and file.place.parts[0] != "docs"
    ]
    read = {name for file in programs for name in re.findall(r"\bEXPORTLANE_[A-Z_]*[A-Z]\b", file.text)}
    return World(
        root=ROOT,
        targets=make_targets((ROOT / "Makefile").read_text(encoding="utf-8")),
        commands=command_paths(app),
        variables=frozenset(settings | read),
        pages={file.place: file for file in tree if file.place.suffix == ".md"},
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_documents_keep_the_rule(world: World, rule: Rule) -> None:
    found = [str(finding) for page in world.pages.values() for finding in rule(page, world)]

    assert found == []


def test_whoever_is_sent_to_the_runbook_finds_the_section(tree: list[Text], world: World) -> None:
    known = anchors(world.pages[RUNBOOK])
    named = list(runbook_sections(tree))

    assert len({finding.sentence for finding in named}) >= 6
    assert [str(finding) for finding in named if finding.sentence not in known] == []


def test_whatever_parks_a_message_stands_in_the_runbook(tree: list[Text], world: World) -> None:
    runtime = [
        file
        for file in tree
        if file.python and "runtime" in file.place.parts and file.place.parts[0] == "shared"
    ]
    causes = {cause for file in runtime for cause in parking_causes(file)}

    assert {"handler-error", "gap", "no-papers", "unsigned", "malformed"} <= causes
    assert [cause for cause in sorted(causes) if f"`{cause}`" not in world.pages[RUNBOOK].text] == []


def test_every_document_is_reached_from_the_readme(world: World) -> None:
    reached, waiting = {Path("README.md")}, [Path("README.md")]
    while waiting:
        page = world.pages[waiting.pop()]
        for _, found in page.matches(re.compile(r"\]\(([^)#\s]+)")):
            place = documents.within(page.place.parent / found[1])
            if place in world.pages and place not in reached:
                reached.add(place)
                waiting.append(place)

    guides = {place for place in world.pages if place.parent == Path("docs")}
    assert guides <= reached


PAGE = Path("docs/page.md")
SMALL = World(
    root=ROOT,
    targets=frozenset({"demo", "test-all"}),
    commands=frozenset({("case", "list"), ("up",), ("check",)}),
    variables=frozenset({"EXPORTLANE_PORT"}),
    pages={
        Path("docs/other.md"): Text(
            Path("docs/other.md"), "# A title\n## What to do, when?\n## `code` · 中文"
        )
    },
)
FAULTS: list[tuple[Rule, str]] = [
    (documents.links_lead_somewhere, "see [there](nowhere.md)"),
    (documents.links_lead_somewhere, "see [there](#nowhere)"),
    (documents.links_lead_somewhere, "see [there](../services/nowhere/)"),
    (documents.paths_exist, "in `shared/exportlane/nowhere.py`"),
    (documents.paths_exist, "```\ntools/nowhere.py --now\n```"),
    (documents.targets_exist, "run `make nowhere`"),
    (documents.targets_exist, "```\nEXPORTLANE_PORT=1 make demonstration\n```"),
    (documents.commands_exist, "run `exportlane case nowhere`"),
    (documents.commands_exist, "```\n.venv/bin/exportlane down --all\n```"),
    (documents.variables_are_read, "set `EXPORTLANE_PROT`"),
]


@pytest.mark.parametrize(("rule", "text"), FAULTS)
def test_what_is_not_there_is_found(rule: Rule, text: str) -> None:
    page = Text(PAGE, text)
    world = World(SMALL.root, SMALL.targets, SMALL.commands, SMALL.variables, {**SMALL.pages, PAGE: page})

    assert len(list(rule(page, world))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://example.com/x), [b](../README.md), [c](../services), `docs/decisions/`, services/*/domain",
        "run `make demo`, `make test-all ARGS=-x`; we make haste; `exportlane case list --json`, `exportlane up`",
        "```\nkubectl -n exportlane get pods; kubectl create namespace exportlane now\n```",
        "set `EXPORTLANE_PORT`; `services/port-authority/README.md`; `exportlane check vin LSV`; the exportlane way",
    ],
)
def test_what_is_there_is_left_alone(text: str) -> None:
    page = Text(PAGE, text)

    assert [str(finding) for rule in RULES for finding in rule(page, SMALL)] == []


def test_anchors_are_made_like_where_pages_are_shown() -> None:
    assert anchors(SMALL.pages[Path("docs/other.md")]) == {"a-title", "what-to-do-when", "code--中文"}
    assert anchors(Text(PAGE, "# Twice\n```\n# no heading\n```\n# Twice\n")) == {"twice", "twice-1"}


def test_a_section_is_found_however_the_code_names_it() -> None:
    code = """
SEE = "docs/runbook.md#lag"
print("See docs/runbook.md, «A gap that stays».")
LATE = Kind("messages-unhandled", WARNING, Words("", ""), Words("", ""), "Unhandled messages")
"""
    named = runbook_sections([Text(Path("shared/exportlane/operations/kinds.py"), code)])

    assert [finding.sentence for finding in named] == ["lag", "a-gap-that-stays", "unhandled-messages"]


def test_no_rule_is_without_a_failing_case() -> None:
    assert {rule for rule, _ in FAULTS} == set(RULES)
