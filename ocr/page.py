"""Pixels of a page: turning it upright, cutting lines out of it, taking the skew out of its boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, sin
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.layout import Box
from ocr.reading import Rotation

__all__ = ["Page", "Quad", "deskewed_boxes", "height_of", "line_crop", "rooms_beside", "turn", "upright_box", "widened"]

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]
"""Four corners of a line, clockwise from the upper left, in pixels of the page."""

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True)
class Page:
    """An upright page.

    Attributes:
        pixels: BGR, reduced to the decoding size.
        rotation: Degrees clockwise by which it was turned.
        width: Width of the upright picture at its original size.
        height: Height likewise.
    """

    pixels: Pixels
    rotation: Rotation
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Original pixels per pixel here."""
        return float(max(self.width, self.height) / max(self.pixels.shape[:2]))


def turn(pixels: Pixels, rotation: Rotation) -> Pixels:
    """The pixels turned clockwise by a multiple of 90°."""
    return pixels if rotation == 0 else np.asarray(cv2.rotate(pixels, _TURNS[rotation]), dtype=np.uint8)


def upright_box(quad: Quad, page: Page) -> Box:
    """Bounding box of a quad in pixels of the original upright picture, inside its edges."""
    x, y = quad[:, 0] * page.scale, quad[:, 1] * page.scale
    return (
        float(max(0, x.min())),
        float(max(0, y.min())),
        float(min(page.width, x.max())),
        float(min(page.height, y.max())),
    )


def deskewed_boxes(quads: Sequence[Quad]) -> list[Box]:
    """Bounding boxes of the lines after the page's common slope has been taken out; for ordering only."""
    angles = [
        atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0])
        for quad in quads
        if hypot(*(quad[1] - quad[0])) > 4 * hypot(*(quad[3] - quad[0]))
    ]
    angle = median(angles) if angles else 0.0
    turn_back = np.array([[cos(angle), sin(angle)], [-sin(angle), cos(angle)]], dtype=np.float32)
    boxes: list[Box] = []
    for quad in quads:
        corners = quad @ turn_back.T
        boxes.append(
            (
                float(corners[:, 0].min()),
                float(corners[:, 1].min()),
                float(corners[:, 0].max()),
                float(corners[:, 1].max()),
            )
        )
    return boxes


def rooms_beside(boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """For each deskewed box how far, left and right, its row is empty; a blank may stand there. In pixels."""
    rooms: list[tuple[float, float]] = []
    edge = min((box[0] for box in boxes), default=0.0)
    for box in boxes:
        height = box[3] - box[1]
        beside = [
            other
            for other in boxes
            if other is not box
            and min(other[3], box[3]) - max(other[1], box[1]) > 0.3 * min(height, other[3] - other[1])
        ]
        left = max((other[2] for other in beside if other[2] <= box[0] + 0.2 * height), default=edge)
        right = min((other[0] for other in beside if other[0] >= box[2] - 0.2 * height), default=box[2] + 16 * height)
        first = left == edge
        rooms.append(
            (max(0.0, min(box[0] - left, 8 * height)) if first else 0.0, max(0.0, min(right - box[2], 16 * height)))
        )
    return rooms


def widened(quad: Quad, left: float, right: float) -> Quad:
    """The quad made longer along its own direction, in pixels."""
    along = (quad[1] - quad[0]) / max(hypot(*(quad[1] - quad[0])), 1.0)
    along_low = (quad[2] - quad[3]) / max(hypot(*(quad[2] - quad[3])), 1.0)
    return np.array(
        [quad[0] - along * left, quad[1] + along * right, quad[2] + along_low * right, quad[3] - along_low * left],
        dtype=np.float32,
    )


def height_of(quad: Quad) -> float:
    """Mean height of the line in pixels."""
    return float(hypot(*(quad[3] - quad[0])) + hypot(*(quad[2] - quad[1]))) / 2


def line_crop(pixels: Pixels, quad: Quad, above: float, below: float, sides: float) -> Pixels:
    """One line, straightened, with a margin in parts of its height so that indices and exponents are whole."""
    width = max(hypot(*(quad[1] - quad[0])), hypot(*(quad[2] - quad[3])), 1.0)
    height = max(hypot(*(quad[3] - quad[0])), hypot(*(quad[2] - quad[1])), 1.0)
    along, down = (quad[1] - quad[0]) / width, (quad[3] - quad[0]) / height
    along_low, down_right = (quad[2] - quad[3]) / width, (quad[2] - quad[1]) / height
    top, bottom, beside = above * height, below * height, sides * height
    corners = np.array(
        [
            quad[0] - down * top - along * beside,
            quad[1] - down_right * top + along * beside,
            quad[2] + down_right * bottom + along_low * beside,
            quad[3] + down * bottom - along_low * beside,
        ],
        dtype=np.float32,
    )
    size = max(1, round(width + 2 * beside)), max(1, round(height + top + bottom))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(
        cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )
