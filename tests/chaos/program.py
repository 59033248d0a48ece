"""The real program as a process of the operating system: started, killed, frozen, starved."""

import asyncio
import os
import resource
import signal
import sys
import time
from pathlib import Path

from tests.bot.town import LIBRARY
from tests.chaos.telegram import TOKEN

ROOT = Path(__file__).parents[2]
CONFIG = """
telegram: {{token: "{token}", api_url: {url}, owners: [{owner}]{webhook}}}
database: {database}
content: {{reports: [{library}/reports], lessons: [{library}/lessons]}}
approvals: 0
delivery: {{messages_per_second: {per_second}, late: send}}
web: {{port: {port}}}
log: {{level: info}}
"""
SECRET = "whisper"
WEBHOOK = f', mode: webhook, webhook: {{public_url: "https://bot.example", secret: {SECRET}}}'


def configured(
    folder: Path,
    *,
    url: str,
    database: str,
    per_second: int,
    owner: int,
    webhook: int | None = None,
) -> Path:
    """Write a configuration and return its file; *webhook* is the port for updates, if any."""
    config = folder / f"config{webhook or ''}.yaml"
    text = CONFIG.format(
        token=TOKEN, url=url, database=database, per_second=per_second, owner=owner,
        library=LIBRARY, port=webhook or 0, webhook=WEBHOOK if webhook else "",
    )  # fmt: skip
    config.write_text(text, encoding="utf-8")
    return config


class Program:
    """`littlehands COMMAND -c config.yaml`; its lines are kept in *log*, over all its lives."""

    def __init__(self, config: Path, *, log: Path, command: str = "run") -> None:
        self._config = config
        self._command = command
        self.log = log
        self._process: asyncio.subprocess.Process | None = None
        self._told = False

    @property
    def pid(self) -> int:
        return self._alive.pid

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    async def start(self) -> None:
        self._told = False
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", self._command, "-c", str(self._config),
                cwd=ROOT, env={**os.environ, "NO_COLOR": "1"}, stdout=log, stderr=log,
            )  # fmt: skip

    async def kill(self) -> None:
        """SIGKILL: no line of the program runs after this."""
        self.check()
        await self._end(signal.SIGKILL)

    async def terminate(self) -> tuple[int, float]:
        """SIGTERM, as a supervisor does; return the exit code and the seconds it took."""
        self.check()
        began = time.monotonic()
        return await self._end(signal.SIGTERM), time.monotonic() - began

    def freeze(self) -> None:
        """SIGSTOP: as a paused virtual machine, or a host that has no time for it."""
        self._alive.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._alive.send_signal(signal.SIGCONT)

    def limit(self, what: int, soft: int | None) -> None:
        """Let it have no more than *soft* of a resource; None gives back what it had."""
        _, hard = resource.prlimit(self.pid, what)
        resource.prlimit(self.pid, what, (hard if soft is None else soft, hard))

    async def close(self) -> None:
        """End it, whatever state it is in."""
        if self._process and self._process.returncode is None:
            await self._end(signal.SIGKILL)

    def check(self) -> None:
        """Fail if it ended without being told to."""
        code = self._process.returncode if self._process and not self._told else None
        assert code is None, f"it ended by itself with {code}:\n{self.said[-3000:]}"

    async def _end(self, number: int) -> int:
        self._told = True
        self._alive.send_signal(number)
        return await asyncio.wait_for(self._alive.wait(), 30)

    @property
    def _alive(self) -> asyncio.subprocess.Process:
        assert self._process, "it was never started"
        return self._process
