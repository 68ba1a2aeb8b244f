"""Seats: the command that gives a token of a member, and the data of the members held against their own rules."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from exportlane.cli import app
from gateway.conference.members import bodies, read
from tests.gateway.conference.conftest import Hall

CONFERENCE = ["token", "--role", "conference", "--agency", "conference"]


async def test_a_token_of_the_command_line_names_its_member_and_opens_its_tickets(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPORTLANE_DATA_DIR", str(hall.system.data_dir))
    answer = CliRunner().invoke(app, [*CONFERENCE, "--member", "tianjin.conf_police", "--json"])
    printed = json.loads(answer.stdout)

    client = hall.officer().http
    headers = {"authorization": f"Bearer {printed['token']}"}
    found = await client.get("/v1/conference/issues", headers=headers)

    assert printed["member"] == "tianjin.conf_police"
    assert found.status_code == 200


@pytest.mark.parametrize(
    "arguments",
    [
        [*CONFERENCE, "--member", "police"],
        ["token", "--role", "officer", "--agency", "licensing", "--member", "tianjin.conf_police"],
    ],
)
def test_a_token_that_a_service_would_refuse_is_not_given(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPORTLANE_DATA_DIR", str(tmp_path))

    answer = CliRunner().invoke(app, arguments)

    assert answer.exit_code != 0


@pytest.mark.requirement("TJ-11.1", "TZ-11")
def test_both_policies_bodies_are_there_with_their_article() -> None:
    assert set(bodies()) == {"tianjin", "taizhou"}
    assert all("第十一条" in body.article for body in bodies().values())
    tianjin = [member.name.zh for member in bodies()["tianjin"].members if member.rank != "guest"]
    assert tianjin == [
        "天津市商务局",
        "天津市公安局",
        "天津市交通运输委员会",
        "天津市市场监督管理委员会",
        "天津市工业和信息化局",
        "天津市税务局",
        "天津海关",
        "国家外汇管理局天津市分局",
        "中国出口信用保险公司天津分公司",
        "天津港集团",
    ]


def text() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("gateway.conference").joinpath("members.json").read_text("utf-8")
    )
    return found


def spoilt(how: str) -> dict[str, Any]:
    """The data with one fault."""
    data = text()
    members = data["bodies"][0]["members"]
    if how == "two conveners":
        members[1]["rank"] = "convener"
    elif how == "a guest that acts":
        members[-1]["may"] = ["answer"]
    elif how == "a code twice":
        members[1]["role"] = members[2]["role"]
    elif how == "an unknown right":
        members[1]["may"] = ["veto"]
    elif how == "an unknown kind":
        members[1]["raises_alone"] = ["gossip"]
    else:
        data["bodies"].append(data["bodies"][0])
    return data


@pytest.mark.parametrize(
    "how",
    [
        "two conveners",
        "a guest that acts",
        "a code twice",
        "an unknown right",
        "an unknown kind",
        "a body twice",
    ],
)
def test_data_that_contradict_themselves_are_not_read(how: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(json.dumps(spoilt(how)))
