"""The smallest report and deck that are whole, as an author's YAML becomes them."""

from datetime import date

from content.lessons.deck import Deck

WORDS = {"zh": "词", "ug": "سۆز", "en": "word"}


def report(**changes):
    return {
        "slug": "town-2024",
        "title": WORDS,
        "source": {
            "publisher": WORDS,
            "title": "报告",
            "date": date(2024, 11, 17).isoformat(),
            "address": "https://example.org/report",
            "rights": WORDS,
        },
        "languages": ["zh", "ug", "en"],
        "review": dict.fromkeys(WORDS, "drafted"),
        "sections": [section("overview"), section("part-1", figures=[figure("sites")])],
        **changes,
    }


def section(name, **changes):
    return {"id": name, "title": WORDS, "summary": WORDS, "body": WORDS, **changes}


def figure(name, **changes):
    return {"id": name, "label": WORDS, "value": 5, "unit": WORDS, "quote": "5个", **changes}


def item(name, **changes):
    return {
        "id": name,
        "hanzi": "好",
        "pinyin": "hǎo",
        "meaning": WORDS,
        "example": {"hanzi": "你好", "pinyin": "nǐ hǎo", "meaning": WORDS},
        "teach": {language: ["say", "show", "play"] for language in WORDS},
        "review": dict.fromkeys(WORDS, "drafted"),
        **changes,
    }


def deck(*items, **changes):
    return {
        "slug": "home",
        "title": WORDS,
        "learn": "zh",
        "from": ["ug", "en"],
        "level": "HSK 1",
        "theme": "home",
        "items": list(items) or [item("hao")],
        **changes,
    }


def whole_deck(*items, **changes):
    return Deck.model_validate(deck(*items, **changes))


def without(texts, language):
    return {name: text for name, text in texts.items() if name != language}
