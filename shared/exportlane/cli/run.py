"""Running it: `exportlane up` (everything, embedded), `serve SERVICE` and `migrate SERVICE` (one service, real)."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

EXAMPLES = Path("examples")
Service = Annotated[str, typer.Argument(help="The service's name, for example licensing.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("up")(up)
    app.command("serve")(serve)
    app.command("migrate")(migrate)


def up(
    demo: Annotated[
        bool,
        typer.Option(help="Fill an empty data folder with the demo's cases; officers decide what is open."),
    ] = False,
) -> None:
    """Run all services in this process, embedded, with the gateway and its portal on EXPORTLANE_PORT (8000)."""
    if demo:
        # What the demo left open waits for the officers of the portal, unless somebody says otherwise.
        os.environ.setdefault("EXPORTLANE_AUTOMATIC", "none")
        os.environ.setdefault("EXPORTLANE_FILING_REGISTER", str(EXAMPLES / "enterprises.json"))
    _or_sentence(lambda: _up(demo=demo))


def serve(service: Service) -> None:
    """Run one service in real mode, on EXPORTLANE_HOST and EXPORTLANE_PORT."""

    async def run() -> None:
        import uvicorn

        from exportlane.runtime.composition import real_service
        from exportlane.runtime.service import find
        from exportlane.runtime.settings import ServiceSettings, load_settings
        from exportlane.runtime.telemetry import configure_logging

        configure_logging()
        definition = find(service)
        settings = load_settings(ServiceSettings)
        app = real_service(definition)
        running = app.state.service
        await running.start()
        try:
            config = uvicorn.Config(
                app, host=settings.host, port=settings.port, lifespan="off", **_server_options()
            )
            with app.state.metrics_port:
                await _serve(uvicorn.Server(config))
        finally:
            await running.stop()

    _or_sentence(run)


def migrate(service: Service) -> None:
    """Bring a service's database (EXPORTLANE_DATABASE_URL) to the newest version of its tables."""

    async def run() -> None:
        from exportlane.runtime.database import Database
        from exportlane.runtime.migrations import migrate as run_migrations
        from exportlane.runtime.service import find
        from exportlane.runtime.settings import StartupRefused

        definition = find(service)
        # Only the database is needed here: a migration job holds neither signing keys nor a broker's address.
        url = os.environ.get("EXPORTLANE_DATABASE_URL")
        if not url:
            raise StartupRefused("Set EXPORTLANE_DATABASE_URL to the database that is to be migrated.")
        database = Database(url, command_seconds=3600)
        await run_migrations(database, definition.migrations)
        await database.close()
        typer.echo(f"The database of {service} has the newest tables.")

    _or_sentence(run)


async def _up(*, demo: bool) -> None:
    import uvicorn

    from exportlane.runtime.composition import embedded
    from exportlane.runtime.settings import ServiceSettings, load_settings
    from exportlane.runtime.telemetry import configure_logging

    settings = load_settings(ServiceSettings)
    if demo:
        await _stage(settings.data_dir)
    configure_logging()
    async with embedded() as platform:
        config = uvicorn.Config(
            platform.gateway, host=settings.host, port=settings.port, lifespan="off", **_server_options()
        )
        server = uvicorn.Server(config)
        typer.echo(f"exportlane runs (embedded, data in {settings.data_dir}). Stop it with Ctrl-C.")
        typer.echo(f"  portal   http://{settings.host}:{settings.port}/")
        typer.echo(f"  API      http://{settings.host}:{settings.port}/openapi.json")
        typer.echo("  a token  exportlane token --agency licensing --role officer")
        await _serve(server)


async def _stage(data_dir: Path) -> None:
    """Fill the folder once. It gets its name when all is in it, so that a stop in between leaves nothing half."""
    from rich.console import Console

    from exportlane.cli.demo.log import logged_beside
    from exportlane.cli.demo.office import RequestFailed
    from exportlane.cli.demo.standing import stage
    from exportlane.cli.demo.story import Unfinished
    from exportlane.runtime.settings import StartupRefused

    draft = await asyncio.to_thread(_draft_of, data_dir)
    if draft is None:
        return
    with logged_beside(data_dir):
        try:
            await stage(draft, EXAMPLES, Console(highlight=False), now=datetime.now(UTC))
        except (Unfinished, RequestFailed) as error:
            raise StartupRefused(f"The demo's data could not be made: {error}") from error
    await asyncio.to_thread(_take_over, draft, data_dir)


def _draft_of(data_dir: Path) -> Path | None:
    """The folder in which the data are made; None when there are data already. Raises StartupRefused."""
    from exportlane.runtime.settings import StartupRefused

    if (data_dir / "gateway.db").exists():
        return None
    if not EXAMPLES.is_dir():
        raise StartupRefused(
            f"There is no folder {EXAMPLES} with the demo's papers; start in the project's folder."
        )
    draft = data_dir.with_name(f"{data_dir.name}.being-made")
    shutil.rmtree(draft, ignore_errors=True)
    return draft


def _take_over(draft: Path, data_dir: Path) -> None:
    shutil.rmtree(data_dir, ignore_errors=True)
    draft.rename(data_dir)


async def _serve(server: Any) -> None:
    # What a start leaves behind lives as long as the process; looking through it again and again for garbage is waste.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    await server.serve()
    if not server.started:
        raise typer.Exit(1)


def _server_options() -> dict[str, Any]:
    # The runtime writes its own access log, and a stop must not wait for ever for a page that listens to events.
    return {
        "log_level": "warning",
        "access_log": False,
        "timeout_graceful_shutdown": 5,
        "server_header": False,
    }


def _or_sentence(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run it on uvloop where there is one; a refused start is a sentence on stderr and status 1, never a stack."""
    from exportlane.runtime.settings import StartupRefused

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(main())
    except StartupRefused as error:
        typer.echo(f"exportlane: {error}", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        sys.exit(130)


def _loop_factory() -> Any:
    try:
        import uvloop
    except ImportError:  # no wheel on this platform; the standard loop does the same, more slowly
        return None
    return uvloop.new_event_loop
