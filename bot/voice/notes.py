"""A deck's recording as Telegram's voice note: OGG with Opus."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import OperatorError
from bot.views.message import Attached

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_SECONDS = 60
LARGEST_BYTES = 1_000_000
_RATE = 48_000
"""Samples a second: Opus knows this rate, and few others."""
_OPUS = b"OpusHead"
_HEAD = 512


class VoiceError(OperatorError):
    """A recording that cannot be sent as a voice note."""


def voice_note(path: Path) -> bytes:
    """
    Return a recording as OGG/Opus; one that is that already is returned as it is.

    WAV, MP3 and FLAC are converted to one channel. Raises VoiceError for what is missing, longer
    than a minute, larger than a megabyte, or no recording.
    """
    content = _content(path)
    if len(content) > LARGEST_BYTES:
        raise VoiceError(f"{path}: the recording is larger than a megabyte")
    return opus(content, named=str(path))


def attached(path: Path) -> Attached:
    """Return a recording as a file of the bot's own; its key is the hash of its content."""
    key = sha256(_content(path)).hexdigest()[:32]
    return Attached(key=key, kind="voice", name="word.ogg", make=lambda: voice_note(path))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise VoiceError(f"{path}: the recording cannot be read") from None


def opus(content: bytes, *, named: str) -> bytes:
    """Return a recording as OGG/Opus; raises VoiceError, which says what is *named*."""
    import soundfile  # noqa: PLC0415 (numpy and libsndfile are loaded only where a deck speaks)

    try:
        with soundfile.SoundFile(BytesIO(content)) as sound:
            if sound.frames > LONGEST_SECONDS * sound.samplerate:
                raise VoiceError(f"{named}: the recording is longer than a minute")
            if content.startswith(b"OggS") and _OPUS in content[:_HEAD]:
                return content
            rate = sound.samplerate
            samples = sound.read(dtype="float32", always_2d=True).mean(axis=1)
    except soundfile.LibsndfileError:
        raise VoiceError(f"{named}: this is no recording that can be read") from None
    made = BytesIO()
    soundfile.write(made, _resampled(samples, rate), _RATE, format="OGG", subtype="OPUS")
    return made.getvalue()


def _resampled(samples: "NDArray[Any]", rate: int) -> "NDArray[Any]":
    """Bring samples to Opus's rate by straight lines between them: enough for one voice."""
    import numpy as np  # noqa: PLC0415 (the same)

    if rate == _RATE or not len(samples):
        return samples
    places = np.arange(int(len(samples) * _RATE / rate)) * (rate / _RATE)
    heard: NDArray[Any] = np.interp(places, np.arange(len(samples)), samples)
    return heard.astype("float32")
