"""The timing of the main job, on the real engine and the real OCR engine, with a handful of questions."""

from pathlib import Path
from typing import Any

import pytest

from eval.ask import evaluate_ask
from eval.read import bare_reader
from eval.rendering import FontMissingError, find_fonts
from ocr.engine import PictureReader

QUESTIONS = [
    "已知关于 x 的方程 x²-4x+m=0 有两个相等的实数根，求 m 的值。", "一个重 5 N 的木块漂浮在水面上，求它受到的浮力。",
    "写出碳酸钙与稀盐酸反应的化学方程式。", "绿色植物的光合作用为什么要在光下进行？",
    "洋务运动为什么没有使中国富强起来？", "为什么北京冬季比同纬度的地方冷？",
    "公民的基本权利和义务有什么关系？", "“白发三千丈”用了什么修辞手法？",
    "He has lived here since 2015. 这句话为什么用现在完成时？", "很长的题。" * 100,
]  # fmt: skip
PICTURE = {
    "keep", "read", "first_region", "recommend", "total", "ocr_models", "bare_encoder", "stock_ocr", "own",
}  # fmt: skip
STAGES = {
    "text": {"profile", "retrieve", "rank", "total", "bare_encoder", "own"},
    "photo": PICTURE,
    "page": PICTURE,
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def report(engine, cache: Path) -> dict[str, Any]:
    try:
        find_fonts()
    except FontMissingError as error:
        pytest.skip(str(error))
    reader = PictureReader(cache)
    reader.warm_up()
    return evaluate_ask(
        engine.flow, reader.read_regions, bare_reader(2), QUESTIONS, n_text=2, n_photo=1,
        n_page=1, seed=3,
    )  # fmt: skip


def test_the_report_has_every_stage_of_every_kind(report: dict[str, Any]):
    assert set(report) == {"seed", "text", "photo", "page"}
    assert report["seed"] == 3
    assert {kind: report[kind]["n"] for kind in STAGES} == {"text": 2, "photo": 1, "page": 1}
    for kind, stages in STAGES.items():
        assert set(report[kind]) == stages | {"n"}


@pytest.mark.parametrize(("kind", "stage"), [(kind, stage) for kind in STAGES for stage in sorted(STAGES[kind])])
def test_percentiles_are_in_order(report: dict[str, Any], kind: str, stage: str):
    found = report[kind][stage]
    assert set(found) == {"p50", "p95"}
    assert found["p95"] >= found["p50"]
    assert found["p50"] >= 0


def test_the_parts_make_up_the_whole(report: dict[str, Any]):
    for kind in ("photo", "page"):
        rows = {name: report[kind][name]["p50"] for name in STAGES[kind]}
        assert rows["total"] == pytest.approx(rows["keep"] + rows["read"] + rows["recommend"], abs=0.1)
        assert 0 < rows["first_region"] <= rows["keep"] + rows["read"] + 0.1
        assert rows["stock_ocr"] > 0
        assert 0 < rows["ocr_models"] < rows["read"]
    text = report["text"]
    assert text["bare_encoder"]["p50"] > 0
    assert text["total"]["p50"] >= max(text[name]["p50"] for name in ("profile", "retrieve", "rank"))


def test_a_page_shows_its_first_question_before_it_is_read_to_the_end(report: dict[str, Any]):
    assert report["page"]["first_region"]["p50"] < 0.9 * report["page"]["read"]["p50"]
