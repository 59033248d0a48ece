"""The two typefaces: Noto Sans Arabic for Arabic script, Noto Sans CJK (SC) for all else."""

from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from PIL import ImageFont

from bot.errors import StartError

Typeface = Literal["arabic", "cjk"]

_FILES: dict[Typeface, tuple[str, str]] = {
    "arabic": ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
    "cjk": ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"),
}
"""In which package and under which name each typeface is found."""
_CJK_SC = 2
_WEIGHTS = {False: 400, True: 600}
_WIDTH = 100
_TRIAL = 20
_NEVER_A_LETTER = "\uffff"


@cache
def font(typeface: Typeface, size: int, *, strong: bool = False) -> ImageFont.FreeTypeFont:
    """
    Return a typeface at a size in pixels, loaded once; raise StartError if it is not installed.

    The CJK typeface comes in one weight only: who draws makes it strong with a stroke.
    """
    package, name = _FILES[typeface]
    index = _CJK_SC if typeface == "cjk" else 0
    raqm = ImageFont.Layout.RAQM
    try:
        path = str(files(package).joinpath(name))
        loaded = ImageFont.truetype(path, size, index=index, layout_engine=raqm)
    except (ModuleNotFoundError, OSError):
        distribution = package.replace("_", "-")
        raise StartError(f"the font {name} is missing: install {distribution}") from None
    if typeface == "cjk":
        return loaded
    loaded.set_variation_by_axes([_WEIGHTS[strong], _WIDTH])
    return loaded


@lru_cache(maxsize=8192)
def has_glyph(typeface: Typeface, character: str) -> bool:
    """Return whether a typeface can draw a character as anything but its empty box."""
    return _drawn(typeface, character) != _box(typeface)


def missing_fonts() -> tuple[str, ...]:
    """Return a sentence for each typeface that is not installed, for `littlehands check`."""
    found = list[str]()
    for typeface in _FILES:
        try:
            font(typeface, _TRIAL)
        except StartError as missing:
            found.append(str(missing))
    return tuple(found)


@cache
def _box(typeface: Typeface) -> tuple[tuple[int, int], bytes]:
    return _drawn(typeface, _NEVER_A_LETTER)


def _drawn(typeface: Typeface, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font(typeface, _TRIAL).getmask(character)
    return mask.size, bytes(mask)
