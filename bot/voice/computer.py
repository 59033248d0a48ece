"""A computer's voice for words that nobody recorded: optional, and always labelled as one."""

import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec

from bot.errors import StartError
from bot.views.message import Attached
from bot.voice.notes import VoiceError, opus
from content.lessons.deck import Learnable

VOICES: dict[Learnable, str] = {"zh": "cmn", "ug": "ug"}
"""eSpeak NG's voices. That of Mandarin has four tones, by their measured pitch."""
_SECONDS = 20.0
_VERSION = 1
"""Goes into the key: with another way to speak, all is uploaded anew."""


def check_installed() -> None:
    """Raise StartError where the extra is not installed."""
    if find_spec("espeakng_loader") is None:
        raise StartError(
            "content.computer_voice needs the extra: .venv/bin/pip install --editable '.[voice]'"
        )


def attached(text: str, learn: Learnable) -> Attached:
    """Return a text as a voice note of the bot's own."""
    voice = VOICES[learn]
    key = sha256(f"espeak {_VERSION} {voice} {text}".encode()).hexdigest()[:32]
    return Attached(key=key, kind="voice", name="word.ogg", make=lambda: _spoken(text, voice))


def _spoken(text: str, voice: str) -> bytes:
    """Speak in a process of its own: a crash of the C library ends that, and not the bot."""
    command = [sys.executable, "-m", "bot.voice.espeak", voice]
    done = subprocess.run(  # noqa: S603 (this program itself, no shell)
        command, input=text.encode(), capture_output=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        raise VoiceError(f"the computer's voice failed: {done.stderr.decode(errors='replace')}")
    return opus(done.stdout, named=f"the computer's voice for {text}")
