"""The two typefaces: Noto Sans Arabic for Arabic script, Noto Sans CJK (SC) for all else."""

from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from PIL import ImageFont

Face = Literal["arabic", "cjk"]

_FILES: dict[Face, str] = {
    "arabic": str(files("fontpkg_noto_sans_arabic") / "files" / "NotoSansArabic[wdth,wght].ttf"),
    "cjk": str(files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"),
}
_CJK_SC = 2
_WEIGHTS = {False: 400, True: 600}
_WIDTH = 100
_TRIAL = 20
_NEVER_A_LETTER = "\uffff"


@cache
def font(face: Face, size: int, *, strong: bool = False) -> ImageFont.FreeTypeFont:
    """
    Return a face at a size in pixels, loaded once.

    The CJK face comes in one weight only: who draws makes it strong with a stroke.
    """
    index = _CJK_SC if face == "cjk" else 0
    raqm = ImageFont.Layout.RAQM
    loaded = ImageFont.truetype(_FILES[face], size, index=index, layout_engine=raqm)
    if face == "cjk":
        return loaded
    loaded.set_variation_by_axes([_WEIGHTS[strong], _WIDTH])
    return loaded


@lru_cache(maxsize=8192)
def has_glyph(face: Face, character: str) -> bool:
    """Return whether a face can draw a character as anything but its empty box."""
    return _drawn(face, character) != _box(face)


@cache
def _box(face: Face) -> tuple[tuple[int, int], bytes]:
    return _drawn(face, _NEVER_A_LETTER)


def _drawn(face: Face, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font(face, _TRIAL).getmask(character)
    return mask.size, bytes(mask)
