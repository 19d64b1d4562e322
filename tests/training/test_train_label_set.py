"""Heads of a public set's own labels, on made-up sets that stand where the public ones would."""

import random
from pathlib import Path

import pytest

from eval.corpus import Corpus
from eval.standard_rows import find_standard_rows
from eval.understanding import Evaluator
from intent.linking import PointLinker
from intent.profiler import Profiler
from knowledge_graph import KnowledgeGraph
from shuangshi.preparation import DEMO_FOLDER
from store.region_files import read_region
from tests.eval.public_set_folder import put_set
from tests.training.made_up import WORDS, HashingEncoder, piece, sentence
from training.config import HeadConfig, default_config
from training.run import TrainingRun
from training.train_head import NoTextsError, TrainedHead
from training.train_label_set import train_label_set

ENCODER = HashingEncoder()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set whose questions have one or two labels, 150 of them three at once, and a set with one label each."""
    folder, chooser = tmp_path_factory.mktemp("data"), random.Random(0)
    rows = []
    for i in range(500):
        names = tuple(WORDS) if i < 150 else tuple(chooser.sample(list(WORDS), chooser.choice((1, 2))))
        text = "。".join(sentence(chooser, name) for name in names)
        rows.append({"id": f"b{i}", "question": text, "subject": "历史", "stage": "高中", "knowledge_points": names})
    put_set(folder, "baidu_hs", rows)
    concepts = [{"id": f"c{i}", "question": sentence(chooser, name), "subject": "数学", "stage": "初中",
                 "concept_path": ["某章", name]} for i, name in enumerate(60 * tuple(WORDS))]  # fmt: skip
    put_set(folder, "conceptmath_zh", concepts)
    return folder


@pytest.fixture(scope="module")
def corpus(graph: KnowledgeGraph, data_dir: Path) -> Corpus:
    return Corpus.load(graph, read_region(DEMO_FOLDER, graph), data_dir)


def train(name: str, corpus: Corpus, graph: KnowledgeGraph, data_dir: Path, folder: Path) -> TrainedHead:
    config = default_config("label_set", label_set=name)
    assert isinstance(config, HeadConfig)
    return train_label_set(corpus, graph, data_dir, ENCODER, config, TrainingRun(folder, "identity"))


@pytest.fixture(scope="module")
def trained(
    corpus: Corpus, graph: KnowledgeGraph, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> TrainedHead:
    return train("baidu_hs", corpus, graph, data_dir, tmp_path_factory.mktemp("run"))


def test_any_of_the_labels_is_learned_and_the_lead_over_the_svm_has_an_interval(trained: TrainedHead):
    assert trained.fitted.head.classes == sorted(WORDS)
    assert trained.metrics["head"]["micro_f1"].value > 0.9
    lead = trained.metrics["lead over tfidf_svm"]["micro_f1"]
    theirs = trained.metrics["tfidf_svm"]["micro_f1"].value
    assert lead.value == pytest.approx(trained.metrics["head"]["micro_f1"].value - theirs)
    assert lead.lo <= lead.value <= lead.hi
    assert trained.metrics.keys() >= {"majority", "tfidf_svm_tuned", "lead over tfidf_svm_tuned"}


def test_rows_labelled_in_bulk_are_named_and_measured_apart(
    trained: TrainedHead, corpus: Corpus, graph: KnowledgeGraph, data_dir: Path
):
    (rows,) = [rows for rows in find_standard_rows(corpus, data_dir, 1000, 0, ("points",))
               if rows.label_set == "baidu_hs"]  # fmt: skip
    bulk = [row for row in rows.rows if row.slices.get("labels") == "in bulk"]
    assert {row.label for row in bulk} == {tuple(WORDS)}
    assert 0 < len(bulk) < len(rows.rows)
    profiler = Profiler(ENCODER, {}, PointLinker(piece(graph, 3), ENCODER))
    evaluator = Evaluator(profiler, {"baidu_hs": trained.fitted.head}, {})
    found = evaluator.evaluate("points", rows.rows, "baidu_hs")
    assert {"micro_f1", "micro_f1_without_bulk"} <= found.metrics.keys()
    assert f"{len(bulk)} rows have labels that were given to 100 questions and more at once" in found.notes


def test_one_label_each_is_measured_on_every_fold(
    corpus: Corpus, graph: KnowledgeGraph, data_dir: Path, tmp_path: Path
):
    found = train("conceptmath", corpus, graph, data_dir, tmp_path)
    assert found.sizes["test"] == 180, "each question is guessed once"
    assert found.metrics["head"]["r@1"].value > 0.8


def test_an_absent_set_is_named(corpus: Corpus, graph: KnowledgeGraph, data_dir: Path, tmp_path: Path):
    with pytest.raises(NoTextsError, match="physics_kp"):
        train("physics_kp", corpus, graph, data_dir, tmp_path)
