"""The daily card is a topic of its own; bulletins go to all the others."""

from content.topics import BULLETIN_TOPICS, LESSONS, TOPICS


def test_bulletins_have_every_topic_but_the_lessons():
    assert {*BULLETIN_TOPICS, LESSONS} == set(TOPICS)
    assert LESSONS not in BULLETIN_TOPICS
