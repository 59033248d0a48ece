"""
Typed Uyghur: in its own script, or in Latin letters (ULY).

What is taken as right:
- the carrier ئ may be left out or added, for it is not heard inside a word;
- letters of neighbouring keyboards that look the same: ک for ك, ی for ى, ه for ە or ھ;
- ë may be é or e, which older rules and keyboards without it write; ö and ü are needed, because
  köp and kop are not the same word;
- apostrophes and hyphens anywhere, or none.
"""

import re
import unicodedata
from typing import Literal

from content.lessons.deck import Item
from content.lessons.typed_signs import folded, letters_of

_SAME = str.maketrans({"ک": "ك", "ی": "ى", "ه": "ە", "ھ": "ە", "ئ": None})
_LATIN = re.compile("[a-zëéöü]*")
_WORD = re.compile(r"\S+")
_MORE_WORDS = 1


def read_uyghur(script: str, item: Item) -> Literal["right", "wrong"]:
    """Grade letters of the Arabic script, folded, as the word of *item*."""
    return "right" if _skeleton(script) == _skeleton(folded(item.word)) else "wrong"


def read_latin(text: str, item: Item) -> Literal["right", "wrong", "no_answer"]:
    """
    Grade folded *text* as the Latin reading of *item*.

    Nearly any word could be Uyghur by its letters, so a text with two words or more beyond those
    of the reading is taken for talk.
    """
    letters = letters_of(text)
    if letters_of(_plain_e(text)) == letters_of(_plain_e(folded(item.reading))):
        return "right"
    many = len(_WORD.findall(text)) > len(_WORD.findall(item.reading)) + _MORE_WORDS
    return "no_answer" if many or not _LATIN.fullmatch(letters) else "wrong"


def _skeleton(script: str) -> str:
    """Return the letters that carry the word, without vowel signs of Arabic."""
    letters = (sign for sign in script if unicodedata.category(sign) == "Lo")
    return "".join(letters).translate(_SAME)


def _plain_e(text: str) -> str:
    return re.sub("[ëé]", "e", text)
