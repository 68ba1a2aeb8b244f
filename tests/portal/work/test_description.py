"""What the portal says of the agencies' work, held against the agencies themselves."""

from __future__ import annotations

import dataclasses
import json
import re
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from customs.domain import Status as DeclarationStatus
from customs.domain.cultivation import STAGES
from customs.domain.moves import MOVES as DECLARATION_MOVES
from exportlane.runtime.service import discover
from gateway.portal.work.benches import BENCHES
from gateway.portal.work.forms import Field, Maker
from gateway.portal.work.interface import Interface, read
from gateway.portal.work.lists import (
    customs,
    incentives,
    licensing,
    logistics,
    registers,
    tax_rebate,
    transport,
)
from gateway.portal.work.lists.vehicle_registry import VEHICLE
from gateway.portal.work.shape import Things, Verb, WorkList
from gateway.portal.work.shown import SPECIAL
from gateway.portal.work.vocabulary.spoken import NAMES
from incentives.domain.status import MOVES as SUBSIDY_MOVES
from licensing.domain.application import MOVES as APPLICATION_MOVES
from licensing.filing.entry import FILING_MOVES
from logistics.domain.booking import MOVES as BOOKING_MOVES
from registers.domain.entry import Register
from registers.domain.moves import MOVES as ENTRY_MOVES
from tax_rebate.domain.moves import MOVES as CLAIM_MOVES
from tools import reasons
from transport.domain.grant import GRANT_MOVES
from transport.domain.misuse import MISUSE_MOVES
from vehicle_registry.domain import MOVES as VEHICLE_MOVES

ROOT = Path(__file__).parents[3]
HAN = re.compile(r"[\u3400-\u9fff]")
LISTS = [(bench.agency, work) for bench in BENCHES.values() for work in bench.lists]
THINGS = {work.things.path: work.things for _, work in LISTS}
NOT_OFFERED = {
    "customs": {
        "request-amendment": "the declarant asks", "request-cancellation": "the declarant asks",
        "declare-anew": "the declarant's", "declare-vehicles": "the declarant's",
        "supply-correction": "the declarant's",
    },
    "licensing": {
        "submit": "the firm's", "supply-correction": "the firm's", "request-priority": "the firm's",
        "withdraw": "the firm's", "surrender": "the firm's", "reapply": "the firm's", "request-reissue": "the firm's",
    },
    "vehicle-registry": {
        "request-deregistration": "the firm's", "supply-correction": "the firm's", "withdraw": "the firm's",
        "supply-transfer-correction": "the firm's", "former-owner": "personal data stay in the registry's own rooms",
    },
    "tax-rebate": {"submit": "the firm's", "supply-correction": "the firm's", "withdraw": "the firm's"},
    "transport": {"reservations": "the firm's, from its own system", "withdraw": "the firm's"},
    "logistics": {},
    "incentives": {
        "submit": "the firm's", "supply-correction": "the firm's", "withdraw": "the firm's", "amend": "the firm's",
    },
    "credit-insurance": {"withdraw": "the firm's"},
    "registers": {
        "amend": "the whole entry is written anew: by the district's own system", "change-services": "as amend",
        "report-month": "the firm's", "report-investment": "the firm's", "redraft": "as amend",
    },
}  # fmt: skip
"""Which verbs of a thing that is listed have no button, and why."""


def interface(agency: str) -> Interface:
    return read(json.loads((ROOT / f"docs/openapi/{agency}.json").read_text(encoding="utf-8")))


INTERFACES = {things.agency: interface(things.agency) for things in THINGS.values()}


def test_the_reasons_are_those_of_the_rules_beside_the_code() -> None:
    assert reasons.FILE.read_text(encoding="utf-8") == reasons.text(), "run: python -m tools.reasons"


@pytest.mark.parametrize(("agency", "work"), LISTS, ids=[f"{agency}/{work.slug}" for agency, work in LISTS])
def test_a_list_asks_its_agency_only_for_what_the_agency_lists(agency: str, work: WorkList) -> None:
    document = json.loads((ROOT / f"docs/openapi/{work.things.agency}.json").read_text(encoding="utf-8"))
    parameters = {
        each["name"]: each["schema"] for each in document["paths"][work.things.path]["get"]["parameters"]
    }

    assert {*work.params, *work.filters} <= set(parameters)
    for name, value in work.params.items():
        allowed = set(enumerated(parameters[name], document["components"]["schemas"]))
        assert not allowed or value in allowed, f"{name}={value} is none of {sorted(allowed)}"


