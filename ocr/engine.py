"""The picture reader: PaddleOCR's modules, question by question."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.layout import Box, Line, QuestionSplitter, join_row, order_rows
from ocr.line_reader import LineReader, ReadLine
from ocr.orientation import find_rotation, lies_sideways, stands_on_head, turned_by
from ocr.paddle_modules import load_modules
from ocr.page import Page, Quad, deskewed_boxes, rooms_beside, turn, upright_box
from ocr.picture import READ_SIDE, Picture, PictureLimits, check_picture, open_picture
from ocr.plain_text import normalise
from ocr.reading import ReadError, Reading, Region, Rotation

__all__ = ["PictureReader", "ReaderSettings", "no_text"]

Pixels = NDArray[np.uint8]

_FEWEST_CHARACTERS = 2  # a lone stroke read off a photo of no text is not a question


@dataclass(frozen=True)
class ReaderSettings:
    """How pictures are read; the defaults are the measured ones (docs/ocr.md).

    Attributes:
        threads: CPU threads of ONNX Runtime and OpenCV.
        decode_side: Long side in pixels to which a photo is reduced when it is decoded; lines are cut from this.
        detect_side: Long side in pixels on which lines are detected.
        batch: Lines recognised at once; small, so that the first question is out early.
        min_confidence: Lines read with less confidence are dropped.
        min_turn_score: Confidence of the page orientation below which the picture is left as it is at first.
        sure_turn_score: Confidence of an upright page below which its lines are tried upside down as well.
        limits: What may be read at all.
    """

    threads: int = 2
    decode_side: int = READ_SIDE
    detect_side: int = 960
    batch: int = 4
    min_confidence: float = 0.5
    min_turn_score: float = 0.6
    sure_turn_score: float = 0.75
    limits: PictureLimits = field(default_factory=PictureLimits)


def no_text() -> ReadError:
    """The error for a picture on which nothing can be read."""
    return ReadError("no_text", "图片上没有找到文字。请对准题目、光线充足时再拍一次，或直接输入题目。")


class PictureReader:
    """Reads pictures in this process. Not thread-safe: one picture at a time.

    Args:
        cache: The cache folder for weights.
        settings: How to read.

    Raises:
        WeightsError: Weights cannot be had or are not the bytes they should be.
    """

    def __init__(self, cache: Path, settings: ReaderSettings | None = None) -> None:
        self.settings = settings or ReaderSettings()
        cv2.setNumThreads(self.settings.threads)
        self._modules = load_modules(cache, self.settings.threads)
        self._reader = LineReader(self._modules.recognition, self.settings.min_confidence)

    def warm_up(self) -> None:
        """Run every model once on a drawn page, so that the first student does not pay for it."""
        page = np.full((400, 900, 3), 255, dtype=np.uint8)
        for at in range(60, 360, 70):
            cv2.putText(page, "1. Solve for x: 2x + 3 = 11", (40, at), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
        done, png = cv2.imencode(".png", page)
        assert done
        self.read(png.tobytes())

    def read(self, data: bytes) -> Reading:
        """The text of the picture.

        Raises:
            PictureError: The bytes are not a picture that may be read.
            ReadError: There is no text on it (`no_text`).
        """
        for event in self.read_regions(data):
            if isinstance(event, Reading):
                return event
        raise no_text()

    def read_regions(self, data: bytes) -> Iterator[Region | Reading]:
        """The questions one by one as they are complete, and at the end the whole reading.

        Raises:
            PictureError: The bytes are not a picture that may be read.
            ReadError: There is no text on it (`no_text`).
        """
        clock = _Clock()
        page, quads = self._prepared(check_picture(data, self.settings.limits), clock)
        splitter = QuestionSplitter()
        lines: list[Line] = []
        regions: list[Region] = []
        for line in self._lines(page, quads):
            lines.append(line)
            done = splitter.feed(line)
            regions.extend(done)
            yield from done
        clock.lap("recognise")
        if sum(character.isalnum() for line in lines for character in line.text) < _FEWEST_CHARACTERS:
            raise no_text()
        last = splitter.finish()
        regions.extend(last)
        yield from last
        yield Reading(
            text="\n".join(line.text for line in lines),
            rotation=page.rotation,
            regions=tuple(regions),
            width=page.width,
            height=page.height,
            timings_ms=clock.laps(),
        )

    def _prepared(self, picture: Picture, clock: "_Clock") -> tuple[Page, list[Quad]]:
        """The upright page and the boxes of its lines."""
        pixels = self._decode(picture)
        clock.lap("decode")
        rotation, score = find_rotation(self._modules.orientation, pixels)
        rotation = rotation if score >= self.settings.min_turn_score else 0
        pixels = turn(pixels, rotation)
        clock.lap("orient")
        pixels, rotation, quads = self._checked(pixels, rotation, score)
        clock.lap("detect")
        return _page(picture, pixels, rotation), quads

    def _decode(self, picture: Picture) -> Pixels:
        image = open_picture(picture, self.settings.decode_side)
        return np.asarray(cv2.cvtColor(np.asarray(image, dtype=np.uint8), cv2.COLOR_RGB2BGR), dtype=np.uint8)

    def _checked(self, pixels: Pixels, rotation: Rotation, score: float) -> tuple[Pixels, Rotation, list[Quad]]:
        """The page and its boxes, turned on where the lines run sideways or are read better upside down."""
        quads = self._detect(pixels)
        sideways = lies_sideways(quads)
        if sideways:
            pixels, rotation = turned_by(pixels, rotation, 90)
            quads = self._detect(pixels)
        doubtful = sideways or rotation != 0 or score < self.settings.sure_turn_score
        if doubtful and quads and stands_on_head(pixels, quads, self._confidences):
            pixels, rotation = turned_by(pixels, rotation, 180)
            quads = self._detect(pixels)
        return pixels, rotation, quads

    def _confidences(self, crops: Sequence[Pixels]) -> list[float]:
        return [confidence for _, confidence in self._reader.recognise(crops)]

    def _detect(self, pixels: Pixels) -> list[Quad]:
        side = min(self.settings.detect_side, max(pixels.shape[:2]))
        found = self._modules.detection.predict(pixels, limit_side_len=side, limit_type="max")[0]
        return [np.asarray(quad, dtype=np.float32) for quad in found["dt_polys"]]

    def _lines(self, page: Page, quads: Sequence[Quad]) -> Iterator[Line]:
        """Rows of the page in reading order, as soon as all boxes of the row have been recognised."""
        boxes = deskewed_boxes(quads)
        rows = order_rows(boxes)
        rooms = rooms_beside(boxes)
        order = [i for row in rows for i in row]
        read: dict[int, ReadLine] = {}
        at = 0
        for row in rows:
            while any(i not in read for i in row):
                batch = order[at : at + self.settings.batch]
                at += len(batch)
                found = self._reader.read(page.pixels, [quads[i] for i in batch], [rooms[i] for i in batch])
                read.update(zip(batch, found, strict=True))
            pieces = [read[i] for i in row if read[i].text]
            if pieces:
                yield _joined(page, pieces)


def _joined(page: Page, pieces: Sequence[ReadLine]) -> Line:
    """The boxes of one row as one line."""
    boxes = [upright_box(piece.quad, page) for piece in pieces]
    text = normalise(join_row([(box, piece.text) for box, piece in zip(boxes, pieces, strict=True)]))
    weight = sum(len(piece.text) for piece in pieces)
    box: Box = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    return Line(text, sum(piece.confidence * len(piece.text) for piece in pieces) / weight, box)


class _Clock:
    """Milliseconds per stage."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = round((now - self._last) * 1000, 1)
        self._last = now

    def laps(self) -> dict[str, float]:
        return {**self._laps, "total": round((time.perf_counter() - self._start) * 1000, 1)}


def _page(picture: Picture, pixels: Pixels, rotation: Rotation) -> Page:
    size = (picture.width, picture.height) if rotation in (0, 180) else (picture.height, picture.width)
    return Page(pixels, rotation, *size)
