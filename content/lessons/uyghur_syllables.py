"""Uyghur words cut into syllables, in either script: rehmet → reh, met; ھەئە → ھە, ئە."""

import itertools
import re

_SOUND = re.compile(r"ch|sh|zh|gh|ng|[^\W\d_]", re.IGNORECASE)
"""Latin digraphs are one sound; the Arabic script has one letter for each sound."""
_VOWELS = frozenset("aeëéiouöüاەېىوۇۆۈ")


def uyghur_syllables(word: str) -> tuple[str, ...]:
    """
    Return the syllables of *word*, without punctuation.

    Each vowel makes one; the sound before it belongs to it, all others to the vowel before. What
    has no vowel is one syllable.
    """
    found = list[str]()
    for part in re.split(r"['’\s]+", word):
        sounds = _SOUND.findall(part)
        vowels = [n for n, sound in enumerate(sounds) if sound.lower() in _VOWELS]
        cuts = [max(n - 1, before + 1) for before, n in itertools.pairwise(vowels)]
        edges = [0, *cuts, len(sounds)]
        found += ["".join(sounds[a:b]) for a, b in itertools.pairwise(edges) if a < b]
    return tuple(found)
