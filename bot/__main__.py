"""The command line. A user's mistake ends in one clear line and exit code 2, never a traceback."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer
import uvloop

from bot.authoring.commands import deck
from bot.errors import OperatorError
from content.errors import ContentErrors

if TYPE_CHECKING:
    from bot.app import Role

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="littlehands: a county's report, bulletins and a word a day, for those who want them.",
)
db = typer.Typer(no_args_is_help=True, help="The database: upgrade, backup, restore.")
cli.add_typer(db, name="db")
cli.add_typer(deck, name="deck")

Config = Annotated[Path, typer.Option("-c", "--config", help="The configuration file.")]
_MISTAKE = 2
_STOP_SECONDS = 8.5
"""systemd, Docker and Kubernetes kill what takes ten seconds and more."""

log = logging.getLogger(__name__)


class Service(Protocol):
    """Something that runs until it is told to stop."""

    async def stop(self) -> None:
        """Finish what is under way."""


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="The page's port on 127.0.0.1.")] = 8089,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its state.")] = Path(".demo"),
    approvals: Annotated[int, typer.Option(help="How many others must approve a bulletin.")] = 0,
) -> None:
    """Try everything in the embedded chat: no token, no network, no configuration."""
    from bot.demo_app import Demo  # noqa: PLC0415 (each command loads only what it needs)
    from bot.logs import set_up_logging  # noqa: PLC0415
    from bot.settings import Log  # noqa: PLC0415

    set_up_logging(Log(level="warning"), secrets=())

    async def serve() -> None:
        service = Demo(data=data, approvals=approvals)
        await _serve(service, service.start(port=port), lambda: f"ready: {service.chat.url}")

    with _mistakes():
        uvloop.run(serve())


@cli.command()
def run(config: Config = Path("config.yaml")) -> None:
    """Run everything in one process."""
    _run("run", config)


@cli.command()
def clock(config: Config = Path("config.yaml")) -> None:
    """Of several processes on PostgreSQL: say what is due. Several stand by for each other."""
    _run("clock", config)


@cli.command()
def web(config: Config = Path("config.yaml")) -> None:
    """Of several processes on PostgreSQL: take updates and answer people."""
    _run("web", config)


@cli.command()
def worker(config: Config = Path("config.yaml")) -> None:
    """Of several processes on PostgreSQL: send. All workers keep one rate together."""
    _run("worker", config)


def _run(role: "Role", config: Path) -> None:
    from sqlalchemy.engine import make_url  # noqa: PLC0415

    from bot.app import App  # noqa: PLC0415
    from bot.logs import set_up_logging  # noqa: PLC0415
    from bot.settings import load_settings  # noqa: PLC0415

    with _mistakes():
        settings = load_settings(config)
        password = make_url(settings.database).password or ""
        hidden = (settings.token(), settings.telegram.webhook.secret, password)
        set_up_logging(settings.log, secrets=hidden)

        async def serve() -> None:
            service = App(settings, now=lambda: datetime.now(UTC), web=True, role=role)
            await _serve(service, service.start(), lambda: _ready(role))

        uvloop.run(serve())


@cli.command()
def check(config: Config = Path("config.yaml")) -> None:
    """Check configuration and content; name every problem by file, line and key."""
    from bot.authoring import checks  # noqa: PLC0415
    from bot.settings import load_settings  # noqa: PLC0415
    from content.shelf import Shelf  # noqa: PLC0415

    try:
        settings = load_settings(config)
        edition = Shelf(reports=settings.content.reports, lessons=settings.content.lessons).edition
        if faults := checks.deck_faults(settings.content.lessons, edition.decks):
            raise ContentErrors(faults)  # noqa: TRY301 (told below, as those of the shelf)
    except ContentErrors as wrong:
        for error in wrong.errors:
            typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for line in checks.drafted(edition.decks):
        typer.echo(line)
    items = sum(len(deck.items) for deck in edition.decks)
    typer.echo(f"ok: {len(edition.reports)} reports, {len(edition.decks)} decks, {items} items")


@cli.command()
def version() -> None:
    """Print the version."""
    typer.echo(installed_version("littlehands"))


@db.command("upgrade")
def db_upgrade(config: Config = Path("config.yaml")) -> None:
    """Bring the database's schema up to date."""
    from bot.settings import load_settings  # noqa: PLC0415
    from bot.store.upgrade import upgrade  # noqa: PLC0415

    with _mistakes():
        address = load_settings(config).database
        earlier = asyncio.run(upgrade(address, copies=None, now=datetime.now(UTC)))
        typer.echo(f"upgraded from {earlier}" if earlier else "nothing to do")


@db.command("backup")
def db_backup(file: Path, config: Config = Path("config.yaml")) -> None:
    """Write a copy of the database to FILE; the bot may go on running."""
    from bot.settings import load_settings  # noqa: PLC0415
    from bot.store.copies import backup  # noqa: PLC0415

    with _mistakes():
        backup(load_settings(config).database, file)
        typer.echo(f"written: {file}")


@db.command("restore")
def db_restore(file: Path, config: Config = Path("config.yaml")) -> None:
    """Put the copy in FILE in the place of the database; what was to be sent is held."""
    from bot.settings import load_settings  # noqa: PLC0415
    from bot.store.alone import alone  # noqa: PLC0415
    from bot.store.copies import copies_of  # noqa: PLC0415
    from bot.store.restore import restore  # noqa: PLC0415

    async def put_back(address: str) -> None:
        async with alone(address):
            await restore(address, file, copies=copies_of(address), now=datetime.now(UTC))

    with _mistakes():
        asyncio.run(put_back(load_settings(config).database))
        typer.echo("restored; what was scheduled or being sent waits for the team in /queue")


def _ready(role: "Role") -> str:
    return "littlehands is running" if role == "run" else f"littlehands {role} is running"


async def _serve(service: Service, start: Coroutine[Any, Any, None], ready: Any) -> None:
    """Start, say so, and run until SIGINT or SIGTERM."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    starting = asyncio.create_task(start)
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if starting.done():
            await starting
            typer.echo(ready())
            sys.stdout.flush()
            await stopped.wait()
    finally:
        starting.cancel()
        waiting.cancel()
        await _stop(service)


async def _stop(service: Service) -> None:
    """Stop in order; what a supervisor would kill anyway ends itself: nothing is lost by that."""
    stopping = asyncio.create_task(service.stop())
    done, _ = await asyncio.wait({stopping}, timeout=_STOP_SECONDS)
    if done:
        return await stopping
    log.error("the end took too long; what is open is judged by the next start")
    logging.shutdown()
    os._exit(0)


@contextlib.contextmanager
def _mistakes() -> Iterator[None]:
    """Turn a user's mistake into one line and exit code 2."""
    try:
        yield
    except ContentErrors as wrong:
        first, *others = wrong.errors
        more = f" (and {len(others)} more; see: littlehands check)" if others else ""
        typer.echo(f"littlehands: {first}{more}", err=True)
        raise typer.Exit(_MISTAKE) from None
    except OperatorError as error:
        typer.echo(f"littlehands: {error}", err=True)
        raise typer.Exit(_MISTAKE) from None


def main() -> None:
    """Run the command line; what it writes is for its own user: it holds subscribers' chats."""
    os.umask(0o077)
    cli()


if __name__ == "__main__":
    main()
