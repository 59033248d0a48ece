"""What a dictionary knows of a character's readings; for authors, never for the running bot."""

from functools import cache


@cache
def readings(character: str) -> frozenset[str]:
    """Return the syllables of one character with their tone marks (中: zhōng, zhòng)."""
    _load()
    from pypinyin import Style, pinyin  # noqa: PLC0415 (its tables take a second)

    return frozenset(pinyin(character, style=Style.TONE, heteronym=True)[0])


def drafted(word: str) -> str:
    """
    Return a reading for a word, its syllables apart.

    It is right for about 96 of 100 words (design/learning.md): somebody has to read it.
    """
    _load()
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 (the same)

    return " ".join(lazy_pinyin(word, style=Style.TONE, errors="ignore"))


@cache
def _load() -> None:
    from pypinyin_dict.phrase_pinyin_data import cc_cedict  # noqa: PLC0415 (the same)

    cc_cedict.load()
