"""The themes of daily life that decks are about; a subscriber may choose some of them."""

from typing import Literal, get_args

Theme = Literal[
    "home",
    "market",
    "farm",
    "weather",
    "clinic",
    "school",
    "offices",
    "travel",
    "festivals",
    "work",
]
THEMES: tuple[Theme, ...] = get_args(Theme)
