"""What a picture card costs: CPU of a first drawing with the fonts loaded, and of finding it again."""

from statistics import median
from time import perf_counter, process_time

from bot.pictures.cache import PictureCache
from bot.pictures.cards import FACES
from content.languages import LANGUAGES
from tests.bot.pictures.samples import card, catalogue

_EVERY = 4
"""Of the shipped items every so many-th is drawn."""


def cards():
    """Measure each face over the shipped items in all languages."""
    for it in catalogue().lessons[1::_EVERY]:
        for face in FACES:
            card(it, face, "ug").draw()
    return [_face(face) for face in FACES]


def _face(face):
    cache, cold, warm, sizes = PictureCache(None), [], [], []
    for it in catalogue().lessons[::_EVERY]:
        for language in LANGUAGES:
            begin = process_time()
            sizes.append(len(cache.bytes_of(card(it, face, language))))
            cold.append((process_time() - begin) * 1000)
            begin = perf_counter()
            cache.bytes_of(card(it, face, language))
            warm.append((perf_counter() - begin) * 1000)
    cold.sort()
    return {
        "face": face,
        "pictures": len(cold),
        "cold_ms": round(median(cold), 1),
        "cold_p95_ms": round(cold[len(cold) * 95 // 100], 1),
        "warm_ms": round(median(warm), 3),
        "kb": round(median(sizes) / 1000),
    }
