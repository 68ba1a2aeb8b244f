from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.runtime.edge_given import Edge, small_service


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    return small_service(tmp_path)


async def test_the_document_is_open_and_says_who_may_call(edge: Edge) -> None:
    async with edge.client() as client:
        document = (await client.get("/openapi.json")).json()

    create = document["paths"]["/v1/things"]["post"]
    assert create["x-demands"] == ["officer of licensing"]
    assert create["security"] == [{"bearer": []}]
    assert set(create["responses"]) == {"200", "400", "401", "403", "409", "413", "415", "422", "500"}
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)


async def test_an_open_route_says_nothing_about_tokens(edge: Edge) -> None:
    async with edge.client() as client:
        document = (await client.get("/openapi.json")).json()

    for path in ("/healthz", "/v1/page"):
        operation = document["paths"][path]["get"]
        assert "security" not in operation
        assert "401" not in operation["responses"]


async def test_every_declared_problem_refers_to_the_schema_of_problems(edge: Edge) -> None:
    async with edge.client() as client:
        document = (await client.get("/openapi.json")).json()

    declared = [
        response["content"]["application/problem+json"]
        for item in document["paths"].values()
        for operation in item.values()
        for status, response in operation["responses"].items()
        if status >= "400" and "application/problem+json" in response.get("content", {})
    ]
    assert len(declared) > 20
    assert all(content["schema"] == {"$ref": "#/components/schemas/Problem"} for content in declared)


@pytest.mark.parametrize("address", ["/docs", "/redoc"])
async def test_no_page_loads_scripts_from_elsewhere(edge: Edge, address: str) -> None:
    async with edge.client() as client:
        assert (await client.get(address, headers=edge.bearer())).status_code == 404
