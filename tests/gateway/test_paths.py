"""What may pass through the gateway to an agency, and the many ways in which a path tries to escape its route."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routing.paths import MAX_PATH, MAX_QUERY, Passage, PathRefused, passage

AGENCIES = frozenset({"licensing", "vehicle-registry", "customs", "tax-rebate"})


@pytest.mark.parametrize(
    ("path", "query", "agency", "target"),
    [
        (b"/v1/licensing/applications", b"", "licensing", b"/v1/applications"),
        (b"/v1/vehicle-registry/vehicles", b"limit=5", "vehicle-registry", b"/v1/vehicles?limit=5"),
        (b"/v1/customs/declarations/0192-ab/release", b"", "customs", b"/v1/declarations/0192-ab/release"),
        (b"/v1/tax-rebate/operations/ledger/verify", b"", "tax-rebate", b"/v1/operations/ledger/verify"),
        (
            b"/v1/licensing/applications",
            b"exporter=%E5%A4%A9",
            "licensing",
            b"/v1/applications?exporter=%E5%A4%A9",
        ),
        (b"/v1/licensing/licences/26-TJ-00000A", b"", "licensing", b"/v1/licences/26-TJ-00000A"),
    ],
)
def test_a_plain_path_of_a_discovered_agency_passes(
    path: bytes, query: bytes, agency: str, target: bytes
) -> None:
    assert passage(path, query, AGENCIES) == Passage(agency, target)


def test_subsidies_are_asked_for_by_their_own_name() -> None:
    there = AGENCIES | {"incentives"}

    estimate = passage(b"/v1/subsidies/estimate", b"", there)

    assert estimate == Passage("incentives", b"/v1/subsidies/estimate")
    assert passage(b"/v1/incentives/subsidies/estimate", b"", there) == estimate
    assert passage(b"/v1/subsidies/policies", b"a=1", there) == Passage(
        "incentives", b"/v1/subsidies/policies?a=1"
    )


@pytest.mark.parametrize(
    "path", [b"/v1/subsidies", b"/v1/subsidies/", b"/v1/subsidies/../x", b"/v1/subsidies/%2e"]
)
def test_their_name_opens_no_other_way(path: bytes) -> None:
    assert isinstance(passage(path, b"", AGENCIES | {"incentives"}), PathRefused)


def test_without_the_agency_their_name_leads_nowhere() -> None:
    assert isinstance(passage(b"/v1/subsidies/estimate", b"", AGENCIES), PathRefused)


ESCAPES = [
    # encoded slashes and backslashes, once and more than once
    b"/v1/licensing/applications%2F..%2F..%2Fhealthz",
    b"/v1/licensing/applications%2f1",
    b"/v1/licensing%2Fapplications",
    b"/v1%2flicensing/applications",
    b"/v1/licensing/%5C..%5Capplications",
    b"/v1/licensing/applications%252F1",
    b"/v1/licensing/applications%25252F1",
    b"/v1/licensing/%255capplications",
    b"/v1/licensing/%c0%af..%c0%afapplications",
    b"/v1/licensing/%e0%80%afapplications",
    b"/v1/licensing/%u2215applications",
    b"/v1/licensing/%2",
    b"/v1/licensing/%",
    b"/v1/licensing/%zz",
    # raw backslashes
    b"/v1/licensing\\applications",
    b"/v1/licensing/..\\..\\applications",
    b"\\v1\\licensing\\applications",
    # dots
    b"/v1/licensing/../customs/declarations",
    b"/v1/licensing/./applications",
    b"/v1/licensing/..",
    b"/v1/licensing/.",
    b"/v1/licensing/...",
    b"/v1/licensing/.env",
    b"/v1/licensing/..;/applications",
    b"/v1/../v1/licensing/applications",
    b"/v1/licensing/%2e%2e/applications",
    b"/v1/licensing/.%2e/applications",
    b"/v1/licensing/%2e./applications",
    b"/v1/licensing/%252e%252e/applications",
    b"/v1/licensing/\xef\xbc\x8e\xef\xbc\x8e/applications",
    # empty segments
    b"/v1//licensing/applications",
    b"/v1/licensing//applications",
    b"//v1/licensing/applications",
    b"/v1/licensing/",
    b"/v1/licensing/applications/",
    b"/v1/licensing/applications//",
    # control characters, spaces and other bytes
    b"/v1/licensing/appli\x00cations",
    b"/v1/licensing/applications\r\nHost: evil",
    b"/v1/licensing/applications\n",
    b"/v1/licensing/applications\t",
    b"/v1/licensing/appli cations",
    b"/v1/licensing/applications\x7f",
    b"/v1/licensing/%00",
    b"/v1/licensing/applications%0d%0aX-Injected:1",
    b"/v1/licensing/\xff\xfe",
    "/v1/licensing/申请".encode(),
    # other hosts
    b"http://evil.example/v1/licensing/applications",
    b"//evil.example/v1/licensing",
    b"/v1/evil.example/applications",
    b"/v1/licensing@evil.example/applications",
    b"/v1/licensing:80/applications",
    b"/v1/http://evil.example/",
    b"evil.example/v1/licensing/applications",
    b"/v1/licensing/http:/evil.example",
    b"/v1/licensing/@evil.example",
    # agencies that are not there, and routes beside the route
    b"/v1/gateway/cases",
    b"/v1/cases/1",
    b"/v1/LICENSING/applications",
    b"/v2/licensing/applications",
    b"/v1/licensing",
    b"/v1",
    b"/",
    b"",
    b"/v1/licensing;customs/applications",
    b"/v1/licensing/applications;jsessionid=1",
    b"/v1/licensing/applications?x=1",
    b"/v1/licensing/applications#x",
    b"/v1/licensing/a*b",
    b"/v1/licensing/{id}",
    b"/v1/licensing/" + b"a" * MAX_PATH,
    b"/v1/licensing" + b"/a" * 9,
]


@pytest.mark.parametrize("path", ESCAPES)
def test_a_path_that_tries_to_escape_its_route_is_refused(path: bytes) -> None:
    assert isinstance(passage(path, b"", AGENCIES), PathRefused)


@pytest.mark.parametrize(
    "query",
    [
        b"a=%0d%0aX:1",
        b"a=%00",
        b"a=%7F",
        b"a=%",
        b"a=%2",
        b"a=\r\n",
        b"a=b#c",
        b"a=b c",
        b"a=\xff",
        b"a" * (MAX_QUERY + 1),
    ],
)
def test_a_query_that_could_break_a_line_is_refused(query: bytes) -> None:
    assert isinstance(passage(b"/v1/licensing/applications", query, AGENCIES), PathRefused)


TRICKY = st.text(alphabet="ab1.-~_/%2eE5cF\\@:;?#\r\x00 ", max_size=24).map(str.encode)
PLAIN = st.from_regex(r"[a-z0-9._~/-]{1,24}", fullmatch=True).map(str.encode)


@given(PLAIN | TRICKY | st.binary(max_size=40), TRICKY | st.binary(max_size=20))
def test_whatever_the_bytes_a_passage_stays_inside_its_agency(path: bytes, query: bytes) -> None:
    answer = passage(b"/v1/licensing/" + path, query, AGENCIES)

    if isinstance(answer, Passage):
        target, _, _ = answer.target.partition(b"?")
        assert answer.agency == "licensing"
        assert target == b"/v1/" + path
        assert not set(target) & set(b"%\\ \r\n\x00@:")
        assert all(segment and segment[:1] != b"." for segment in target[1:].split(b"/"))
