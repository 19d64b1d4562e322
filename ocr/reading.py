"""What reading a picture yields, and the one seam behind which the reader sits."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol, get_args

__all__ = ["ReadError", "Reader", "Reading", "Region", "Rotation"]

Rotation = Literal[0, 90, 180, 270]


class ReadError(Exception):
    """A picture could not be read.

    Attributes:
        code: Stable machine-readable name, such as `no_text` or `too_many_pixels`.
        message: What happened and what would be right, in Chinese, for the person who sent the picture.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type["ReadError"], tuple[str, str]]:
        return (type(self), (self.code, self.message))


@dataclass(frozen=True)
class Region:
    """One question on the picture.

    Attributes:
        text: Plain Unicode in reading order, one printed line per line.
        confidence: Mean recognition confidence of its characters, 0–1.
        box: (x0, y0, x1, y1) in pixels of the upright picture at its original size.
    """

    text: str
    confidence: float
    box: tuple[int, int, int, int]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form."""
        return {**asdict(self), "box": list(self.box)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Region":
        """The inverse of `to_dict`."""
        x0, y0, x1, y1 = (int(value) for value in values["box"])
        return cls(text=values["text"], confidence=float(values["confidence"]), box=(x0, y0, x1, y1))


@dataclass(frozen=True)
class Reading:
    """Everything read on one picture.

    Attributes:
        text: The whole picture in reading order, headings and page titles included, which belong to no region.
        rotation: Degrees by which the picture, as its metadata showed it, was turned clockwise to stand upright.
        regions: The questions, in reading order.
        width: Width of the upright picture in pixels.
        height: Height of the upright picture in pixels.
        timings_ms: Milliseconds per stage: decode, orient, detect, recognise, total.
    """

    text: str
    rotation: Rotation
    regions: tuple[Region, ...]
    width: int
    height: int
    timings_ms: dict[str, float] = field(default_factory=dict, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form."""
        return {
            "text": self.text,
            "rotation": self.rotation,
            "regions": [region.to_dict() for region in self.regions],
            "width": self.width,
            "height": self.height,
            "timings_ms": self.timings_ms,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Reading":
        """The inverse of `to_dict`.

        Raises:
            ValueError: `rotation` is not a quarter turn.
        """
        if values["rotation"] not in get_args(Rotation):
            raise ValueError(f"rotation must be one of {get_args(Rotation)}, not {values['rotation']!r}")
        return cls(
            text=values["text"],
            rotation=values["rotation"],
            regions=tuple(Region.from_dict(region) for region in values["regions"]),
            width=int(values["width"]),
            height=int(values["height"]),
            timings_ms=dict(values.get("timings_ms", {})),
        )


class Reader(Protocol):
    """Whatever can read a picture: the engine in process, or a client of the OCR host."""

    def read(self, data: bytes) -> Reading:
        """The text of the picture.

        Raises:
            ReadError: The picture is unusable, or there is no text on it (`no_text`).
        """
