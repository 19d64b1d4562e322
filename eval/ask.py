"""How long the main job takes, stage by stage, beside the bare encoder and the bare OCR engine in the same run."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from eval.rendering import degrade, render_page, render_question, to_jpeg
from eval.report import percentiles
from ocr.reading import Reading, Region
from recommender.main_flow import MainFlow
from recommender.student import StudentContext

__all__ = ["evaluate_ask"]

_STAGES = ("profile", "retrieve", "rank", "total")
_MODEL_STAGES = ("orient", "detect", "recognise")
_PAGE_QUESTIONS = 8
_LONGEST_QUESTION = 220  # characters: at most ten printed lines

Events = Callable[[bytes], Iterable[Region | Reading]]


def evaluate_ask(
    flow: MainFlow, read: Events, stock_ocr: Callable[[bytes], object], questions: Sequence[str], n_text: int = 200,
    n_photo: int = 20, n_page: int = 5, seed: int = 0,
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

    Returns:
        `{"text": …, "photo": …, "page": …, "seed"}`, each with n, p50 and p95 of every stage, of the models alone,
        and of our own time: what is left of the total when encoder and OCR models are taken off.
    """
    chooser = random.Random(seed)
    short = [question for question in questions if len(question) <= _LONGEST_QUESTION]
    flow.recommend(short[0], StudentContext())
    return {
        "seed": seed,
        "text": _text(flow, [chooser.choice(short) for _ in range(n_text)]),
        "photo": _photos(flow, read, stock_ocr, [_photo(chooser.choice(short), seed + i) for i in range(n_photo)]),
        "page": _photos(flow, read, stock_ocr, [_page(chooser.sample(short, _PAGE_QUESTIONS), seed + i)
                                               for i in range(n_page)]),
    }  # fmt: skip


def _text(flow: MainFlow, texts: Sequence[str]) -> dict[str, Any]:
    rows: dict[str, list[float]] = {name: [] for name in (*_STAGES, "bare_encoder", "own")}
    for text in texts:
        bare = _milliseconds(lambda text=text: flow.profiler.encoder.encode_queries([text]))  # type: ignore[misc]
        timings = flow.recommend(text, StudentContext()).timings_ms
        for name in _STAGES:
            rows[name].append(timings[name])
        rows["bare_encoder"].append(bare)
        rows["own"].append(timings["total"] - bare)
    return {"n": len(texts), **{name: percentiles(values) for name, values in rows.items()}}


def _photos(
    flow: MainFlow, read: Events, stock_ocr: Callable[[bytes], object], pictures: Sequence[bytes]
) -> dict[str, Any]:
    rows: dict[str, list[float]] = {
        name: [] for name in ("read", "first_region", "recommend", "total", "ocr_models", "stock_ocr", "own")
    }
    for picture in pictures:
        started = time.perf_counter()
        first: float | None = None
        text, models_ms = "", 0.0
        for event in read(picture):
            first = first or (time.perf_counter() - started) * 1000
            if isinstance(event, Reading):
                text = event.regions[0].text if event.regions else event.text
                models_ms = sum(event.timings_ms[stage] for stage in _MODEL_STAGES)
        read_ms = (time.perf_counter() - started) * 1000
        recommend_ms = flow.recommend(text, StudentContext()).timings_ms["total"]
        encoder_ms = _milliseconds(lambda text=text: flow.profiler.encoder.encode_queries([text]))  # type: ignore[misc]
        stock_ms = _milliseconds(lambda picture=picture: stock_ocr(picture))  # type: ignore[misc]
        rows["read"].append(read_ms)
        rows["first_region"].append(first or read_ms)
        rows["recommend"].append(recommend_ms)
        rows["total"].append(read_ms + recommend_ms)
        rows["ocr_models"].append(models_ms)
        rows["stock_ocr"].append(stock_ms)
        rows["own"].append(read_ms + recommend_ms - models_ms - encoder_ms)
    return {"n": len(pictures), **{name: percentiles(values) for name, values in rows.items()}}


def _photo(text: str, seed: int) -> bytes:
    return to_jpeg(degrade(render_question(text, seed).image, "photographed", seed))


def _page(texts: list[str], seed: int) -> bytes:
    numbered = [f"{i}．{text}" for i, text in enumerate(texts, start=1)]
    return to_jpeg(degrade(render_page(numbered, seed).image, "photographed", seed))


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
