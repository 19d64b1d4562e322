"""Exam questions drawn as pictures and then spoiled as a phone would spoil them: test material with exact ground truth.

Indices and exponents are set the way a typesetter sets them (smaller and shifted), so no font needs ₂ or ⁴.
Every picture is a pure function of its text, condition and seed.
"""

import importlib.util
import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

__all__ = [
    "CONDITIONS",
    "FontMissingError",
    "Sheet",
    "degrade",
    "find_fonts",
    "render_page",
    "render_question",
    "to_jpeg",
]

CONDITIONS = ("clean", "photographed", "rotated", "blurred", "turned_90", "turned_180", "turned_270")

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_CHINESE = (
    "NotoSansCJK-Regular*",
    "NotoSerifCJK-Regular*",
    "NotoSansSC-Regular*",
    "NotoSerifSC-Regular*",
    "SourceHanSans*Regular*",
    "wqy-microhei*",
    "wqy-zenhei*",
    "simsun*",
    "simhei*",
    "PingFang*",
    "Songti*",
)
_SYMBOLS = ("DejaVuSans.ttf", "NotoSansMath-Regular*", "seguisym*")
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₙ", "0123456789+-n", strict=True))
_NO_LINE_START = "，。、；：？！）》】”,.;:?!)]}"

Font = ImageFont.FreeTypeFont
Pixels = NDArray[np.uint8]


class FontMissingError(RuntimeError):
    """No font with Chinese characters is installed."""


@dataclass(frozen=True)
class Sheet:
    """A drawn page and what stands on it.

    Attributes:
        image: RGB, black on white.
        texts: The questions as drawn, in reading order.
        lines: Number of printed lines.
    """

    image: Image.Image
    texts: tuple[str, ...]
    lines: int


@lru_cache(maxsize=1)
def find_fonts() -> tuple[Path, ...]:
    """Files of fonts that hold Chinese, best known first, by fontconfig and by the usual folders.

    Raises:
        FontMissingError: None is installed; names the Debian package.
    """
    found = [path for pattern in _CHINESE for path in _search(pattern)]
    if not found and shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False).stdout
        found = [Path(line.split(":")[0].strip()) for line in sorted(listed.splitlines()) if line.strip()]
    if not found:
        raise FontMissingError(
            "no font with Chinese characters found; install the Debian package fonts-noto-cjk "
            "(apt-get install fonts-noto-cjk) or put a Chinese .ttf/.otf into ~/.fonts"
        )
    return tuple(found)


def render_question(text: str, seed: int, size: int = 36, width: int = 1240) -> Sheet:
    """One question on a sheet of its own.

    Args:
        text: The question; line breaks are kept, long lines are wrapped.
        seed: Chooses the typeface and the margins.
        size: Type size in pixels.
        width: Width of the sheet in pixels.
    """
    return render_page([text], seed, size, width)


def render_page(texts: list[str], seed: int, size: int = 36, width: int = 1240) -> Sheet:
    """Several questions one under the other, as on a page of a test paper."""
    random = np.random.default_rng(seed)
    fonts = find_fonts()
    pen = _Pen(fonts[int(random.integers(len(fonts)))], size)
    margin = int(random.integers(size, 3 * size))
    leading = round(size * float(random.uniform(1.5, 1.9)))
    rows: list[tuple[str, int]] = []
    at = margin
    for text in texts:
        for row in pen.wrap(text, width - 2 * margin):
            rows.append((row, at))
            at += leading
        at += leading // 2
    image = Image.new("RGB", (width, at + margin), "white")
    draw = ImageDraw.Draw(image)
    for row, y in rows:
        pen.draw(draw, row, margin, y)
    return Sheet(image, tuple(texts), len(rows))


def degrade(image: Image.Image, condition: str, seed: int) -> Image.Image:
    """The sheet under one of `CONDITIONS`.

    Raises:
        ValueError: Unknown condition.
    """
    random = np.random.default_rng(seed)
    if condition == "clean":
        return image
    if condition == "photographed":
        return _photograph(image, random)
    if condition == "rotated":
        angle = float(random.uniform(3, 8)) * (1 if random.random() < 0.5 else -1)
        return image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    if condition == "blurred":
        return image.filter(ImageFilter.GaussianBlur(float(random.uniform(1.2, 2.0))))
    if condition.startswith("turned_") and condition in CONDITIONS:
        return image.rotate(-int(condition.removeprefix("turned_")), expand=True)
    raise ValueError(f"unknown condition {condition!r}; known: {', '.join(CONDITIONS)}")


