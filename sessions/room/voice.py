"""Spoken messages as browsers record them: known by their leading bytes."""

from typing import Literal

__all__ = ["LONGEST_VOICE", "VoiceType", "find_voice_type"]

VoiceType = Literal["audio/webm", "audio/ogg", "audio/mp4"]

LONGEST_VOICE = 3_000_000
"""Bytes: two minutes at more than any browser's default rate."""

_EBML = b"\x1a\x45\xdf\xa3"


def find_voice_type(data: bytes) -> VoiceType | None:
    """WebM (Chromium), Ogg (Firefox) or MP4 (Safari); None: none of them."""
    if data.startswith(_EBML) and b"webm" in data[:64]:
        return "audio/webm"
    if data.startswith(b"OggS"):
        return "audio/ogg"
    return "audio/mp4" if data[4:8] == b"ftyp" else None
