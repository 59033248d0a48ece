"""littlehands deck …: begin a deck, fill one from a table, take one home."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar, get_args

import typer

from bot.errors import OperatorError
from content.languages import LANGUAGES
from content.lessons.deck import Deck, Learnable
from content.lessons.themes import THEMES

if TYPE_CHECKING:
    from bot.authoring.drafts import Plan

_Known = TypeVar("_Known", bound=str)

deck = typer.Typer(no_args_is_help=True, help="Decks: begin, import, export.")
export = typer.Typer(no_args_is_help=True, help="Decks for other programs.")
deck.add_typer(export, name="export")

_MISTAKE = 2

Out = Annotated[Path, typer.Option("-o", "--output", help="The file to write.")]
Learn = Annotated[str, typer.Option(help="What it teaches: zh or ug.")]
Speakers = Annotated[str, typer.Option("--from", help="Whom it is for, like ug,en.")]
About = Annotated[str, typer.Option("--theme", help="One of: " + ", ".join(THEMES))]
Title = Annotated[str, typer.Option(help="Its title, in each language until you change it.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


@deck.command("new")
def new(
    file: Path,
    learn: Learn = "zh",
    speakers: Speakers = "ug,en",
    theme: About = "home",
    title: Title = "",
) -> None:
    """Write a deck with one item to replace."""
    from bot.authoring.drafts import skeleton  # noqa: PLC0415

    try:
        plan = _plan(file, learn=learn, speakers=speakers, theme=theme, title=title)
        _write(file, skeleton(plan).encode(), force=False)
    except OperatorError as error:
        _fail(error)


@deck.command("import")
def import_table(
    table: Path,
    output: Out,
    learn: Learn = "zh",
    speakers: Speakers = "ug,en",
    theme: About = "home",
    title: Title = "",
    force: Force = False,
) -> None:
    """Turn a CSV table with the columns word and meaning_… into a deck."""
    from bot.authoring.drafts import from_table  # noqa: PLC0415

    try:
        plan = _plan(output, learn=learn, speakers=speakers, theme=theme, title=title)
        _write(output, from_table(plan, table).encode(), force=force)
    except OperatorError as error:
        _fail(error)


@export.command("anki")
def anki(
    file: Path,
    output: Out,
    reader: Annotated[str, typer.Option(help="In whose language the meanings are.")] = "en",
    force: Force = False,
) -> None:
    """Write a deck, or all of a folder, as a package for Anki."""
    from bot.cards.anki import package  # noqa: PLC0415

    try:
        language = _one_of(reader, LANGUAGES, "--reader")
        _write(output, package(_decks(file), language), force=force)
    except OperatorError as error:
        _fail(error)


def _decks(file: Path) -> tuple[Deck, ...]:
    from content.errors import ContentErrors  # noqa: PLC0415
    from content.lessons.load import load_decks  # noqa: PLC0415

    folder = file if file.is_dir() else file.parent
    try:
        decks = load_decks([folder])
    except ContentErrors as wrong:
        raise OperatorError(str(wrong.errors[0])) from None
    if file.is_dir():
        return decks
    from content.strict_yaml import read_document  # noqa: PLC0415

    try:
        slug = read_document(file).validate(Deck).slug
    except ContentErrors as wrong:
        raise OperatorError(str(wrong.errors[0])) from None
    return tuple(it for it in decks if it.slug == slug)


def _plan(file: Path, *, learn: str, speakers: str, theme: str, title: str) -> "Plan":
    from bot.authoring.drafts import Plan  # noqa: PLC0415

    known: tuple[Learnable, ...] = get_args(Learnable)
    return Plan(
        slug=file.stem.lstrip("0123456789-") or file.stem,
        title=title or file.stem,
        learn=_one_of(learn, known, "--learn"),
        speakers=tuple(_one_of(each, LANGUAGES, "--from") for each in speakers.split(",")),
        theme=_one_of(theme, THEMES, "--theme"),
    )


def _one_of(given: str, known: Sequence[_Known], option: str) -> _Known:
    found = next((it for it in known if it == given.strip()), None)
    if found is None:
        raise OperatorError(f"{option}: {given} is none of {', '.join(known)}")
    return found


def _write(file: Path, content: bytes, *, force: bool) -> None:
    """Write a file whole; one that is there stays, unless it may be replaced."""
    if file.exists() and not force:
        raise OperatorError(f"{file} is there already; nothing was written")
    try:
        file.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise OperatorError(f"{file}: {reason}") from None
    typer.echo(f"written: {file}")


def _fail(error: OperatorError) -> NoReturn:
    """End with the mistake in a line of its own, and no traceback."""
    typer.echo(f"littlehands: {error}", err=True)
    raise typer.Exit(_MISTAKE)
