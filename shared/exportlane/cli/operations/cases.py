"""`exportlane case list|show|timeline`: cases as the gateway sees them."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import typer

from exportlane.cli.operations.line import JsonOption, UrlOption, line
from exportlane.cli.operations.tables import due_of, now_of, print_json, print_table, shown, span, stages

CaseId = Annotated[str, typer.Argument(metavar="CASE_ID", help="The id of the case.")]


def list_cases(  # noqa: PLR0913, PLR0917 - the filters, which typer reads by name
    query: Annotated[
        str, typer.Option("--q", help="VIN, credit code, name, licence or declaration number.")
    ] = "",
    status: Annotated[str, typer.Option("--status", help="running, ended, or one way of ending.")] = "",
    profile: Annotated[str, typer.Option("--profile", help="tianjin, taizhou or national.")] = "",
    exporter: Annotated[str, typer.Option("--exporter", help="The exporter's credit code.")] = "",
    batch: Annotated[str, typer.Option("--batch", help="The id of a batch.")] = "",
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only cases with a deadline that has passed.")
    ] = False,
    sort: Annotated[
        str, typer.Option("--sort", help="created, updated or due; with - newest first.")
    ] = "-created",
    limit: Annotated[int, typer.Option("--limit", min=1, max=200, help="How many at most.")] = 50,
    url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """List cases, newest first."""
    asked: dict[str, str | int] = {"sort": sort, "limit": limit}
    filters = {"q": query, "status": status, "profile": profile, "exporter": exporter, "batch": batch}
    asked |= {name: value for name, value in filters.items() if value}
    if overdue:
        asked["overdue"] = "true"
    with line(url) as gateway:
        page = gateway.get("/v1/cases", **asked)
    if as_json:
        print_json(page)
        return
    rows = [
        (c["id"], c["vin"], c["exporter"]["name"], stages(c), now_of(c), shown(c["as_of"]))
        for c in page["items"]
    ]
    print_table(("case", "VIN", "exporter", "stages", "now", "newest fact (+08:00)"), rows)
    more = " There are more: narrow the search or raise --limit." if page["next"] else ""
    typer.echo(f"{len(rows)} case{'' if len(rows) == 1 else 's'}.{more}")


def show(case_id: CaseId, url: UrlOption = None, as_json: JsonOption = False) -> None:
    """Show one case: stages, deadlines, how old each agency's part is, what is parked, where its papers are."""
    with line(url) as gateway:
        case = gateway.get(f"/v1/cases/{quote(case_id, safe='')}")
    if as_json:
        print_json(case)
        return
    typer.echo(f"{case['vin']}  {case['brand']} {case['model_code']}  {case['exporter']['name']}")
    typer.echo(
        f"profile {case['profile']['version']}, to {case['destination_country']} by customs {case['customs_port']}"
    )
    numbers = {
        name: case[name] for name in ("licence_no", "declaration_no", "claim_no", "proof_no") if case[name]
    }
    typer.echo("  ".join(f"{name} {value}" for name, value in numbers.items()) or "no numbers issued yet")
    typer.echo(f"now: {now_of(case)}\n")
    _stages(case)
    _slices(case)
    _troubles(case)


def _stages(case: dict[str, Any]) -> None:
    rows = [
        (
            stage["step"],
            stage["agency"],
            stage["stage"],
            "\n".join(due_of(period) for period in stage["deadlines"]),
        )
        for stage in case["stages"]
    ]
    print_table(("step", "agency", "stage", "deadlines"), rows)


def _slices(case: dict[str, Any]) -> None:
    rows = [
        (
            part["agency"],
            part.get("fact_type"),
            shown(part["as_of"]),
            span(part.get("age_seconds")),
            span(part.get("lag_seconds")),
            part["reach"]["state"] if part["reach"] else None,
        )
        for part in case["slices"]
    ]
    print_table(("agency", "newest fact", "as of (+08:00)", "age", "lag", "reach"), rows)


def _troubles(case: dict[str, Any]) -> None:
    for message in case["parked"]:
        typer.echo(f"parked at {message['agency']}: {message['fact_type']}: {message['sentence']}")
    for delivery in case["deliveries"]:
        if delivery["status"] != "delivered":
            typer.echo(
                f"papers for {delivery['agency']} are {delivery['status']}: {delivery['last_error'] or 'on the way'}"
            )


def timeline(case_id: CaseId, url: UrlOption = None, as_json: JsonOption = False) -> None:
    """The facts of one case, oldest first."""
    with line(url) as gateway:
        found = gateway.get(f"/v1/cases/{quote(case_id, safe='')}/timeline")
    if as_json:
        print_json(found)
        return
    rows = [
        (shown(fact["occurred_at"]), fact["agency"], fact["sequence"], fact["type"], _said(fact["data"]))
        for fact in found["facts"]
    ]
    print_table(("happened (+08:00)", "agency", "no.", "fact", "says"), rows)


def _said(data: dict[str, Any]) -> str:
    names = (
        "licence_no",
        "declaration_no",
        "claim_no",
        "proof_no",
        "phase",
        "amount",
        "code",
        "reason",
        "sentence",
    )
    said = [str(data[name]) for name in names if data.get(name)]
    said += [str(item.get("sentence")) for item in data.get("items", ()) if isinstance(item, dict)]
    return "; ".join(said)
