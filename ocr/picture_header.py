"""What the first bytes of an upload say: its type and its size in pixels, found without decoding anything."""

import struct
from typing import Literal

__all__ = ["Kind", "find_kind", "find_size", "is_heic_turned"]

Kind = Literal["png", "jpeg", "webp", "heic", "pdf"]

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_JPEG_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_JPEG_BARE = {0x01, *range(0xD0, 0xD9)}


def find_kind(data: bytes) -> Kind | None:
    """The type by the leading bytes (never by a name or a declared type), or None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and _HEIF_BRANDS & _brands(data):
        return "heic"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return None


def find_size(data: bytes, kind: Kind) -> tuple[int, int] | None:
    """(width, height) as stored, before any orientation; None where the header is broken. Not for PDF."""
    finders = {"png": _png_size, "jpeg": _jpeg_size, "webp": _webp_size, "heic": _heic_size}
    try:
        size = finders[kind](data)
    except (struct.error, IndexError):
        return None
    return size if size is not None and min(size) > 0 else None


def is_heic_turned(data: bytes) -> bool:
    """Whether a HEIC file's `irot` property turns the picture by a quarter, swapping width and height."""
    at = data.find(b"irot", 0, 1_000_000)
    return at != -1 and at + 4 < len(data) and data[at + 4] % 2 == 1


def _brands(data: bytes) -> set[bytes]:
    end = min(struct.unpack(">I", data[:4])[0], 256)
    return {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        elif marker in _JPEG_BARE:
            at += 2
        else:
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _heic_size(data: bytes) -> tuple[int, int] | None:
    """The largest `ispe` (image spatial extents) property: tiles are smaller than the picture they make up."""
    largest: tuple[int, int] | None = None
    at = data.find(b"ispe")
    while at != -1 and at < 1_000_000:
        width, height = struct.unpack(">II", data[at + 8 : at + 16])
        if largest is None or width * height > largest[0] * largest[1]:
            largest = (width, height)
        at = data.find(b"ispe", at + 4)
    return largest
