"""Small made-up texts that a linear head can tell apart, a piece of the graph, and an encoder that only hashes."""

import hashlib
import random
from collections.abc import Sequence

import numpy as np

from eval.corpus import AUTHORED, Corpus, LabelledText
from eval.near_duplicates import group_near_duplicates
from intent.authored_rows import read_requests
from knowledge_graph import KnowledgeGraph
from models.encoder import Vectors

WORDS = {
    "数学": ["方程", "三角形", "函数", "抛物线", "根号", "分式"],
    "物理": ["浮力", "电流", "凸透镜", "压强", "摩擦力", "电阻"],
    "历史": ["变法", "战争", "皇帝", "条约", "革命", "起义"],
}
FILLERS = ["请问", "老师", "这题", "怎么", "为什么", "求", "说明", "下列", "关于", "正确", "不懂", "帮忙"]


class HashingEncoder:
    """Deterministic vectors without weights: the sum of a pseudo-random vector per character, of unit length."""

    hash = "hashing-encoder"
    dimension = 48

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = np.stack([self._row(text) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    encode_passages = encode_queries

    def _row(self, text: str) -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(c.encode()).digest()[:8]) for c in text or " "]
        return np.sum([np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds], axis=0)


def sentence(chooser: random.Random, subject: str) -> str:
    words = [chooser.choice(FILLERS) for _ in range(3)] + chooser.sample(WORDS[subject], 2)
    chooser.shuffle(words)
    return "".join(words) + str(chooser.randint(1, 999)) + "？"


def sentences(classes: Sequence[str], count: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """(texts, labels), `count` of each class in turn."""
    chooser = random.Random(seed)
    labels = [label for _ in range(count) for label in classes]
    return [sentence(chooser, label) for label in labels], labels


def piece(graph: KnowledgeGraph, count: int) -> KnowledgeGraph:
    """The graph of the first points of 初中 physics."""
    return KnowledgeGraph([graph.subjects["物理"]], graph.points_of("物理", "初中")[:count])


def requests_about(piece: KnowledgeGraph) -> list[LabelledText]:
    """What pupils say who mean a point of it."""
    return [LabelledText(text, AUTHORED, form="request", subject="物理", stage="初中", points=(row.point,))
            for row in read_requests() if row.point in piece for text in row.texts]  # fmt: skip


def make_corpus(texts: list[LabelledText]) -> Corpus:
    """A corpus of these texts, near-duplicates together."""
    return Corpus(texts, group_near_duplicates([text.plain for text in texts]))
