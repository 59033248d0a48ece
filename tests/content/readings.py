"""What an author's dictionary knows of each character; loaded once for all tests."""

from functools import cache

from pypinyin import Style, pinyin
from pypinyin_dict.phrase_pinyin_data import cc_cedict

cc_cedict.load()


@cache
def readings(character):
    return frozenset(pinyin(character, style=Style.TONE, heteronym=True)[0])
