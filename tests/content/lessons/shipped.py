"""The lessons that ship, for rules that must hold of every one."""

from pathlib import Path

from content.lessons.course import Catalogue
from content.lessons.load import load_decks

CATALOGUE = Catalogue(load_decks([Path(__file__).parents[3] / "content" / "library" / "lessons"]))
LESSONS = CATALOGUE.lessons
MANDARIN = CATALOGUE.beside["zh"]
UYGHUR = CATALOGUE.beside["ug"]


def shipped(word):
    """Return the first shipped lesson of a word."""
    return next(one for one in LESSONS if one.item.word == word)