def enumerated(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield from enumerated(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    yield from schema.get("enum", ())
    for each in schema.get("anyOf", ()):
        yield from enumerated(each, schemas)


MOVES: list[tuple[Things, Mapping[Any, Any]]] = [
    (licensing.APPLICATION, APPLICATION_MOVES), (licensing.FILING, FILING_MOVES), (VEHICLE, VEHICLE_MOVES),
    (customs.DECLARATION, DECLARATION_MOVES), (customs.FIRM, STAGES), (tax_rebate.CLAIM, CLAIM_MOVES),
    (transport.GRANT, GRANT_MOVES), (transport.MISUSE, MISUSE_MOVES), (incentives.APPLICATION, SUBSIDY_MOVES),
    (logistics.BOOKING, BOOKING_MOVES), (registers.BASE, ENTRY_MOVES[Register.BASES]),
    (registers.CENTRE, ENTRY_MOVES[Register.CENTRES]), (registers.FACILITY, ENTRY_MOVES[Register.FACILITIES]),
    (registers.DISTRICT_POLICY, ENTRY_MOVES[Register.POLICIES]),
]  # fmt: skip
NAMED_OTHERWISE = {
    "record-inspection": "inspect", "refuse-acceptance": "refuse_acceptance", "lift-bar": "lift_bar", "bars": "add_bar",
    "locks": "lock", "list": "enlist", "not-passed": "return_to_coaching", "approve-out-of-turn": "approve",
}  # fmt: skip
IN_CUSTOMS = {"refuse": "reject"}
NO_MOVE = {"refresh-materials", "hold", "lift-hold"}
"""They change what a thing has and never where it stands, so no table names them."""


@pytest.mark.parametrize(("things", "moves"), MOVES, ids=[things.path for things, _ in MOVES])
def test_a_verb_has_its_turn_only_where_the_agencys_table_has_the_move(
    things: Things, moves: Mapping[Any, Any]
) -> None:
    table = {str(status): {str(verb).replace("-", "_") for verb in verbs} for status, verbs in moves.items()}

    for verb in (each for each in things.verbs if each.slug not in NO_MOVE):
        name = NAMED_OTHERWISE.get(verb.slug, verb.slug.replace("-", "_"))
        name = IN_CUSTOMS.get(name, name) if things is customs.DECLARATION else name
        for status in verb.when:
            assert name in table[status], f"{verb.slug} at {status}: the table has {sorted(table[status])}"
    assert set(table) <= set(things.states)


def test_every_state_of_a_declaration_has_words() -> None:
    assert set(DeclarationStatus) <= set(customs.DECLARATION.states)


@pytest.mark.parametrize("things", THINGS.values(), ids=THINGS)
def test_every_verb_of_an_officer_has_a_button_or_a_reason_why_not(things: Things) -> None:
    offered = {verb.path for verb in things.verbs}
    found = set()
    for (_, shape), route in INTERFACES[things.agency].routes.items():
        path = shape.removeprefix(f"{things.path}/{{}}/").removesuffix("/{}")
        mine = shape.startswith(f"{things.path}/{{}}/") and "/" not in path
        officers = any(demand.roles & {"officer", "supervisor"} for demand in route.demands)
        if mine and officers and path not in offered:
            found.add(path)

    assert found <= set(NOT_OFFERED[things.agency])


@pytest.mark.parametrize("things", THINGS.values(), ids=THINGS)
def test_every_field_of_a_form_and_every_choice_in_it_has_chinese_words(things: Things) -> None:
    for verb in things.verbs:
        route = INTERFACES[things.agency].route(things, verb)
        assert route is not None, verb.path
        for field in leaves(Maker(INTERFACES[things.agency], things, verb, {}).fields(route.schema)):
            assert field.key in NAMES, f"{verb.slug}: {field.name}"
            for choice in field.choices:
                assert HAN.search(choice.words.zh) or choice.value in {
                    "FOB",
                    "CFR",
                    "CIF",
                    "A",
                    "B",
                    "C",
                    "D",
                }, f"{verb.slug}: {field.name}={choice.value}"


def leaves(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from leaves(field.fields)


@pytest.mark.parametrize("things", THINGS.values(), ids=THINGS)
def test_a_verb_that_wants_a_code_offers_reasons_with_their_article(things: Things) -> None:
    for verb in things.verbs:
        route = INTERFACES[things.agency].route(things, verb)
        assert route is not None
        codes = [
            f
            for f in leaves(Maker(INTERFACES[things.agency], things, verb, {}).fields(route.schema))
            if f.key == "code"
        ]
        for field in codes:
            free = things.agency == "incentives" or verb.slug in {"file-documents", "gate-in", "load"}
            assert field.kind in {"reason", "choice"} or free, f"{things.path} {verb.slug}"


def test_no_two_verbs_that_have_their_turn_together_share_a_key() -> None:
    for things in THINGS.values():
        for status in things.states:
            having: list[Verb] = [verb for verb in things.verbs if verb.key and status in verb.when]
            exclusive = {"refresh-materials"}
            keys = [verb.key for verb in having if verb.slug not in exclusive]
            assert len(keys) == len(set(keys)), f"{things.path} {status}: {[(v.slug, v.key) for v in having]}"


def _kept(kind: type, known: set[type]) -> Iterator[str]:
    """The names of all fields that are kept with a thing, to the last leaf."""
    if kind in known or not dataclasses.is_dataclass(kind):
        return
    known.add(kind)
    hints = typing.get_type_hints(kind)
    for each in dataclasses.fields(kind):
        yield each.name
        for part in _parts(hints[each.name]):
            yield from _kept(part, known)


def _parts(annotation: Any) -> Iterator[type]:
    if not typing.get_args(annotation):
        yield annotation
    for one in typing.get_args(annotation):
        yield from _parts(one)


@pytest.mark.parametrize("agency", sorted(set(discover()) - {"gateway"}))
def test_whatever_an_agency_keeps_has_a_name_in_both_languages(agency: str) -> None:
    known: set[type] = set()
    shown = {name for kind in discover()[agency].kinds for name in _kept(kind.state, known)}
    hidden = SPECIAL.union(*(things.hidden for things in THINGS.values()))

    assert len(known) > 5
    assert sorted(shown - NAMES.keys() - hidden) == []


def test_every_name_is_said_in_both_languages() -> None:
    assert [name for name, words in NAMES.items() if not HAN.search(words.zh) and words.zh != words.en] == []
    assert [name for name, words in NAMES.items() if HAN.search(words.en)] == []
