"""The cache: a picture is drawn once, from a damaged or forbidden folder as well."""

from time import perf_counter

import pytest

from bot.pictures.cache import PictureCache
from bot.pictures.cards import CardPicture
from tests.bot.pictures.samples import KEPT, card, lesson


@pytest.fixture
def picture():
    return card(lesson(KEPT[0]), "word", "ug")


@pytest.fixture
def drawn(monkeypatch):
    """The keys of the pictures that were drawn."""
    found = []
    draw = CardPicture.draw
    monkeypatch.setattr(CardPicture, "draw", lambda self: (found.append(self.key), draw(self))[1])
    return found


def test_a_picture_is_drawn_once_and_read_after_a_restart(tmp_path, picture, drawn):
    folder = tmp_path / "not" / "yet"
    cache = PictureCache(folder)
    first = cache.bytes_of(picture)
    assert cache.bytes_of(card(lesson(KEPT[0]), "word", "ug")) == first
    assert PictureCache(folder).bytes_of(picture) == first
    assert drawn == [picture.key]
    assert [path.name for path in folder.iterdir()] == [f"{picture.key}.jpg"]


@pytest.mark.parametrize("damage", [b"", b"not a picture"])
def test_a_damaged_file_is_drawn_anew(tmp_path, picture, drawn, damage):
    whole = PictureCache(tmp_path).bytes_of(picture)
    file = tmp_path / f"{picture.key}.jpg"
    file.write_bytes(damage or whole[: len(whole) // 2])
    assert PictureCache(tmp_path).bytes_of(picture) == whole
    assert file.read_bytes() == whole
    assert len(drawn) == 2


def test_a_folder_that_cannot_be_written_costs_only_the_copy(tmp_path, picture):
    (tmp_path / "file").write_text("in the way")
    assert PictureCache(tmp_path / "file").bytes_of(picture).startswith(b"\xff\xd8")


def test_without_a_folder_the_memory_alone_keeps_pictures(picture, drawn):
    cache = PictureCache(None)
    assert cache.bytes_of(picture) is cache.bytes_of(picture)
    assert len(drawn) == 1


def test_memory_keeps_the_pictures_used_last(monkeypatch):
    monkeypatch.setattr("bot.pictures.cache.REMEMBERED", 2)
    drawn = []
    monkeypatch.setattr(CardPicture, "draw", lambda self: drawn.append(self.language) or b"x")
    cache = PictureCache(None)
    for language in ("zh", "ug", "zh", "en", "zh", "ug"):
        cache.bytes_of(card(lesson(KEPT[0]), "word", language))
    assert drawn == ["zh", "ug", "en", "ug"]


def test_a_known_picture_takes_less_than_a_millisecond(picture):
    cache = PictureCache(None)
    cache.bytes_of(picture)
    times = []
    for _ in range(20):
        begin = perf_counter()
        cache.bytes_of(card(lesson(KEPT[0]), "word", "ug"))
        times.append(perf_counter() - begin)
    assert min(times) < 0.001
