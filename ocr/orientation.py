"""Which way up a page stands: the page classifier's guess, checked against the lines themselves."""

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Quad, height_of, line_crop, turn
from ocr.reading import Rotation

__all__ = ["find_rotation", "lies_sideways", "stands_on_head", "turned_by"]

Pixels = NDArray[np.uint8]
Confidence = Callable[[Sequence[Pixels]], list[float]]

_LABELS: dict[str, Rotation] = {"0": 0, "90": 270, "180": 180, "270": 90}
_SAMPLE = 3
_SAMPLE_LENGTH = 10
_MARGIN = 0.05


def find_rotation(classifier: Any, pixels: Pixels) -> tuple[Rotation, float]:
    """Degrees clockwise by which `paddleocr.DocImgOrientationClassification` would turn the picture, and its score."""
    guess = classifier.predict(pixels)[0]
    return _LABELS[guess["label_names"][0]], float(guess["scores"][0])


def lies_sideways(quads: Sequence[Quad]) -> bool:
    """Whether the long boxes, weighted by length, mostly run up and down."""
    across = down = 0.0
    for quad in quads:
        width, height = np.ptp(quad[:, 0]), np.ptp(quad[:, 1])
        across += float(width) if width > 2 * height else 0.0
        down += float(height) if height > 2 * width else 0.0
    return down > 2 * across


def stands_on_head(pixels: Pixels, quads: Sequence[Quad], confidence: Confidence) -> bool:
    """Whether the longest lines are read with clearly more confidence when turned by 180°."""
    longest = sorted(quads, key=lambda quad: -float(np.linalg.norm(quad[1] - quad[0])))[:_SAMPLE]
    crops = [_start(line_crop(pixels, quad, 0.1, 0.1, 0.1)) for quad in longest if height_of(quad) >= 1]
    if not crops:
        return False
    turned = [np.asarray(cv2.rotate(crop, cv2.ROTATE_180), dtype=np.uint8) for crop in crops]
    return float(np.mean(confidence(turned))) > float(np.mean(confidence(crops))) + _MARGIN


def _start(crop: Pixels) -> Pixels:
    """So much of a line as is needed to judge it."""
    return crop[:, : _SAMPLE_LENGTH * crop.shape[0]]


def turned_by(pixels: Pixels, first: Rotation, second: Rotation) -> tuple[Pixels, Rotation]:
    """Pixels that were already turned by `first`, turned on by `second`; and the whole turn."""
    turns: tuple[Rotation, ...] = (0, 90, 180, 270)
    return turn(pixels, second), turns[(first + second) // 90 % 4]
