"""Linking on a toy graph of two subjects, with the real encoder."""

import numpy as np
import pytest

from intent.linking import LinkerConfig, PointLinker, point_texts
from knowledge_graph import KnowledgeGraph, KnowledgePoint, Subject, Unit
from models.encoder import TextEncoder

POINTS = {
    "physics": [
        ("浮力", "浸在液体中的物体受到的向上的力。", ("铁做的船为什么能浮在水上", "东西放水里为啥会轻一点")),
        ("欧姆定律", "导体中的电流与电压成正比、与电阻成反比。", ("电压变大电流会怎么变", "U=IR 怎么用")),
        ("光的折射", "光从一种介质斜射入另一种介质时方向改变。", ("筷子插进水里怎么像断了", "池水看着为什么变浅")),
        ("热量计算", "物体温度变化时吸收或放出的热的计算。", ("烧开一壶水要多少热", "比热容怎么算")),
    ],
    "math": [
        ("二次函数的图象", "形如 y=ax²+bx+c 的函数，图象是抛物线。", ("抛物线开口怎么看", "顶点坐标怎么求")),
        ("勾股定理", "直角三角形两直角边的平方和等于斜边的平方。", ("知道两条直角边怎么求斜边", "三四五是怎么回事")),
        ("概率", "随机事件发生的可能性大小。", ("抛硬币正面朝上的可能性多大", "摸球的几率怎么算")),
        ("反比例函数", "形如 y=k/x 的函数，图象是双曲线。", ("双曲线在哪几个象限", "k 是正的图象在哪")),
    ],
}  # fmt: skip
NAMES = {"physics": "物理", "math": "数学"}
NOTHING_KNOWN: dict[str, float] = {}


def toy_graph(points: dict[str, list[tuple[str, str, tuple[str, ...]]]]) -> KnowledgeGraph:
    made = []
    for code, rows in points.items():
        unit = Unit(f"{code}.j.unit", "单元", "主题", NAMES[code], "初中", 8, 1, 1)
        made += [
            KnowledgePoint(f"{unit.id}.p{i}", name, (), definition, asks, (), unit, i)
            for i, (name, definition, asks) in enumerate(rows)
        ]
    return KnowledgeGraph([Subject(code, NAMES[code], (), {}) for code in points], made)


@pytest.fixture(scope="module")
def linker(encoder: TextEncoder) -> PointLinker:
    return PointLinker(toy_graph(POINTS), encoder)


def best_names(linker: PointLinker, encoder: TextEncoder, text: str, prior: dict[str, float]) -> list[str]:
    scores = linker.score(encoder.encode_queries([text]), [text], [prior])
    assert scores.shape == (1, len(linker.points))
    return [point.name for point, _ in linker.best(scores[0])]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("钢铁造的轮船那么重，怎么不会沉下去", "浮力"), ("筷子放在水杯里看起来弯了", "光的折射"),
        ("掷硬币出现正面的机会是多少", "概率"), ("直角三角形两条短边是 6 和 8，最长的边是几", "勾股定理"),
        ("电压加倍，电流变成几倍", "欧姆定律"),
    ],
)  # fmt: skip
def test_a_colloquial_question_finds_its_point(linker: PointLinker, encoder: TextEncoder, text: str, name: str):
    assert best_names(linker, encoder, text, NOTHING_KNOWN)[0] == name


def test_every_point_is_found_by_its_own_words(linker: PointLinker, encoder: TextEncoder):
    for point in linker.points:
        for text in point_texts(point):
            assert best_names(linker, encoder, text, NOTHING_KNOWN)[0] == point.name, text


def test_a_certain_subject_moves_its_points_up(linker: PointLinker, encoder: TextEncoder):
    text = "水里的图象怎么看"
    physics, mathematics = (best_names(linker, encoder, text, {name: 1.0}) for name in ("物理", "数学"))
    assert physics[0] in [name for name, _, _ in POINTS["physics"]]
    assert mathematics[0] in [name for name, _, _ in POINTS["math"]]


def test_the_prior_adds_the_same_to_every_point_of_its_subject(linker: PointLinker, encoder: TextEncoder):
    text = "这道题怎么做"
    vector = encoder.encode_queries([text])
    plain, moved = (linker.score(vector, [text], [prior])[0] for prior in (NOTHING_KNOWN, {"物理": 0.5, "none": 0.5}))
    for point, step in zip(linker.points, moved - plain, strict=True):
        expected = linker.config.subject_weight * 0.5 if point.subject == "物理" else 0.0
        assert step == pytest.approx(expected, abs=1e-5)


def test_confidences_are_sorted_and_share_at_most_one(linker: PointLinker, encoder: TextEncoder):
    texts = ["浮力", "双曲线", "你好", "x", "水里的光"]
    rows = linker.score(encoder.encode_queries(texts), texts, [NOTHING_KNOWN] * len(texts))
    for row in rows:
        found = linker.best(row)
        confidences = [confidence for _, confidence in found]
        assert len(found) == 5
        assert len({point.id for point, _ in found}) == 5
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 <= confidence <= 1 for confidence in confidences)
        assert sum(confidences) <= 1 + 1e-6
        assert [point.id for point, _ in linker.best(row, 2)] == [point.id for point, _ in found[:2]]


def test_a_clear_question_is_linked_with_more_confidence_than_a_vague_one(linker: PointLinker, encoder: TextEncoder):
    texts = ["用勾股定理求直角三角形的斜边", "这个怎么弄"]
    clear, vague = linker.score(encoder.encode_queries(texts), texts, [NOTHING_KNOWN] * 2)
    assert linker.best(clear)[0][1] > linker.best(vague)[0][1]


def test_texts_are_scored_each_for_itself(linker: PointLinker, encoder: TextEncoder):
    texts = ["浮力的方向", "抛物线的顶点"]
    priors = [{"物理": 0.9}, {"数学": 0.7}]
    vectors = encoder.encode_queries(texts)
    together = linker.score(vectors, texts, priors)
    alone = [linker.score(vectors[i : i + 1], texts[i : i + 1], priors[i : i + 1])[0] for i in range(2)]
    np.testing.assert_allclose(together, np.stack(alone), atol=1e-4)


@pytest.mark.parametrize(("dense_weight", "finds"), [(1.0, "浮力"), (0.0, "勾股定理")])
def test_the_weight_decides_between_meaning_and_wording(encoder: TextEncoder, dense_weight: float, finds: str):
    """Meaning alone knows that a ship floats; wording alone still finds what is called by its name."""
    linker = PointLinker(toy_graph(POINTS), encoder, LinkerConfig(dense_weight=dense_weight))
    text = {"浮力": "轮船为啥不沉", "勾股定理": "勾股定理是啥"}[finds]
    assert best_names(linker, encoder, text, NOTHING_KNOWN)[0] == finds


def test_a_graph_of_one_point_is_no_special_case(encoder: TextEncoder):
    linker = PointLinker(toy_graph({"math": POINTS["math"][:1]}), encoder)
    row = linker.score(encoder.encode_queries(["浮力"]), ["浮力"], [{"数学": 1.0}])[0]
    [(point, confidence)] = linker.best(row)
    assert point.name == "二次函数的图象"
    assert confidence == pytest.approx(1, abs=1e-5)
