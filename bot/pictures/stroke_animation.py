"""A character that writes itself: an animated GIF, grey on white."""

from io import BytesIO
from itertools import pairwise
from math import hypot

from PIL import Image, ImageChops, ImageDraw

from bot.pictures.sheet import Point
from bot.pictures.strokes import Glyph, Outline

LARGEST = 200_000
"""Bytes of an animation at most."""
_SIZE, _FINER, _PAD = 240, 2, 12
_BRUSH = 150 / 1024
_PAPER, _LATER, _INK = 255, 224, 32
_STEPS = (6, 3, 1)
"""Pictures for each stroke: fewer where the animation would be too large."""
_FRAME_MS, _REST_MS = 80, 1500
_GREYS = 0xF0


def animation(glyph: Glyph) -> bytes:
    """Return a GIF of at most LARGEST bytes in which stroke after stroke is written."""
    made = b""
    for steps in _STEPS:
        made = _gif(glyph, steps)
        if len(made) <= LARGEST:
            break
    return made


def _gif(glyph: Glyph, steps: int) -> bytes:
    masks = [_filled(outline) for outline in glyph.outlines]
    picture = Image.new("L", masks[0].size, _PAPER)
    for mask in masks:
        picture.paste(_LATER, mask=mask)
    frames = [_frame(picture)]
    for mask, median in zip(masks, glyph.medians, strict=True):
        for step in range(1, steps + 1):
            if step < steps:
                brushed = ImageChops.darker(mask, _brushed(median, step / steps))
                frames.append(_frame(_inked(picture, brushed)))
        picture = _inked(picture, mask)
        frames.append(_frame(picture))
    durations = [_FRAME_MS * _STEPS[0] // steps] * (len(frames) - 1) + [_REST_MS]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0)
    return file.getvalue()


def _filled(outline: Outline) -> Image.Image:
    mask = _blank()
    ImageDraw.Draw(mask).polygon([_placed(point) for point in outline], 255)
    return mask


def _brushed(median: Outline, share: float) -> Image.Image:
    """Return what a broad brush covers on the first *share* of its way."""
    mask = _blank()
    pen = ImageDraw.Draw(mask)
    radius = _BRUSH * _SIZE * _FINER / 2
    points = [_placed(point) for point in _beginning(median, share)]
    pen.line(points, 255, round(radius * 2), "curve")
    for point in points:
        pen.circle(point, radius, 255)
    return mask


def _beginning(median: Outline, share: float) -> list[Point]:
    left = share * sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(median))
    found = [median[0]]
    for a, b in pairwise(median):
        length = hypot(b[0] - a[0], b[1] - a[1])
        part = min(1.0, left / length) if length else 1.0
        found.append((a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
        left -= length
        if left <= 0:
            break
    return found


def _inked(picture: Image.Image, mask: Image.Image) -> Image.Image:
    inked = picture.copy()
    inked.paste(_INK, mask=mask)
    return inked


def _frame(picture: Image.Image) -> Image.Image:
    return picture.reduce(_FINER).point(lambda grey: min(255, (grey & _GREYS) + 15))


def _blank() -> Image.Image:
    return Image.new("L", (_SIZE * _FINER, _SIZE * _FINER), 0)


def _placed(point: Point) -> Point:
    room = _SIZE - 2 * _PAD
    return (_PAD + point[0] * room) * _FINER, (_PAD + point[1] * room) * _FINER
