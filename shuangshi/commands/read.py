"""`shuangshi read`: pictures in, the text of their questions out."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from ocr.reading import Reader, ReadError
from shuangshi.console import messages, print_json, track
from shuangshi.settings import Settings

__all__ = ["open_reader", "register"]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="read")(read)


def open_reader(settings: Settings) -> Reader:
    """The OCR engine in this process."""
    from ocr.engine import PictureReader, ReaderSettings
    from ocr.picture import PictureLimits

    limits = PictureLimits(
        max_bytes=settings.max_picture_mb * 1_000_000, max_pixels=settings.max_picture_megapixels * 1_000_000
    )
    return PictureReader(settings.cache, ReaderSettings(threads=settings.ocr_threads, limits=limits))


def read(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE...", help="PNG, JPEG, WebP, HEIC or one-page PDF.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Reads the text of pictures, one region a question."""
    reader = open_reader(Settings())
    results = [_read_one(reader, path) for path in track(images, "reading", total=len(images))]
    if as_json:
        print_json(results)
    else:
        for result in results:
            messages.print(Text(result["path"], style="bold"), soft_wrap=True)
            typer.echo(result["text"] if "text" in result else f"✗ {result['error']['message']}")
    if all("error" in result for result in results):
        raise typer.Exit(2)


def _read_one(reader: Reader, path: Path) -> dict[str, Any]:
    try:
        reading = reader.read(path.read_bytes())
    except OSError as error:
        return _error(path, "unreadable_file", f"无法打开文件：{error.strerror}")
    except ReadError as error:
        return _error(path, error.code, str(error))
    return {
        "path": str(path),
        "text": reading.text,
        "rotation": reading.rotation,
        "regions": [region.to_dict() for region in reading.regions],
    }


def _error(path: Path, code: str, message: str) -> dict[str, Any]:
    return {"path": str(path), "error": {"code": code, "message": message}}
