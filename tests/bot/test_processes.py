"""The real program as processes: the command line, SIGKILL at any moment, two on one database."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.demo.clock import DemoClock
from tests.bot.town import EDITOR, LIBRARY, NEIGHBOUR, Town, until, words

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.yaml"
CONFIG = """
telegram: {{token: "${{TOKEN}}", api_url: {url}, owners: [1001]}}
database: {database}
content: {{reports: [{library}/reports], lessons: [{library}/lessons]}}
approvals: 0
learning: {{at: "07:30"}}
web: {{port: {port}}}
"""


def littlehands(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "NO_COLOR": "1", **environment},
    )  # fmt: skip


class RealTown(Town):
    """The same people, but the bot is a process of its own that may be killed, on real time."""

    starts_at = DemoClock
    starts = 0

    async def start_app(self):
        config = self.data / "config.yaml"
        text = CONFIG.format(url=self.chat.url, database=self.database, library=LIBRARY, port=0)
        config.write_text(text, encoding="utf-8")
        self.log = (self.data / "log.txt").open("ab")
        self.starts += 1
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "-c", str(config),
            cwd=ROOT, env={**os.environ, "TOKEN": "1:test"}, stdout=self.log, stderr=self.log,
        )  # fmt: skip
        self.app = self
        await until(self._is_running, seconds=25)

    def _is_running(self):
        log = (self.data / "log.txt").read_text(encoding="utf-8")
        return log.count("littlehands is running") == self.starts

    async def kill(self):
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()
        self.log.close()

    async def stop(self):
        if self.process.returncode is None:
            self.process.terminate()
            assert await asyncio.wait_for(self.process.wait(), 10) == 0
            self.log.close()


@pytest.fixture
async def real_town(tmp_path):
    town = RealTown(tmp_path)
    await town.open()
    yield town
    await town.close()


async def count(town, who, text):
    return sum(words(m) == text for m in await town.heard(who))


async def test_killed_between_scheduled_and_due_the_bulletin_is_sent_once(real_town):
    town = real_town
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Once", "Send now")
    await town.kill()
    await town.start_app()

    async def arrived():
        return await count(town, NEIGHBOUR, "Once") == 1

    await until(arrived, seconds=15)
    await asyncio.sleep(1.5)
    assert await count(town, NEIGHBOUR, "Once") == 1
    log = (town.data / "log.txt").read_text()
    assert "1:test" not in log
    assert "Traceback" not in log


async def test_commands_written_while_it_was_dead_are_answered_when_it_is_back(real_town):
    town = real_town
    await town.subscribe(NEIGHBOUR)
    await town.kill()
    before = len(await town.heard(NEIGHBOUR))
    for text in ("/next", "/help", "/settings"):
        await town.post(f"/api/chats/{NEIGHBOUR}/messages", {"from": NEIGHBOUR, "text": text})
    await town.start_app()
    last = await asyncio.wait_for(later(town, before + 3), 20)
    assert "Settings" in words(last)


async def later(town, number):
    while len(heard := await town.heard(NEIGHBOUR)) < number:  # noqa: ASYNC110 (HTTP tells no event)
        await asyncio.sleep(0.1)
    return heard[-1]


async def test_a_second_program_on_the_same_database_is_refused_and_told_who_was_first(real_town):
    town = real_town
    await town.subscribe(NEIGHBOUR)
    second = await asyncio.to_thread(
        littlehands, "run", "-c", town.data / "config.yaml", TOKEN="1:test"
    )
    assert second.returncode == 2
    assert f"process {town.process.pid}" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_example_configuration_is_right_and_checked(tmp_path):
    done = littlehands("check", "-c", EXAMPLE, TELEGRAM_TOKEN="1:x")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ok: 1 reports, 6 decks, \d+ items$", done.stdout, re.MULTILINE)


WRONG = [
    ("telegram: {token: '1:x'}\ncolour: red\n", ":2: colour: Extra inputs"),
    ("telegram: {token: '1:x'}\nlearning:\n  at: 19.30\n", ":3: learning.at: write a time"),
    ("telegram: {token: '${NOT_SET_ANYWHERE}'}\n", ":1: telegram.token: the environment variable"),
    ("telegram: {token: '1:x'}\ntimezone: Mars/Base\n", ":2: timezone: Mars/Base is not"),
    ("telegram: {token: '1:x'}\ndatabase: mysql://x\n", ":2: database: write sqlite"),
    ("telegram: {token: '1:x'\n", ": "),
    ("", "Input should be a valid dictionary"),
]


def test_a_wrong_configuration_is_named_by_file_line_and_key(tmp_path):
    config = tmp_path / "config.yaml"
    for text, said in WRONG:
        config.write_text(text)
        checked = CliRunner().invoke(cli, ["check", "-c", str(config)])
        ran = CliRunner().invoke(cli, ["run", "-c", str(config)])
        assert (checked.exit_code, ran.exit_code) == (1, 2)
        for done in (checked, ran):
            assert str(config) in done.output
            assert said in done.output
            assert isinstance(done.exception, SystemExit)


def test_a_backup_brings_everything_back_and_holds_what_was_scheduled(tmp_path, empty_database):
    config = tmp_path / "config.yaml"
    file = tmp_path / "x.db"
    config.write_text(f"telegram: {{token: '1:x'}}\ndatabase: sqlite:///{file}\n")

    def db(*arguments):
        return CliRunner().invoke(cli, ["db", *map(str, arguments), "-c", str(config)])

    assert "upgraded" in db("upgrade").output
    assert "nothing to do" in db("upgrade").output
    with closing(sqlite3.connect(file)) as store:
        columns = "author_id, state, version, topics, languages, kinds, approved_by, crash_rule, written_at"
        for state in ("scheduled", "sending", "sent"):
            store.execute(
                f"INSERT INTO bulletin ({columns}) VALUES (1,'{state}',1,'[]','[]','[]','[]','skip','2026-01-01')"
            )
        columns = "local_key, due_at, deed, crash_rule, expires_at, paused, stopped, deaths, settled_at_death"
        store.execute(
            f"INSERT INTO occurrence (bulletin_id, {columns}) VALUES (2,'x','2026-01-01','send','skip','2099-01-01',0,0,0,0)"
        )
        store.commit()
    copy = tmp_path / "copy.db"
    assert db("backup", copy).exit_code == 0
    assert db("backup", copy).exit_code == 2
    file.unlink()
    assert db("restore", copy).exit_code == 0
    with closing(sqlite3.connect(file)) as store:
        assert store.execute("SELECT state FROM bulletin ORDER BY id").fetchall() == [
            ("held",),
            ("paused",),
            ("sent",),
        ]
        assert store.execute("SELECT paused FROM occurrence").fetchall() == [(1,)]
    refused = db("restore", config)
    assert refused.exit_code == 2
    assert "not a whole copy" in refused.output


def test_version_and_help_answer():
    assert littlehands("version").stdout.strip() == "0.1.0"
    assert "demo" in littlehands("--help").stdout


async def test_the_demo_is_ready_fast_and_answers_a_first_message_within_a_second(tmp_path):
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0", "--data", str(tmp_path),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        url = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip().split()[-1]
        assert url.startswith("http://127.0.0.1:")
        assert time.monotonic() - started < 10
        people = json.loads(await fetch(f"{url}/api/people"))["people"]
        assert {p["id"] for p in people} >= {EDITOR, NEIGHBOUR}
    finally:
        process.terminate()
        assert await process.wait() == 0


async def fetch(url):
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return await answer.text()
