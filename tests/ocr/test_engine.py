"""The real engine on drawn questions."""

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from eval.read import comparable, edit_distance
from eval.rendering import degrade, render_page, render_question, to_jpeg
from ocr.client import OcrClient
from ocr.engine import PictureReader
from ocr.host_process import HostProcess
from ocr.layout import most_prominent
from ocr.picture import PictureError
from ocr.reading import ReadError, Reading, Region

QUESTION = "3. 实验室用CaCO₃与稀盐酸反应制取CO₂，写出反应的化学方程式：________。\n已知方程x²-5x+6=0，求它的两个根。"
PAGE = [
    "1. 在△ABC中，∠A=60°，AB=AC，求∠B的度数。",
    "2. 下列物质中属于氧化物的是（  ）\nA. H₂O   B. NaCl   C. KClO₃   D. Cu",
    "3. 水的沸点是100℃，把2kg水从20℃加热到沸腾需要多少热量？",
    "4. 一个电阻R=10Ω，两端电压U=6V，求通过它的电流。",
]


def error_rate(truth: str, read: str) -> float:
    return edit_distance(comparable(truth), comparable(read)) / len(comparable(truth))


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ("clean", 0.03),
        ("photographed", 0.06),
        ("rotated", 0.06),
        ("blurred", 0.08),
        ("turned_90", 0.06),
        ("turned_180", 0.06),
        ("turned_270", 0.06),
    ],
)
@pytest.mark.usefixtures("fonts")
def test_reads_a_question(reader: PictureReader, condition: str, allowed: float) -> None:
    sheet = render_question(QUESTION, seed=3)
    reading = reader.read(to_jpeg(degrade(sheet.image, condition, seed=3)))
    assert error_rate(QUESTION, reading.text) <= allowed, reading.text
    assert reading.rotation == {"turned_90": 270, "turned_180": 180, "turned_270": 90}.get(condition, 0)
    assert len(reading.regions) == 1
    assert reading.regions[0].confidence > 0.8


@pytest.mark.usefixtures("fonts")
def test_a_page_comes_question_by_question(reader: PictureReader) -> None:
    photo = degrade(render_page(PAGE, seed=5).image, "photographed", seed=5)
    events = list(reader.read_regions(to_jpeg(photo)))
    reading = events[-1]
    assert isinstance(reading, Reading)
    assert tuple(events[:-1]) == reading.regions
    assert len(reading.regions) == len(PAGE)
    for region, truth in zip(reading.regions, PAGE, strict=True):
        assert error_rate(truth, region.text) < 0.1
        x0, y0, x1, y1 = region.box
        assert 0 <= x0 < x1 <= photo.width
        assert 0 <= y0 < y1 <= photo.height
    tops = [region.box[1] for region in reading.regions]
    assert tops == sorted(tops)
    assert most_prominent(reading.regions, reading.width, reading.height) is not None


@pytest.mark.usefixtures("fonts")
def test_chemistry_and_blanks_are_kept(reader: PictureReader) -> None:
    text = reader.read(to_jpeg(render_question(QUESTION, seed=4).image)).text
    assert "CaCO₃" in text
    assert "CO₂" in text
    assert "x²-5x+6=0" in text
    assert "____" in text


def test_a_camera_held_sideways(reader: PictureReader, question_jpeg: bytes) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    with Image.open(io.BytesIO(question_jpeg)) as image:
        image.rotate(90, expand=True).save(target, "JPEG", exif=exif)
        size = image.size
    reading = reader.read(target.getvalue())
    assert reading.rotation == 0
    assert (reading.width, reading.height) == size
    assert "x²-5x+6=0" in reading.text


def cat() -> Image.Image:
    """Something like a photo of an animal: soft shapes, no text."""
    random = np.random.default_rng(0)
    small = Image.fromarray(random.integers(60, 200, (12, 16, 3), dtype=np.uint8))
    return small.resize((1200, 900), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(20))


@pytest.mark.parametrize("image", [Image.new("RGB", (900, 600), "white"), Image.new("RGB", (40, 40), "black"), cat()])
def test_no_text_is_said_so(reader: PictureReader, image: Image.Image) -> None:
    with pytest.raises(ReadError) as caught:
        reader.read(to_jpeg(image))
    assert caught.value.code == "no_text"
    assert "没有找到文字" in caught.value.message


def test_pictures_are_checked(reader: PictureReader, huge_png: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        reader.read(huge_png)
    assert caught.value.code == "too_many_pixels"


@pytest.mark.parametrize("size", [(16, 900), (900, 16), (5000, 40), (64, 64)])
def test_odd_shapes_do_not_fail(reader: PictureReader, size: tuple[int, int]) -> None:
    with pytest.raises(ReadError):
        reader.read(to_jpeg(Image.new("RGB", size, "white")))


def test_the_host_reads_as_the_engine_does(cache: Path, reader: PictureReader, question_jpeg: bytes) -> None:
    with HostProcess(cache) as host, OcrClient(host.socket) as client:
        events = list(client.events(question_jpeg))
        assert isinstance(events[0], Region)
        assert events[-1] == reader.read(question_jpeg)
        with pytest.raises(ReadError) as caught:
            client.read(b"not a picture")
        assert caught.value.code == "unsupported_type"


def test_nothing_asks_the_network(cache: Path, reader: PictureReader) -> None:
    del reader  # weights are in the cache now
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise SystemExit('asked the network')\n"
        "socket.getaddrinfo = socket.create_connection = refuse\n"
        "from pathlib import Path\n"
        "from ocr.paddle_modules import load_modules\n"
        f"load_modules(Path({str(cache)!r}), 1)\n"
        "print('torch' in sys.modules)"
    )
    assert socket.getaddrinfo is not None
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent.parent,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False"
