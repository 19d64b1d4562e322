"""An uploaded picture: checked from its header, decoded upright, copied without metadata.

Pillow does the decoding; nothing here imports the recogniser, so API workers may use it.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from ocr.picture_header import Kind, find_kind, find_size, is_heic_turned
from ocr.reading import ReadError

__all__ = ["READ_SIDE", "Picture", "PictureError", "PictureLimits", "check_picture", "clean_copy", "open_picture"]

READ_SIDE = 2000
"""Long side in pixels at which a photo is kept and read: a larger one is read no better (docs/ocr.md)."""

_PDF_SIDE = 2400
_PDF_LOCK = threading.Lock()  # PDFium is not thread-safe
_QUARTER_TURNED = {5, 6, 7, 8}
_ORIENTATION_TAG = 0x0112


class PictureError(ReadError):
    """The bytes are not a picture that may be read.

    `code` is one of empty, too_many_bytes, too_many_pixels, too_small, unsupported_type, corrupt, too_many_pages.
    """


@dataclass(frozen=True)
class PictureLimits:
    """What may be uploaded.

    Attributes:
        max_bytes: Largest file in bytes.
        max_pixels: Largest picture in pixels (width times height), decided from the header.
        max_pages: Most pages of a PDF.
        min_side: Smallest side in pixels on which text can stand.
    """

    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    max_pages: int = 1
    min_side: int = 16


@dataclass(frozen=True)
class Picture:
    """A checked upload.

    Attributes:
        data: The bytes as they came.
        kind: Type by the leading bytes.
        width: Width in pixels of the upright picture (its orientation tag applied; a PDF page as it is drawn).
        height: Height likewise.
    """

    data: bytes
    kind: Kind
    width: int
    height: int


def check_picture(data: bytes, limits: PictureLimits | None = None) -> Picture:
    """Decide from size and header alone, without decoding, whether the bytes may be read.

    Raises:
        PictureError: With a Chinese message that says what would be right.
    """
    limits = limits or PictureLimits()
    if not data:
        raise PictureError("empty", "文件是空的，请重新选择一张图片。")
    if len(data) > limits.max_bytes:
        raise PictureError(
            "too_many_bytes",
            f"文件有 {len(data) / 1e6:.1f} MB，超过上限 {limits.max_bytes / 1e6:.0f} MB，请压缩图片或只拍题目部分。",
        )
    kind = find_kind(data)
    if kind is None:
        raise PictureError("unsupported_type", "不支持这种文件，请上传 JPEG、PNG、WebP、HEIC 图片或单页 PDF。")
    if kind == "pdf":
        return _check_pdf(data, limits)
    size = find_size(data, kind)
    if size is None:
        raise _corrupt()
    _check_size(size, limits)
    if is_heic_turned(data) if kind == "heic" else _orientation(data) in _QUARTER_TURNED:
        size = size[1], size[0]
    return Picture(data, kind, *size)


def open_picture(picture: Picture, max_side: int | None = None) -> Image.Image:
    """Decode the picture as RGB, upright by its metadata, without transparency.

    Args:
        picture: A checked picture.
        max_side: Long side in pixels not to be exceeded; larger pictures are reduced. None keeps the size.

    Raises:
        PictureError: The bytes are broken (`corrupt`).
    """
    with _decoding_errors():
        if picture.kind == "pdf":
            image = _draw_pdf(picture, max_side)
        else:
            with _open(picture.data, picture.kind) as opened:
                if opened.width * opened.height > picture.width * picture.height:
                    raise _corrupt()
                if max_side is not None:
                    opened.draft("RGB", _within(opened.size, max_side))
                opened.load()
                image = _flatten(ImageOps.exif_transpose(opened))
        if max_side is not None and max(image.size) > max_side:
            size = _within(image.size, max_side)
            halved = max_side / max(image.size) < 0.5
            image = image.resize(size, Image.Resampling.BOX if halved else Image.Resampling.BILINEAR, reducing_gap=2.0)
    return image


def clean_copy(picture: Picture, max_side: int = READ_SIDE, quality: int = 85) -> bytes:
    """The picture as a fresh JPEG for storing: upright, long side at most `max_side`, no metadata at all.

    Position, camera and time go with the metadata; only pixels are copied.

    Raises:
        PictureError: The bytes are broken (`corrupt`).
    """
    image = open_picture(picture, max_side)
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=quality)
    return target.getvalue()


def _within(size: tuple[int, int], max_side: int) -> tuple[int, int]:
    """The size reduced, its shape kept, until the long side is at most `max_side`."""
    scale = min(1.0, max_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _corrupt() -> PictureError:
    return PictureError("corrupt", "图片已损坏或不完整，打不开，请重新拍照或重新上传。")


@contextmanager
def _decoding_errors() -> Iterator[None]:
    try:
        yield
    except PictureError:
        raise
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        IndexError,
        KeyError,
        TypeError,
        RuntimeError,
        MemoryError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise _corrupt() from error


def _check_size(size: tuple[int, int], limits: PictureLimits) -> None:
    pixels = size[0] * size[1]
    if pixels > limits.max_pixels:
        raise PictureError(
            "too_many_pixels",
            f"图片有 {pixels / 1e6:.0f} 百万像素，超过上限 {limits.max_pixels / 1e6:.0f} 百万像素，请缩小后再上传。",
        )
    if min(size) < limits.min_side:
        raise PictureError(
            "too_small", f"图片只有 {size[0]}×{size[1]} 像素，看不清文字，每边至少要有 {limits.min_side} 像素。"
        )


def _open(data: bytes, kind: Kind) -> Image.Image:
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        return Image.open(io.BytesIO(data), formats=["HEIF"])
    return Image.open(io.BytesIO(data), formats=[kind.upper()])


def _orientation(data: bytes) -> int:
    """The EXIF orientation tag, 1 where there is none or it cannot be read."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            value = image.getexif().get(_ORIENTATION_TAG, 1)
    except (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError) as error:
        raise _corrupt() from error
    return value if isinstance(value, int) else 1


