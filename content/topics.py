"""What a chat can subscribe to. A topic's id is stored; its name is in the reader's language."""

from typing import Literal, get_args

Topic = Literal["notices", "work", "culture", "reports", "lessons"]
TOPICS: tuple[Topic, ...] = get_args(Topic)

LESSONS: Topic = "lessons"
"""The topic that brings the daily card; every other one brings bulletins."""

BULLETIN_TOPICS: tuple[Topic, ...] = tuple(topic for topic in TOPICS if topic != LESSONS)
