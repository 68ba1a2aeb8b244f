"""docs/policy-coverage.md: every requirement of the two policies with its capability, endpoint and tests.

A test names the requirement that it proves by `pytest.mark.requirement("ID")`, with the id written there. What is
wrong between the requirements, the tests and the interface documents is a sentence of `coverage_faults`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from exportlane.policies.requirements import Endpoint, Requirement, requirements
from tools.documents.law_rules import Proof, proofs, proved
from tools.documents.markdown import notice, table

POLICIES: Mapping[str, str] = {
    "TJ": "Tianjin: 天津市促进二手车出口高质量发展若干措施（征求意见稿）",
    "TZ": "Taizhou: 进一步加强台州市二手车出口工作的若干意见（2025修订版）",
}
_READING = """For a member of the joint conference. Each row is one requirement of a policy: the clause that it stands
in, the capability that meets it, where it is asked for, and the tests that prove it. A requirement without a test, or
an endpoint that is not offered, fails `make check`; one whose tests were run and did not pass fails `make test-all`.
How each promise that has a number is kept is another question, and `GET /v1/promises` answers it."""


def coverage_page(found: Sequence[Requirement] | None = None, marks: Sequence[Proof] | None = None) -> str:
    """The whole page."""
    listed = requirements() if found is None else found
    tests = proved(proofs(mark="requirement") if marks is None else marks)
    parts = [
        "# Policy coverage 政策落实对照",
        notice("shared/exportlane/policies/requirements.json"),
        _READING,
        _counts(listed, tests),
    ]
    for prefix, title in POLICIES.items():
        own = [one for one in listed if one.id.startswith(prefix)]
        rows = [_row(one, tests.get(one.id, ())) for one in own]
        head = ("Id 编号", "Article 条款", "Capability 功能", "Endpoint 接口", "Tests 测试")
        parts += [f"## {title}", table(head, rows)]
    return "\n\n".join(parts) + "\n"


def coverage_faults(
    documents: Mapping[str, str],
    commands: Collection[tuple[str, ...]] | None = None,
    *,
    found: Sequence[Requirement] | None = None,
    marks: Sequence[Proof] | None = None,
) -> Iterator[str]:
    """A sentence for each id without a test, mark without an id, id named twice, and endpoint that is not offered.

    Args:
        documents: the OpenAPI document of each service as text, by the service's name.
        commands: the words of every command; None looks at none.
        found: the requirements; those of this package without it.
        marks: the marks of the tests; those of this tree without it.
    """
    listed = requirements() if found is None else found
    by_id = proved(proofs(mark="requirement") if marks is None else marks)
    offered = {name: frozenset(_routes(text)) for name, text in documents.items()}
    known: set[str] = set()
    for one in listed:
        if one.id in known:
            yield f"the requirement {one.id} stands there twice"
        known.add(one.id)
        if one.id not in by_id:
            yield f"no test is marked with the requirement {one.id}: {one.capability.en}"
        yield from _missing(one, offered, commands)
    for id_, tests in by_id.items():
        for test in tests:
            if id_ is None:
                yield f"{test.file}:{test.line}: {test.test} is marked with a requirement whose id is not spelt out"
            elif id_ not in known:
                yield f"{test.file}:{test.line}: {test.test} is marked with {id_}, but there is no such requirement"


def _missing(
    one: Requirement, offered: Mapping[str, Collection[str]], commands: Collection[tuple[str, ...]] | None
) -> Iterator[str]:
    if not one.endpoints and not one.commands:
        yield f"{one.id} names no endpoint and no command"
    for endpoint in one.endpoints:
        if endpoint.route not in offered.get(endpoint.service, ()):
            yield f"{one.id} names {endpoint.route} of {endpoint.service}, which is not offered"
    for command in one.commands:
        if commands is not None and tuple(command.split()) not in commands:
            yield f"{one.id} names «exportlane {command}», which is no command"


def _routes(text: str) -> Iterator[str]:
    for path, methods in json.loads(text)["paths"].items():
        for method in methods:
            yield f"{method.upper()} {path}"


def _counts(listed: Sequence[Requirement], tests: Mapping[str | None, Sequence[Proof]]) -> str:
    rows = []
    for prefix, title in POLICIES.items():
        own = [one for one in listed if one.id.startswith(prefix)]
        marked = sum(bool(tests.get(one.id)) for one in own)
        rows.append((title, str(len(own)), str(marked), str(sum(len(tests.get(one.id, ())) for one in own))))
    return table(("Policy 政策", "Requirements 要求", "With tests 有测试", "Tests 测试"), rows)


def _row(one: Requirement, tests: Iterable[Proof]) -> tuple[str, ...]:
    asked = [_endpoint(each) for each in one.endpoints] + [f"`exportlane {each}`" for each in one.commands]
    return (
        f"**{one.id}**",
        one.article,
        f"{one.capability.zh}<br>{one.capability.en}",
        "<br>".join(asked),
        "<br>".join(_test(test) for test in tests) or "**none**",
    )


def _endpoint(endpoint: Endpoint) -> str:
    return f"{endpoint.service}: `{endpoint.route}`"


def _test(proof: Proof) -> str:
    sentence = proof.test.rpartition(".")[2].removeprefix("test_").replace("_", " ")
    return f"[{sentence}](../{proof.file}#L{proof.line})"