def _flatten(image: Image.Image) -> Image.Image:
    """RGB, transparency laid on white, 16 bits a channel reduced to 8."""
    if image.mode.startswith("I") or image.mode == "F":
        low, high = image.getextrema()
        span = (float(high) - float(low)) or 1.0  # type: ignore[arg-type]
        image = image.point(lambda value: (value - float(low)) * (255 / span)).convert("L")  # type: ignore[arg-type]
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image if image.mode == "RGB" else image.convert("RGB")


def _check_pdf(data: bytes, limits: PictureLimits) -> Picture:
    with _pdf(data) as document:
        if len(document) > limits.max_pages:
            raise PictureError(
                "too_many_pages",
                f"PDF 有 {len(document)} 页，一次最多读 {limits.max_pages} 页，请只上传题目所在的那一页。",
            )
        if len(document) == 0:
            raise _corrupt()
        width, height = document[0].get_size()
    if not (0 < width < 1e5 and 0 < height < 1e5):
        raise _corrupt()
    scale = _PDF_SIDE / max(width, height)
    return Picture(data, "pdf", max(1, round(width * scale)), max(1, round(height * scale)))


def _draw_pdf(picture: Picture, max_side: int | None) -> Image.Image:
    with _pdf(picture.data) as document:
        page = document[0]
        side = min(_PDF_SIDE, max_side or _PDF_SIDE)
        drawn: Image.Image = page.render(scale=side / max(page.get_size())).to_pil()
        return drawn.convert("RGB")


@contextmanager
def _pdf(data: bytes) -> Iterator[Any]:
    import pypdfium2

    with _PDF_LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if "assword" in str(error):
                raise PictureError("corrupt", "PDF 有密码，打不开，请上传没有密码的文件。") from error
            raise _corrupt() from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise _corrupt() from error
        finally:
            document.close()