def to_jpeg(image: Image.Image, quality: int = 85) -> bytes:
    """JPEG bytes."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()


class _Pen:
    """Sets text in one typeface, with symbols it lacks from another."""

    def __init__(self, font: Path, size: int) -> None:
        files = [
            font,
            *(path for path in find_fonts() if path != font),
            *(path for pattern in _SYMBOLS for path in _search(pattern)),
        ]
        self.size = size
        self._found: dict[tuple[str, bool], Font] = {}
        self._full = [ImageFont.truetype(str(path), size) for path in files]
        self._small = [ImageFont.truetype(str(path), round(size * 0.62)) for path in files]

    def wrap(self, text: str, width: int) -> list[str]:
        rows: list[str] = []
        for paragraph in text.splitlines() or [""]:
            row, used = "", 0.0
            for character in paragraph:
                step = self._advance(character)
                if used + step > width and row and character not in _NO_LINE_START:
                    rows.append(row)
                    row, used = "", 0.0
                row += character
                used += step
            rows.append(row)
        return [row for row in rows if row.strip()]

    def draw(self, draw: ImageDraw.ImageDraw, row: str, x: float, y: int) -> None:
        for character in row:
            plain, fonts, shift = self._form(character)
            font = self._font_with(plain, fonts)
            if character != "_":
                draw.text((x, y + round(self.size * (0.95 + shift))), plain, font=font, fill=(20, 20, 20), anchor="ls")
            else:
                base = y + round(self.size * 1.08)
                draw.line((x, base, x + self._advance("_"), base), fill=(20, 20, 20), width=max(2, self.size // 18))
            x += self._advance(character)

    def _advance(self, character: str) -> float:
        plain, fonts, _ = self._form(character)
        return self._font_with(plain, fonts).getlength(plain)

    def _form(self, character: str) -> tuple[str, list[Font], float]:
        if character in _SUPERSCRIPTS:
            return _SUPERSCRIPTS[character], self._small, -0.36
        if character in _SUBSCRIPTS:
            return _SUBSCRIPTS[character], self._small, 0.14
        return character, self._full, 0.0

    def _font_with(self, character: str, fonts: list[Font]) -> Font:
        """The first font that has the character; found once a pen."""
        key = character, fonts is self._small
        if key not in self._found:
            self._found[key] = next((font for font in fonts if _has_glyph(font, character)), fonts[0])
        return self._found[key]


def _has_glyph(font: Font, character: str) -> bool:
    mask = font.getmask(character)
    missing = font.getmask("\U0010fffe")
    return character.isspace() or (mask.getbbox() is not None and bytes(mask) != bytes(missing))


def _search(pattern: str) -> list[Path]:
    folders = [Path(folder).expanduser() for folder in _FOLDERS]
    spec = importlib.util.find_spec("matplotlib")
    if spec is not None and spec.origin:
        folders.append(Path(spec.origin).parent / "mpl-data" / "fonts")
    return sorted({path for folder in folders if folder.is_dir() for path in folder.rglob(pattern)})


def _photograph(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """A 12-megapixel phone photo: perspective, uneven light, the hand's shadow, sensor noise, soft focus."""
    import cv2

    landscape = image.width > image.height
    width, height = (4000, 3000) if landscape else (3000, 4000)
    sheet = np.asarray(image)
    room = min(width * 0.86 / image.width, height * 0.86 / image.height)
    half = np.array([image.width, image.height]) * room / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half + np.array([width, height]) / 2
    corners += random.uniform(-0.025, 0.025, (4, 2)) * min(width, height)
    source = np.array([[0, 0], [image.width, 0], [image.width, image.height], [0, image.height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    desk = tuple(int(value) for value in random.integers(90, 190, 3))
    photo = cv2.warpPerspective(sheet, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=desk)
    photo = cv2.GaussianBlur(photo, (0, 0), float(random.uniform(0.8, 1.8)))
    lit = photo.astype(np.float32) * _light(width, height, random)[:, :, None]
    noise = cv2.resize(
        random.normal(0, float(random.uniform(3, 7)), (height // 2, width // 2)).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_NEAREST,
    )
    tint = np.array([1.0, random.uniform(0.95, 1.0), random.uniform(0.86, 0.98)], dtype=np.float32)
    return Image.fromarray(np.clip((lit + noise[:, :, None]) * tint, 0, 255).astype(np.uint8))


def _light(width: int, height: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Brightness factor per pixel: a slope over the page and one soft-edged shadow."""
    y, x = np.mgrid[0:1:64j, 0:1:64j].astype(np.float32)
    angle = random.uniform(0, 2 * np.pi)
    slope = 0.92 + 0.12 * ((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle))
    edge = (x - random.uniform(0.2, 0.8)) * np.cos(angle + 1) + (y - random.uniform(0.2, 0.8)) * np.sin(angle + 1)
    shadow = 1 - random.uniform(0.15, 0.4) / (1 + np.exp(-edge * random.uniform(15, 40)))
    small = Image.fromarray((slope * shadow).astype(np.float32))
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)
