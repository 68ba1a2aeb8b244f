import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exportlane.policies.located import BadJson, read_located

TEXT = """{
  "a": [1, {"b:,[": "}\\"{"},
    []],

  "c": {"d": null, "e": {}},
  "f": "x"
}
"""

leaves = st.none() | st.booleans() | st.integers() | st.text()
documents = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 1),
        (("a",), 2),
        (("a", 0), 2),
        (("a", 1), 2),
        (("a", 1, "b:,["), 2),
        (("a", 2), 3),
        (("c", "d"), 5),
        (("c", "e"), 5),
        (("f",), 6),
        (("f", "missing"), 6),
        (("missing", "too"), 1),
    ],
)
def test_every_place_has_its_line(place: tuple[str | int, ...], line: int) -> None:
    assert read_located(TEXT).line(place) == line


@given(documents)
def test_any_document_is_read_as_json_reads_it_and_every_place_is_known(document: object) -> None:
    found = read_located(json.dumps(document, indent=1))

    assert found.value == document
    assert set(found.lines) == set(places(document))


def places(document: object, before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [before]
    if isinstance(document, dict):
        for name, value in document.items():
            found += places(value, (*before, name))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            found += places(value, (*before, number))
    return found


def test_a_name_that_is_written_in_two_ways_is_one_name() -> None:
    with pytest.raises(BadJson, match="second time"):
        read_located('{"a": 1, "\\u0061": 2}')
