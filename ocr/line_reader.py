"""Reads the lines of a page: cuts each out with the room for indices and blanks, and recognises them in batches."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.blanks import Blank, find_blanks, put_blanks
from ocr.page import Quad, height_of, line_crop, widened

__all__ = ["LineReader", "ReadLine"]

Pixels = NDArray[np.uint8]

_ABOVE, _BELOW, _BESIDE = 0.1, 0.15, 0.1
_LOOK_BELOW = 0.35


class ReadLine(NamedTuple):
    """What was read in one box: the text, its mean confidence 0–1, and the quad with the blanks found beside it."""

    text: str
    confidence: float
    quad: Quad


class LineReader:
    """Recognises boxes of a page.

    Args:
        recognition: `paddleocr.TextRecognition`.
        min_confidence: Boxes read with less confidence give an empty text.
    """

    def __init__(self, recognition: Any, min_confidence: float) -> None:
        self._recognition = recognition
        self._min_confidence = min_confidence

    def read(self, pixels: Pixels, quads: Sequence[Quad], rooms: Sequence[tuple[float, float]]) -> list[ReadLine]:
        """Read some boxes.

        Args:
            pixels: The page.
            quads: The boxes.
            rooms: For each, the empty room left and right of it in which a blank may stand, in pixels.
        """
        widest = [_with_blanks(pixels, quad, room) for quad, room in zip(quads, rooms, strict=True)]
        found = self.recognise([line_crop(pixels, quad, _ABOVE, _BELOW, _BESIDE) for quad, _ in widest])
        lines: list[ReadLine] = []
        for (quad, blanks), (text, confidence) in zip(widest, found, strict=True):
            if blanks and confidence >= self._min_confidence:
                with_blanks = put_blanks(text, blanks)
                text = with_blanks if with_blanks is not None else self._in_pieces(pixels, quad, blanks)
            lines.append(
                ReadLine(text, confidence, quad) if confidence >= self._min_confidence else ReadLine("", 0.0, quad)
            )
        return lines

    def recognise(self, crops: Sequence[Pixels]) -> list[tuple[str, float]]:
        """Raw text and confidence of straightened lines."""
        found: list[dict[str, Any]] = self._recognition.predict(list(crops), batch_size=len(crops))
        return [(item["rec_text"].strip(), float(item["rec_score"])) for item in found]

    def _in_pieces(self, pixels: Pixels, quad: Quad, blanks: Sequence[Blank]) -> str:
        """The line cut at its blanks, each piece read alone."""
        height = height_of(quad)
        crop = line_crop(pixels, quad, _ABOVE, _BELOW, 0.0)
        edges = [0, *(edge for blank in blanks for edge in (blank.left, blank.right)), crop.shape[1]]
        pieces = [crop[:, start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
        kept = [at for at, piece in enumerate(pieces) if piece.shape[1] > 0.2 * height and _has_ink(piece)]
        padded = [_padded(pieces[at], round(0.3 * height)) for at in kept]
        texts = dict(zip(kept, self.recognise(padded), strict=True)) if kept else {}
        joined = ""
        for at in range(len(pieces)):
            text, confidence = texts.get(at, ("", 0.0))
            text = text.strip("_ ") if confidence >= self._min_confidence else ""
            joined += text if text or at not in kept or not _is_dot(pieces[at]) else "."
            joined += "_" * blanks[at].underscores if at < len(blanks) else ""
        return joined


def _with_blanks(pixels: Pixels, quad: Quad, room: tuple[float, float]) -> tuple[Quad, list[Blank]]:
    """The quad, widened over the blanks beside it and a mark after the last, and all blanks in pixels of its crop."""
    height = height_of(quad)
    left, right = room
    wide = widened(quad, left, right)
    crop = line_crop(pixels, wide, _ABOVE, _LOOK_BELOW, 0.0)
    blanks = find_blanks(crop, _ABOVE * height, height)
    end = crop.shape[1]
    first, last = left, end - right
    for blank in reversed(blanks):
        if blank.left < first and first - blank.right < 1.5 * height:
            first = float(max(0, blank.left - 0.1 * height))
    for blank in blanks:
        if blank.right > last and blank.left - last < 1.5 * height:
            last = float(blank.right)
            after = crop[:, blank.right + 2 : blank.right + int(0.8 * height)]
            if after.size and _has_ink(after):
                last = min(float(end), last + 0.8 * height)
    kept = [
        Blank(round(blank.left - first), round(blank.right - first), blank.underscores)
        for blank in blanks
        if blank.left >= first - 1 and blank.right <= last + 1
    ]
    return widened(wide, -first, last - end), kept


def _padded(piece: Pixels, margin: int) -> Pixels:
    """The piece with a margin of paper left and right."""
    paper = [float(value) for value in np.percentile(piece, 90, axis=(0, 1))]
    return np.asarray(cv2.copyMakeBorder(piece, 0, 0, margin, margin, cv2.BORDER_CONSTANT, value=paper), dtype=np.uint8)


def _is_dot(piece: Pixels) -> bool:
    """Whether all that stands there is a small mark in the lower half: a full stop too small to be recognised alone."""
    paper = float(np.percentile(piece, 90))
    rows, columns = np.nonzero(piece.min(axis=2) < 0.6 * paper)
    if rows.size == 0:
        return False
    height = piece.shape[0]
    return bool(rows.min() > 0.5 * height and max(np.ptp(rows), np.ptp(columns)) < 0.3 * height)


def _has_ink(piece: Pixels) -> bool:
    """Whether something darker than the paper stands there."""
    paper = float(np.percentile(piece, 90))
    return bool(np.count_nonzero(piece.min(axis=2) < 0.6 * paper) > 0.004 * piece.shape[0] * piece.shape[1])
