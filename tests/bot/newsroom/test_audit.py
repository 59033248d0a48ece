"""/audit: every act in the reader's words, page by page and as a table; nothing in it changes."""

import csv
import io
import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.store import tables as t
from bot.store.audit import Act, Audit, Entry, Signed
from bot.store.copies import backup
from bot.store.database import Database
from bot.store.members import Members
from bot.store.restore import restore
from bot.views.audit import ACTS, csv_line, page
from bot.views.words import words as words_of
from tests.bot.newsroom.test_team_roles import entries, join, plain
from tests.bot.test_store import address, db
from tests.bot.test_team import english
from tests.bot.town import APPROVER, EDITOR, NEIGHBOUR, TOKEN

__all__ = ["address", "db"]
NOW = datetime(2026, 11, 25, 4, 5, tzinfo=UTC)


def entry(**changes):
    given = {"id": 1, "at": NOW, "actor_id": 1, "actor": "Anna", "act": "approve",
             "bulletin_id": 12, "detail": ""}  # fmt: skip
    return Entry(**given | changes)


async def note(town, count):
    for n in range(count):
        at = NOW + timedelta(minutes=n)
        await Audit(town._store).note(Signed(by=EDITOR, act="answer", detail=f"n{n}"), at)


async def test_the_audit_says_who_did_what_and_turns_its_pages(town):
    await english(town, EDITOR)
    assert "Nothing has been done yet" in await town.say(EDITOR, "/audit")
    await note(town, 20)
    shown = plain(await town.say(EDITOR, "/audit"))
    assert "25 Nov 10:23 · member 1001 · answered a message · n18" in shown.splitlines()[2]
    assert shown.count("\n• ") == 15
    assert plain(await town.press(EDITOR, "Older")).count("\n• ") == 5
    assert "n19" in await town.press(EDITOR, "Newest")


async def test_the_export_is_a_table_for_spreadsheets_and_stands_in_itself(town):
    await english(town, EDITOR, APPROVER)
    await town.say(APPROVER, "/team")
    await town.press(APPROVER, "My name")
    await town.say(APPROVER, "=1+1")
    await town.say(APPROVER, "/audit")
    await town.press(APPROVER, "Export as CSV")
    sent = (await town.heard(APPROVER))[-1]["document"]
    assert sent["file_name"] == "audit.csv"
    async with town.http.get(f"/bot{TOKEN}/getFile", params={"file_id": sent["file_id"]}) as found:
        path = (await found.json())["result"]["file_path"]
    async with town.http.get(f"/file/bot{TOKEN}/{path}") as file:
        raw = await file.read()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert list(rows[0]) == ["at", "actor", "actor_id", "act", "bulletin", "detail"]
    assert [(row["actor"], row["act"], row["detail"]) for row in rows] == [
        ("'=1+1", "rename", "'=1+1"),
        ("'=1+1", "export", ""),
    ]
    assert datetime.fromisoformat(rows[0]["at"]).tzinfo == UTC
    assert rows[1]["actor_id"] == str(APPROVER)
    assert [it.act for it in await entries(town)] == ["rename", "export"]


async def test_editors_cannot_see_it_and_forged_pages_are_refused(town):
    await english(town, EDITOR, NEIGHBOUR)
    await join(town, NEIGHBOUR, "editor")
    assert "does not allow that" in await town.say(NEIGHBOUR, "/audit")
    at = (await town.heard(NEIGHBOUR))[-2]["message_id"]
    assert "does not allow that" in await town.press_data(NEIGHBOUR, at, "audit:csv")
    await town.say(EDITOR, "/audit")
    at = (await town.heard(EDITOR))[-1]["message_id"]
    for data in ("audit:before:x", "audit:before", "audit:erase", f"audit:before:{'9' * 40}"):
        assert "out of date" in await town.press_data(EDITOR, at, data)
    assert not any("document" in m for m in await town.heard(NEIGHBOUR))


async def test_a_stranger_is_noted_without_a_name(town):
    await english(town, EDITOR, NEIGHBOUR)
    at = (await town.heard(NEIGHBOUR))[-1]["message_id"]
    await town.press_data(NEIGHBOUR, at, "audit:csv")
    shown = plain(await town.say(EDITOR, "/audit"))
    assert "somebody outside · tried what is not allowed · not_in_team: audit:csv" in shown
    assert str(NEIGHBOUR) not in shown


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
def test_every_act_has_words_in_every_language(language):
    assert set(ACTS) == set(get_args(Act))
    say = words_of(language)
    for act in ACTS:
        for changes in ({}, {"bulletin_id": None}, {"actor_id": None, "actor": ""}):
            it = entry(act=act, detail="<b>\n=x</b>", **changes)
            shown = page(say, [it], zone="Asia/Urumqi", newest=True, more=False).html
            assert "{" not in shown
            assert "<b>\n" not in shown
            assert act not in shown or language == "en"


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_cell_of_the_table_begins_like_a_formula(actor, detail):
    (row,) = csv.reader(io.StringIO(csv_line(entry(actor=actor, detail=detail)), newline=""))
    assert len(row) == 6
    assert not any(re.match(r"[=+\-@\t\r\n＝＋－＠]", cell) for cell in row)
    assert row[1].removeprefix("'") == actor.removeprefix("'")


async def refuses(found):
    for deed in (sa.update(t.audit).values(actor="x"), sa.delete(t.audit)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            async with found.write() as c:
                await c.execute(deed)
    if not found.is_sqlite:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            async with found.write() as c:
                await c.execute(sa.text("TRUNCATE audit"))


async def test_the_database_refuses_to_change_or_delete_an_entry(db):
    await Members(db, owners=frozenset({1})).invite("editor", by=1, now=NOW)
    await refuses(db)
    assert [it.act async for it in Audit(db).all()] == ["invite"]


async def test_it_refuses_after_a_restore_too(db, address, tmp_path):
    if address.startswith("postgresql") and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    await Members(db, owners=frozenset({1})).invite("editor", by=1, now=NOW)
    backup(address, tmp_path / "copy")
    await db.close()
    await restore(address, tmp_path / "copy", copies=tmp_path / "copies", now=NOW)
    found = Database(address)
    assert [it.act async for it in Audit(found).all()] == ["invite"]
    await refuses(found)
    await found.close()


async def test_a_long_audit_is_read_in_blocks_and_whole(db):
    async with db.write() as c:
        rows = [
            {"at": NOW, "actor_id": 1, "actor": "", "act": "answer", "detail": str(n)}
            for n in range(1201)
        ]
        await c.execute(sa.insert(t.audit), rows)
    assert [it.detail async for it in Audit(db).all()] == [str(n) for n in range(1201)]
