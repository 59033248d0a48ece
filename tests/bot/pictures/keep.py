"""Draw the pictures that are kept in docs/: python -m tests.bot.pictures.keep."""

from pathlib import Path

from tests.bot.pictures.samples import kept

FOLDER = Path("docs/pictures/cards")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, card in kept():
        (FOLDER / f"{name}.jpg").write_bytes(card.draw())


if __name__ == "__main__":
    main()
