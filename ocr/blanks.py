"""Blanks to be filled in (`____`): thin strokes under nothing, which line detectors leave out and recognisers drop."""

import re
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Blank", "find_blanks", "put_blanks"]

Pixels = NDArray[np.uint8]

_SHORTEST = 0.85
_THICKEST = 0.15
_GROUP = re.compile(r"_(?:[ _]*_)?")


@dataclass(frozen=True)
class Blank:
    """A blank on a straightened line.

    Attributes:
        left: Left end in pixels of the crop.
        right: Right end.
        underscores: Its length in underscores of the line's type size.
    """

    left: int
    right: int
    underscores: int


def find_blanks(crop: Pixels, top: float, height: float) -> list[Blank]:
    """Long thin strokes near the base of the line with nothing standing on them, left to right.

    Args:
        crop: The straightened line, BGR, with some room below.
        top: Where the line's box starts, in pixels from the top of the crop.
        height: Height of the line's box in pixels.
    """
    if height < 8 or crop.shape[1] < height:
        return []
    gray: Any = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    size = int(height) | 1
    ink: Any = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, size, 12)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, max(2, int(0.2 * height))), np.uint8))
    strokes = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, max(4, int(0.6 * height))), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    found = [
        Blank(int(x), int(x + w), max(2, min(16, round(w / (0.43 * height)))))
        for x, y, w, h, _ in boxes[1:count]
        if _is_blank(ink, (int(x), int(y), int(w), int(h)), top, height)
    ]
    return sorted(found, key=lambda blank: blank.left)


def put_blanks(text: str, blanks: list[Blank]) -> str | None:
    """The text with each blank at its printed length, or None where the recogniser did not see all of them."""
    groups = _GROUP.findall(text)
    if len(groups) != len(blanks):
        return None
    left = iter(blanks)
    return _GROUP.sub(lambda _: "_" * next(left).underscores, text)


def _is_blank(ink: Any, box: tuple[int, int, int, int], top: float, height: float) -> bool:
    x, y, width, thickness = box
    base = (y + thickness / 2 - top) / height
    if width < _SHORTEST * height or thickness > _THICKEST * height + 0.03 * width or not 0.7 <= base <= 1.3:
        return False
    covered = ink[y : y + thickness, x : x + width].any(axis=0)
    above = ink[max(0, int(y - 0.75 * height)) : max(1, int(y - 0.08 * height)), x + 1 : x + width - 1]
    return bool(float(covered.mean()) > 0.8 and above.size > 0 and np.count_nonzero(above) < 0.015 * above.size)
