from __future__ import annotations

from dataclasses import dataclass

import pytest

from exportlane.agency.callers import Callers, callers_of, its_own, listed_for, sought_by
from exportlane.runtime.auth import DEFAULT_SCOPES, Caller
from exportlane.runtime.problems import Problem

OWN, OTHER = "91120118MA06ABCD1Y", "91331004MA2A1B2C3U"
CUSTOMS = callers_of("customs")


@dataclass(frozen=True)
class Thing:
    exporter_uscc: str


def caller(agency: str, role: str, uscc: str | None = None) -> Caller:
    return Caller(subject="wu", agency=agency, role=role, scopes=frozenset(DEFAULT_SCOPES[role]), uscc=uscc)


def open_to(who: Caller) -> set[str]:
    """What this caller may do at customs."""
    requirements = {name: getattr(CUSTOMS, name) for name in Callers.__slots__}
    return {name for name, one in requirements.items() if any(each.admits(who) for each in one.demands)}


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (caller("customs", "viewer"), {"reader"}),
        (caller("customs", "officer"), {"reader", "giver", "supplier", "officer"}),
        (caller("customs", "supervisor"), {"reader", "giver", "supplier", "officer", "supervisor"}),
        (caller("licensing", "supervisor"), set()),
        (caller("gateway", "service"), {"reader", "giver", "supplier", "applicant"}),
        (caller("enterprise", "exporter", OWN), {"reader", "supplier", "applicant"}),
    ],
    ids=lambda value: f"{value.role} of {value.agency}" if isinstance(value, Caller) else "",
)
def test_each_may_what_its_role_is_for_and_no_more(who: Caller, may: set[str]) -> None:
    assert open_to(who) == may


def test_an_exporter_knows_of_its_own_things_only() -> None:
    assert its_own(Thing(OWN), caller("enterprise", "exporter", OWN))
    assert not its_own(Thing(OWN), caller("enterprise", "exporter", OTHER))
    assert not its_own(Thing(OWN), caller("enterprise", "exporter"))
    assert its_own(Thing(OWN), caller("customs", "viewer"))


def test_an_exporter_lists_its_own_things_whatever_it_asks_for() -> None:
    exporter, officer = caller("enterprise", "exporter", OWN), caller("customs", "officer")

    assert [listed_for(exporter, asked, things="papers") for asked in (None, OWN)] == [OWN, OWN]
    assert [listed_for(officer, asked, things="papers") for asked in (None, OTHER)] == [None, OTHER]
    for who, asked in ((exporter, OTHER), (caller("enterprise", "exporter"), None)):
        with pytest.raises(Problem, match="its own papers only"):
            listed_for(who, asked, things="papers")


def test_what_an_exporter_seeks_of_others_is_not_found() -> None:
    exporter, officer = caller("enterprise", "exporter", OWN), caller("customs", "officer")

    assert [sought_by(exporter, asked) for asked in (None, OWN, OTHER)] == [OWN, OWN, ""]
    assert [sought_by(officer, asked) for asked in (None, OTHER)] == [None, OTHER]
    # None would be no filter at all.
    assert sought_by(caller("enterprise", "exporter"), None) == ""
