"""How well and how fast pictures are read, beside stock PaddleOCR in the same run; and the memory of a long run."""

import io
import json
import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from eval.rendering import CONDITIONS, degrade, render_page, render_question, to_jpeg
from models.tracking import Track, untracked
from ocr.formulas import set_formulas
from ocr.picture import check_picture, clean_copy
from ocr.reading import ReadError

__all__ = ["bare_reader", "comparable", "edit_distance", "evaluate_read", "memory_over_images"]

_WIDTHS = str.maketrans("，。．：；？！（）％＝＋－＜＞～、“”‘’｛｝［］【】—–−﹣", ",..:;?!()%=+-<>~,\"\"''{}[][]----")
_PRINTED_LINES = 10
_FULL_PAGE = 8


@dataclass(frozen=True)
class _Case:
    condition: str
    data: bytes
    truth: str


@dataclass
class _Run:
    """What one reader made of one condition, per picture: edits, characters missing wherever they should stand,
    characters printed, seconds, seconds to the first region.
    """

    edits: list[int]
    missing: list[int]
    lengths: list[int]
    seconds: list[float]
    first: list[float]

    def summary(self, seed: int) -> dict[str, Any]:
        edits, lengths = np.array(self.edits), np.array(self.lengths)
        low, high = _interval(edits, lengths, seed)
        report = {
            "n": len(edits),
            "characters": int(lengths.sum()),
            "cer": _rounded(edits.sum() / lengths.sum()),
            "cer_95": [low, high],
            "median_cer": _rounded(float(np.median(edits / lengths))),
            "missing": _rounded(sum(self.missing) / lengths.sum()),
            "p50_s": _rounded(float(np.percentile(self.seconds, 50))),
            "p95_s": _rounded(float(np.percentile(self.seconds, 95))),
        }
        if self.first:
            report |= {
                "first_p50_s": _rounded(float(np.percentile(self.first, 50))),
                "first_p95_s": _rounded(float(np.percentile(self.first, 95))),
            }
        return report


def comparable(text: str) -> str:
    """The text as it is compared, for both readers alike.

    White space is dropped, punctuation has one width, a blank of any length is one `_`, and formulas are in print
    (`H2SO4` and `H₂SO₄` are the same, for the truth is often typed without subscripts).
    """
    plain = re.sub(r"\s+", "", text).translate(_WIDTHS)
    return re.sub(r"_+", "_", "".join(set_formulas(part) for part in re.split(r"(?<=[,.;:?!])", plain)))


def edit_distance(first: str, second: str) -> int:
    """Fewest insertions, deletions and replacements of characters (Levenshtein) that turn one text into the other."""
    if not first or not second:
        return len(first) + len(second)
    target = np.array([ord(character) for character in second])
    steps = np.arange(len(second) + 1)
    row = steps.copy()
    for character in first:
        least = row + 1
        least[1:] = np.minimum(least[1:], row[:-1] + (target != ord(character)))
        row = np.minimum.accumulate(least - steps) + steps
    return int(row[-1])


def evaluate_read(
    data_dir: Path | None,
    questions: list[str],
    cache: Path,
    seed: int = 0,
    n: int = 40,
    threads: int = 2,
    conditions: Sequence[str] = (*CONDITIONS, "page"),
    track: Track = untracked,
) -> dict[str, Any]:
    """Character error rate and time per condition, ours and stock PaddleOCR's in the same run.

    Args:
        data_dir: Folder of public data sets; `ocr_omnidoc_demo` is read where it is there. None skips it.
        questions: Plain texts (no LaTeX) to be drawn.
        cache: The cache folder for weights.
        seed: Seed of choice, drawing and spoiling.
        n: Pictures per condition.
        threads: CPU threads for both readers.
        track: Shows progress.
        conditions: Which of `eval.rendering.CONDITIONS` and `page`, a photographed page of eight questions.

    Returns:
        `{"seed", "questions", "conditions": {name: {"ours": …, "bare": …}}, "omnidoc": … or None}`; each side has
        n, characters, cer, cer_95 (bootstrap over pictures), median_cer, missing (share of the printed characters not
        read anywhere on the picture: blind to reading order), p50_s, p95_s, and ours first_p50_s and first_p95_s.

    Raises:
        ValueError: `questions` is empty.
    """
    if not questions:
        raise ValueError("evaluate_read needs at least one question to draw")
    from ocr.engine import PictureReader, ReaderSettings

    reader = PictureReader(cache, ReaderSettings(threads=threads))
    bare = bare_reader(threads)
    warm = to_jpeg(render_question(questions[0], seed).image)
    _ours(reader, warm)
    bare(warm)
    report: dict[str, Any] = {"seed": seed, "n": n, "threads": threads, "questions": len(questions), "conditions": {}}
    for condition in conditions:
        cases = _cases(questions, condition, seed, n)
        report["conditions"][condition] = _compare(reader, bare, track(cases, condition), seed)
    pages = _omnidoc(data_dir)
    report["omnidoc"] = _compare(reader, bare, track(pages, "real pages"), seed) if pages else None
    return report


