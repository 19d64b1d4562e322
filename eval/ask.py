"""How long the main job takes, stage by stage, beside the bare encoder and the bare OCR engine in the same run."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval.rendering import degrade, render_page, render_question, to_jpeg
from eval.report import milliseconds, percentiles
from models.encoder import TextEncoder, Vectors
from models.tracking import Track, untracked
from ocr.picture import check_picture, clean_copy
from ocr.reading import Reading, Region
from recommender.main_flow import MainFlow
from recommender.student import StudentContext

__all__ = ["evaluate_ask"]

_STAGES = ("profile", "retrieve", "rank", "total")
_MODEL_STAGES = ("orient", "detect", "recognise")
_PAGE_QUESTIONS = 8
_LONGEST_QUESTION = 220  # characters: at most ten printed lines


@dataclass
class _TimedEncoder:
    """An encoder that remembers how long its last query took, so that our own time is what is left."""

    encoder: TextEncoder
    last_ms: float = 0.0

    @property
    def hash(self) -> str:
        return self.encoder.hash

    @property
    def dimension(self) -> int:
        return self.encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        started = time.perf_counter()
        vectors = self.encoder.encode_queries(texts)
        self.last_ms = (time.perf_counter() - started) * 1000
        return vectors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self.encoder.encode_passages(texts)


Events = Callable[[bytes], Iterable[Region | Reading]]


def evaluate_ask(
    flow: MainFlow, read: Events, stock_ocr: Callable[[bytes], object], questions: Sequence[str], n_text: int = 200,
    n_photo: int = 20, n_page: int = 5, seed: int = 0, track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Milliseconds per stage for typed questions, photographs of one question, and photographed pages.

    Args:
        flow: The warm main flow.
        read: The OCR engine's events of a picture, in order.
        stock_ocr: Stock OCR pipeline on the same picture, for comparison.
        questions: Plain texts.
        n_text: Typed questions.
        n_photo: Photographs of one question, 12 megapixels.
        n_page: Photographed pages of eight questions.
        seed: Of the choice of questions and of the drawing.
        track: Shows progress.

    Returns:
        `{"text": …, "photo": …, "page": …, "seed"}`, each with n, p50 and p95 of every stage, of the models alone,
        and of our own time: what is left of the total when encoder and OCR models are taken off. `keep` is the copy
        without metadata that the service stores and reads.
    """
    encoder = _TimedEncoder(flow.profiler.encoder)
    flow = replace(flow, profiler=replace(flow.profiler, encoder=encoder))
    chooser = random.Random(seed)
    short = [question for question in questions if len(question) <= _LONGEST_QUESTION]
    flow.recommend(short[0], StudentContext())
    text = [chooser.choice(short) for _ in range(n_text)]
    typed = [_time_text(flow, encoder, question) for question in track(text, "typed questions")]
    photos = [_photo(chooser.choice(short), seed + i) for i in track(range(n_photo), "drawing photographs")]
    pages = [_page(chooser.sample(short, _PAGE_QUESTIONS), seed + i) for i in track(range(n_page), "drawing pages")]
    return {
        "seed": seed,
        "text": _percentiles(typed),
        "photo": _percentiles(
            [_time_picture(flow, encoder, read, stock_ocr, picture) for picture in track(photos, "photographs")]
        ),
        "page": _percentiles(
            [_time_picture(flow, encoder, read, stock_ocr, picture) for picture in track(pages, "pages")]
        ),
    }


def _percentiles(rows: Sequence[dict[str, float]]) -> dict[str, Any]:
    return {"n": len(rows), **{name: percentiles([row[name] for row in rows]) for name in rows[0]}}


def _time_text(flow: MainFlow, encoder: _TimedEncoder, text: str) -> dict[str, float]:
    timings = flow.recommend(text, StudentContext()).timings_ms
    return {
        **{name: timings[name] for name in _STAGES},
        "bare_encoder": encoder.last_ms,
        "own": timings["total"] - encoder.last_ms,
    }


def _time_picture(
    flow: MainFlow, encoder: _TimedEncoder, read: Events, stock_ocr: Callable[[bytes], object], picture: bytes
) -> dict[str, float]:
    stock_ms = milliseconds(lambda: stock_ocr(picture))
    started = time.perf_counter()
    copy = clean_copy(check_picture(picture))
    keep_ms = (time.perf_counter() - started) * 1000
    first_ms: float | None = None
    text, models_ms = "", 0.0
    for event in read(copy):
        first_ms = first_ms or (time.perf_counter() - started) * 1000
        if isinstance(event, Reading):
            text = event.regions[0].text if event.regions else event.text
            models_ms = sum(event.timings_ms[stage] for stage in _MODEL_STAGES)
    read_ms = (time.perf_counter() - started) * 1000 - keep_ms
    recommend_ms = flow.recommend(text, StudentContext()).timings_ms["total"]
    total_ms = keep_ms + read_ms + recommend_ms
    return {
        "keep": keep_ms,
        "read": read_ms,
        "first_region": first_ms or keep_ms + read_ms,
        "recommend": recommend_ms,
        "total": total_ms,
        "ocr_models": models_ms,
        "bare_encoder": encoder.last_ms,
        "stock_ocr": stock_ms,
        "own": total_ms - models_ms - encoder.last_ms,
    }


def _photo(text: str, seed: int) -> bytes:
    return to_jpeg(degrade(render_question(text, seed).image, "photographed", seed))


def _page(texts: list[str], seed: int) -> bytes:
    numbered = [f"{i}．{text}" for i, text in enumerate(texts, start=1)]
    return to_jpeg(degrade(render_page(numbered, seed).image, "photographed", seed))
