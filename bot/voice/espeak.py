"""
The computer's voice as a program of its own: python -m bot.voice.espeak VOICE, text in, WAV out.

eSpeak NG is a C library with state for the whole process, under the GPL: it runs beside the bot,
not in it. The interface is speak_lib.h of eSpeak NG 1.52.
"""

import ctypes
import io
import sys
import wave

_SYNCHRONOUS = 2
"""AUDIO_OUTPUT_SYNCHRONOUS: samples go to the callback, nothing is played."""
_RATE, _WORDS_A_MINUTE = 1, 120
"""The parameter espeakRATE; its default of 175 is too fast to hear a tone."""
_UTF8 = 1
_SAMPLE_BYTES = 2
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
"""t_espeak_callback: the samples, how many, the events."""


def main() -> None:
    """Read a text and write it as speech."""
    sys.stdout.buffer.write(_spoken(sys.stdin.buffer.read(), voice=sys.argv[1].encode()))


def _spoken(text: bytes, *, voice: bytes) -> bytes:
    import espeakng_loader  # type: ignore[import-untyped] # noqa: PLC0415 (an optional extra)

    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    rate = espeak.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
    samples = bytearray()

    def collect(wave_at: int | None, count: int, _events: int | None) -> int:
        if wave_at and count > 0:
            samples.extend(ctypes.string_at(wave_at, count * _SAMPLE_BYTES))
        return 0

    callback = _CALLBACK(collect)
    espeak.espeak_SetSynthCallback(callback)
    espeak.espeak_SetParameter(_RATE, _WORDS_A_MINUTE, 0)
    if espeak.espeak_SetVoiceByName(voice):
        raise SystemExit(f"eSpeak NG has no voice {voice.decode()}")
    espeak.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 0, 0, _UTF8, None, None)
    espeak.espeak_Synchronize()
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_SAMPLE_BYTES)
        file.setframerate(rate)
        file.writeframes(bytes(samples))
    return made.getvalue()


if __name__ == "__main__":
    main()