def memory_over_images(
    cache: Path, questions: list[str], n: int = 2000, seed: int = 0, every: int = 25,
    track: Track = untracked, **host: Any,
) -> dict[str, Any]:  # fmt: skip
    """Read n pictures through the OCR host and watch the resident memory of its child.

    Args:
        cache: The cache folder for weights.
        questions: Plain texts to be drawn.
        n: Pictures to read.
        seed: Seed of the pictures.
        every: A point of the curve after so many pictures.
        track: Shows progress.
        host: Settings for `ocr.host_process.HostProcess` (`memory_mb`, `recycle_after`, …).

    Returns:
        `{"n", "failed", "recycled", "curve": [[pictures, rss_mb], …], "max_rss_mb", "slope_mb_per_1000", "seconds"}`.
    """
    from ocr.client import OcrClient
    from ocr.host_process import HostProcess

    random = np.random.default_rng(seed)
    curve: list[tuple[int, float]] = []
    failed = 0
    start = time.perf_counter()
    with HostProcess(cache=cache, **host) as running, OcrClient(running.socket) as client:
        for index in track(range(n), "reading", n):
            condition = str(random.choice(["clean", "rotated", "blurred", "photographed"], p=[0.4, 0.25, 0.25, 0.1]))
            sheet = render_question(
                questions[int(random.integers(len(questions)))],
                seed + index,
                size=int(random.integers(24, 48)),
                width=int(random.integers(700, 1700)),
            )
            try:
                client.read(to_jpeg(degrade(sheet.image, condition, seed + index)))
            except ReadError:
                failed += 1
            if index % every == every - 1:
                curve.append((index + 1, float(client.health()["rss_mb"])))
        recycled = int(client.health()["recycled"])
    late = np.array([point for point in curve if point[0] > n // 5] or curve)
    slope = float(np.polyfit(late[:, 0], late[:, 1], 1)[0] * 1000) if len(late) > 1 else 0.0
    return {
        "n": n,
        "failed": failed,
        "recycled": recycled,
        "curve": [list(point) for point in curve],
        "max_rss_mb": max((rss for _, rss in curve), default=0.0),
        "slope_mb_per_1000": round(slope, 2),
        "seconds": round(time.perf_counter() - start, 1),
    }


def _cases(questions: list[str], condition: str, seed: int, n: int) -> list[_Case]:
    random = np.random.default_rng(seed)
    cases: list[_Case] = []
    for index in range(n if condition != "page" else max(1, n // 4)):
        size = int(random.integers(32, 42))
        if condition == "page":
            chosen = [questions[int(random.integers(len(questions)))] for _ in range(_FULL_PAGE)]
            numbered = [f"{at}. {_bare_question(text)}" for at, text in enumerate(chosen, 1)]
            sheet = render_page(numbered, seed + index, size)
            image = degrade(sheet.image, "photographed", seed + index)
        else:
            sheet = _short_sheet(questions, random, seed + index, size)
            image = degrade(sheet.image, condition, seed + index)
        cases.append(_Case(condition, to_jpeg(image), "".join(sheet.texts)))
    return cases


def _short_sheet(questions: list[str], random: np.random.Generator, seed: int, size: int) -> Any:
    """A sheet with one question of at most ten printed lines (the last tried where all are longer)."""
    for _ in range(50):
        sheet = render_question(questions[int(random.integers(len(questions)))], seed, size)
        if sheet.lines <= _PRINTED_LINES:
            break
    return sheet


def _bare_question(text: str) -> str:
    return re.sub(r"^\s*\d{1,3}\s*[.．、]\s*", "", text)


def _compare(reader: Any, bare: Callable[[bytes], str], cases: Iterable[_Case], seed: int) -> dict[str, Any]:
    ours, stock = _Run([], [], [], [], []), _Run([], [], [], [], [])
    for case in cases:
        truth = comparable(case.truth)
        start = time.perf_counter()
        text, first = _ours(reader, case.data)
        ours.seconds.append(time.perf_counter() - start)
        ours.first.append(first)
        start = time.perf_counter()
        plain = bare(case.data)
        stock.seconds.append(time.perf_counter() - start)
        for run, found in ((ours, text), (stock, plain)):
            run.edits.append(edit_distance(truth, comparable(found)))
            run.missing.append((Counter(truth) - Counter(comparable(found))).total())
            run.lengths.append(max(1, len(truth)))
    return {"ours": ours.summary(seed), "bare": stock.summary(seed)}


def _ours(reader: Any, data: bytes) -> tuple[str, float]:
    """The text, and seconds to the first region, of the copy that the service keeps and reads."""
    start = time.perf_counter()
    data = clean_copy(check_picture(data))
    first: float | None = None
    text = ""
    try:
        for event in reader.read_regions(data):
            first = first if first is not None else time.perf_counter() - start
            text = event.text
    except ReadError as error:
        if error.code != "no_text":
            raise
        text = ""
    return text, first if first is not None else time.perf_counter() - start


def bare_reader(threads: int) -> Callable[[bytes], str]:
    """Stock PaddleOCR pipeline with its default settings on the same weights; call after `PictureReader` was made."""
    import paddleocr

    from ocr.paddle_modules import DETECTION, ORIENTATION, RECOGNITION

    pipeline = paddleocr.PaddleOCR(
        engine="onnxruntime",
        engine_config={"intra_op_num_threads": threads},
        device="cpu",
        text_detection_model_name=DETECTION,
        text_recognition_model_name=RECOGNITION,
        doc_orientation_classify_model_name=ORIENTATION,
        use_doc_orientation_classify=True,
        use_doc_unwarping=False,
        use_textline_orientation=False,
    )

    def read(data: bytes) -> str:
        pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=np.uint8)[:, :, ::-1]
        return "".join("".join(page["rec_texts"]) for page in pipeline.predict(np.ascontiguousarray(pixels)))

    return read


def _omnidoc(data_dir: Path | None) -> list[_Case]:
    """The labelled pages, each with its lines' text in the given order; empty where the set is not there."""
    folder = data_dir / "ocr_omnidoc_demo" if data_dir is not None else None
    if folder is None or not (folder / "pages.jsonl").is_file():
        return []
    with zipfile.ZipFile(folder / "images.zip") as images, (folder / "pages.jsonl").open(encoding="utf-8") as pages:
        names = {Path(name).name: name for name in images.namelist()}
        return [
            _Case("omnidoc", images.read(names[Path(row["image"]).name]), row["text"]) for row in map(json.loads, pages)
        ]


def _interval(edits: NDArray[np.int64], lengths: NDArray[np.int64], seed: int) -> tuple[float, float]:
    """95 % bootstrap interval of the pooled error rate over pictures."""
    chosen = np.random.default_rng(seed).integers(len(edits), size=(2000, len(edits)))
    rates = edits[chosen].sum(axis=1) / lengths[chosen].sum(axis=1)
    return _rounded(float(np.percentile(rates, 2.5))), _rounded(float(np.percentile(rates, 97.5)))


def _rounded(value: float) -> float:
    return round(float(value), 4)
