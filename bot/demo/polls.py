"""Polls, their votes, and what may be asked; a forwarded poll shares its votes."""

import json
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from bot.demo.errors import bad_request
from bot.demo.state import Json

MOST_QUESTION = 300
MOST_OPTION = 100
FEWEST_OPTIONS = 2
MOST_OPTIONS = 12
MOST_EXPLANATION = 200


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A poll as everybody sees it, its owner's id, and *answer*: what a quiz's maker knows."""

    body: Json
    owner: int
    answer: Json


class Polls:
    """Polls by id; each person has at most one vote in each, of one or several options."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def make(self, owner: int, poll: Json, answer: Json) -> Json:
        """Keep a new poll of *owner*, as `checked` returns it, and return the Poll."""
        body = {"id": str(secrets.randbits(62)), **poll}
        self._put(Kept(body=body, owner=owner, answer=answer))
        return body

    def get(self, poll: str) -> Kept:
        """Return the poll with this id, which must exist."""
        owner, body, answer = self._db.execute(
            "SELECT owner, body, answer FROM poll WHERE id = ?", (poll,)
        ).fetchone()
        return Kept(body=json.loads(body), owner=owner, answer=json.loads(answer))

    def chosen(self, poll: str, person: int) -> list[int]:
        """Return what *person* voted for, empty for no vote."""
        row = self._db.execute(
            "SELECT options FROM vote WHERE poll = ? AND person = ?", (poll, person)
        ).fetchone()
        return list(json.loads(row[0])) if row else []

    def vote(self, poll: str, person: int, options: list[int]) -> Kept:
        """Count this vote in place of an earlier one; no options take the vote back."""
        self._db.execute("DELETE FROM vote WHERE poll = ? AND person = ?", (poll, person))
        if options:
            self._db.execute(
                "INSERT INTO vote VALUES (?, ?, ?)", (poll, person, json.dumps(options))
            )
        return self._change(poll, {})

    def stop(self, poll: str) -> Kept:
        """Close the poll for good; a closed quiz tells its answer to everybody."""
        return self._change(poll, {"is_closed": True, **self.get(poll).answer})

    def _change(self, poll: str, change: Json) -> Kept:
        kept = self.get(poll)
        votes = [json.loads(each) for (each,) in self._votes(poll)]
        options = [
            {**option, "voter_count": sum(number in vote for vote in votes)}
            for number, option in enumerate(kept.body["options"])
        ]
        body = {**kept.body, "options": options, "total_voter_count": len(votes), **change}
        changed = Kept(body=body, owner=kept.owner, answer=kept.answer)
        self._put(changed)
        return changed

    def _votes(self, poll: str) -> Iterable[tuple[str]]:
        return self._db.execute("SELECT options FROM vote WHERE poll = ?", (poll,))

    def _put(self, kept: Kept) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO poll VALUES (?, ?, ?, ?)",
            (
                kept.body["id"],
                kept.owner,
                json.dumps(kept.body, ensure_ascii=False),
                json.dumps(kept.answer, ensure_ascii=False),
            ),
        )


def checked(asked: Json, *, known: bool) -> tuple[Json, Json]:
    """
    Return a new Poll without its id, and the quiz's answer; raises Telegram's 400s.

    *asked* holds sendPoll's parameters. *known* tells whether the bot is shown the answer.
    """
    question = str(asked.get("question", "")).strip()
    if not question:
        raise bad_request("poll question must be non-empty")
    if len(question) > MOST_QUESTION:
        raise bad_request(f"poll question length must not exceed {MOST_QUESTION}")
    options = _options(asked.get("options") or [])
    quiz = _type(asked.get("type")) == "quiz"
    answer = _answer(asked, len(options)) if quiz else {}
    several = asked.get("allows_multiple_answers") is True
    poll: Json = {
        "question": question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": asked.get("is_closed") is True,
        "is_anonymous": asked.get("is_anonymous") is not False,
        "type": "quiz" if quiz else "regular",
        "allows_multiple_answers": several,
        "allows_revoting": asked.get("allows_revoting", not quiz) is True,
        "members_only": False,
    }
    return poll | (answer if known else {}), answer


def _type(value: object) -> str:
    if value not in {None, "", "regular", "quiz"}:
        raise bad_request("unsupported poll type specified")
    return str(value or "regular")


def _options(options: list[object]) -> list[Json]:
    if len(options) < FEWEST_OPTIONS:
        raise bad_request(f"poll must have at least {FEWEST_OPTIONS} option")
    if len(options) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    texts = [_option(each) for each in options]
    if len(set(texts)) < len(texts):
        raise bad_request("POLL_OPTION_DUPLICATE")
    return [
        {"persistent_id": str(number), "text": text, "voter_count": 0}
        for number, text in enumerate(texts)
    ]


def _option(option: object) -> str:
    text = option.get("text") if isinstance(option, dict) else option
    if not isinstance(text, str):
        raise bad_request("can't parse InputPollOption: expected an Object or a String")
    if not text.strip():
        raise bad_request("poll options must be non-empty")
    if len(text.strip()) > MOST_OPTION:
        raise bad_request(f"poll options length must not exceed {MOST_OPTION}")
    return text.strip()


def _answer(asked: Json, count: int) -> Json:
    one = asked.get("correct_option_id")
    ids = asked.get("correct_option_ids") or ([] if one is None else [one])
    right = all(type(each) is int and 0 <= each < count for each in ids)
    if not ids or not right or ids != sorted(set(ids)):
        raise bad_request("wrong correct option ID specified")
    explanation = str(asked.get("explanation") or "").strip()
    if len(explanation) > MOST_EXPLANATION:
        raise bad_request(f"poll explanation length must not exceed {MOST_EXPLANATION}")
    return {"correct_option_ids": ids} | ({"explanation": explanation} if explanation else {})
