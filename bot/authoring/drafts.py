"""A new deck as a file: empty but for one item, or filled from a table."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.authoring.levels import level_of
from bot.authoring.readings import drafted
from bot.errors import OperatorError
from content.errors import ContentErrors
from content.languages import LANGUAGES, Language
from content.lessons.course import token
from content.lessons.deck import Deck, Learnable
from content.lessons.themes import Theme
from content.lessons.uly import spelled
from content.strict_yaml import parse_document

_ENCODINGS = ("utf-8-sig", "gb18030")
_NOTE = "# Every text of this file is `drafted`: somebody who speaks the language has to read it.\n"
_STEPS: dict[Language, tuple[str, str, str]] = {
    "zh": ("慢慢说三遍：{}。", "指一指、做一做，让家人看懂。", "轮流说，看谁说得最开心。"),
    "ug": (
        "ئاستا ئۈچ قېتىم دە: \u2068{}\u2069.",
        "كۆرسىتىپ ياكى ھەرىكەت قىلىپ چۈشەندۈر.",
        "نۆۋەت بىلەن دەڭلار، كىم ئەڭ خۇشال دېسە شۇ يېڭىدۇ.",
    ),
    "en": (
        "Say it slowly three times: {}.",
        "Show it, or act it.",
        "Take turns: who says it most happily?",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a deck is about, before it has items."""

    slug: str
    title: str
    learn: Learnable
    speakers: tuple[Language, ...]
    theme: Theme


def skeleton(plan: Plan) -> str:
    """Return a deck with one item, as an example to replace."""
    sample = {"zh": ("你好", "nǐ hǎo"), "ug": ("ياخشىمۇسىز", "yaxshimusiz")}[plan.learn]
    meaning = {"zh": "你好", "ug": "ياخشىمۇسىز", "en": "hello"}
    row = {"word": sample[0], "reading": sample[1]}
    row |= {f"meaning_{language}": meaning[language] for language in plan.speakers}
    return _written(plan, [_item(plan, row)])


def from_table(plan: Plan, path: Path) -> str:
    """
    Return a deck from a CSV file; raise OperatorError that names every bad row.

    It needs a column `word` and one `meaning_…` for each language that the deck is for. A missing
    reading is drafted, a missing example is the word itself, missing steps are the usual three.
    """
    rows = list(csv.DictReader(io.StringIO(_text(path))))
    if not rows:
        raise OperatorError(f"{path}: there is no row below the header")
    faults = [
        f"{path}: row {n}: {name} is missing"
        for n, row in enumerate(rows, 2)
        for name in ("word", *(f"meaning_{language}" for language in plan.speakers))
        if not (row.get(name) or "").strip()
    ]
    if faults:
        raise OperatorError("\n".join(faults))
    return _written(plan, [_item(plan, row) for row in rows])


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OperatorError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OperatorError(f"{path}: is neither UTF-8 nor GBK text")


def _item(plan: Plan, given: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: str(value).strip() for name, value in given.items() if name and value}
    word, reading = row["word"], row.get("reading") or _reading(plan, row["word"])
    meaning = {it: row[f"meaning_{it}"] for it in LANGUAGES if f"meaning_{it}" in row}
    example = row.get("example") or word
    names = ("hanzi", "pinyin") if plan.learn == "zh" else ("uyghur", "latin")
    level = level_of(word) if plan.learn == "zh" else None
    return {
        "id": row.get("id") or f"w-{token((plan.slug, word))}",
        names[0]: word,
        names[1]: reading,
        **({"level": level} if level else {}),
        "meaning": meaning,
        "example": {
            names[0]: example,
            names[1]: row.get("example_reading") or _reading(plan, example),
            "meaning": {it: row.get(f"example_meaning_{it}") or meaning[it] for it in meaning},
        },
        "teach": {it: _steps(it, row, word) for it in LANGUAGES},
        "review": dict.fromkeys(LANGUAGES, "drafted"),
    }


def _steps(language: Language, row: Mapping[str, str], word: str) -> list[str]:
    usual = [step.format(word) for step in _STEPS[language]]
    return [row.get(f"teach_{language}_{n}") or step for n, step in enumerate(usual, 1)]


def _reading(plan: Plan, word: str) -> str:
    if plan.learn == "zh":
        return drafted(word)
    return " ".join(map(spelled, word.split()))


def _written(plan: Plan, items: Sequence[Mapping[str, Any]]) -> str:
    """Return the file's text; raise OperatorError where it would be no deck."""
    deck = {
        "slug": plan.slug,
        "title": dict.fromkeys(LANGUAGES, plan.title),
        "learn": plan.learn,
        "from": list(plan.speakers),
        "level": "Starter",
        "theme": plan.theme,
        "items": list(items),
    }
    text = _NOTE + yaml.safe_dump(deck, allow_unicode=True, sort_keys=False, width=1000)
    try:
        parse_document(text, path=Path(f"{plan.slug}.yaml")).validate(Deck)
    except ContentErrors as wrong:
        raise OperatorError(_lines(wrong.errors)) from None
    return text


def _lines(errors: Iterable[Exception]) -> str:
    return "\n".join(map(str, errors))
