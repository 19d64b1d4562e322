"""Where the heads' examples come from: authored sources alone, public sets where they may take part."""

import gzip
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from eval.public_sets import PUBLIC_SETS, MissingSetError, find_set, read_rows
from intent.profile import IntentName, IntentSub
from intent.profiler import HEAD_NAMES
from knowledge_graph import ABILITY_CODES, KnowledgeGraph
from shuangshi.preparation import DEMO_FOLDER
from store.region_files import Region, read_region
from training.examples import Example, Sources, examples_for

NINE = {"语文", "数学", "英语", "物理", "化学", "生物", "历史", "地理", "道德与法治"}
LEAK = "研究专用的题目，不可外传"


def put_set(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    path = folder / name / PUBLIC_SETS[name].file
    path.parent.mkdir(parents=True)
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(text)


@pytest.fixture(scope="module")
def region(graph: KnowledgeGraph) -> Region:
    return read_region(DEMO_FOLDER, graph)


@pytest.fixture(scope="module")
def authored(graph: KnowledgeGraph, region: Region) -> Sources:
    return Sources(graph, region, None, research=False)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for name in ("cjeval", "baidu_hs"):
        labels = {"subject": "物理", "stage": "初中", "difficulty": "较难"}
        put_set(folder, name, [{"question": f"{LEAK} {name} {i}", **labels} for i in range(3)])
    put_set(folder, "gaokao_bench", [
        {"question": "我国的根本大法", "subject": "政治", "stage": "高中"},
        {"question": "信息的编码", "subject": "信息技术", "stage": "高中"},
        {"question": "求函数的极值", "subject": "数学", "stage": "高中"},
    ])  # fmt: skip
    put_set(folder, "tal_scq5k_zh", [{"question": f"鸡兔同笼，共 {i} 个头"} for i in range(1500)])
    return folder


@pytest.mark.parametrize("head", HEAD_NAMES)
def test_authored_text_alone_teaches_every_head(authored: Sources, head: str):
    examples = examples_for(head, authored)
    assert len(examples) > 100
    assert {example.source for example in examples} == {"authored"}
    assert all(example.text.strip() for example in examples)
    assert len({str(example.label) for example in examples}) >= (1 if head == "stage" else 2)


def check_labels(head: str, examples: list[Example]) -> None:
    labels = {example.label for example in examples}
    if head == "subject":
        assert labels == NINE | {"none"}
    elif head == "stage":
        assert labels <= {"初中", "高中"}
    elif head == "ability":
        assert labels <= set(ABILITY_CODES)
    elif head == "difficulty":
        assert all(isinstance(label, float) and 0 <= label <= 1 for label in labels)
    else:
        pairs = [str(label).split("/") for label in labels]
        assert all(len(pair) == 2 for pair in pairs)
        assert {name for name, _ in pairs} == set(get_args(IntentName))
        assert {sub for _, sub in pairs} <= set(get_args(IntentSub))


@pytest.mark.parametrize("head", HEAD_NAMES)
def test_labels_are_legal(authored: Sources, data_dir: Path, head: str):
    check_labels(head, examples_for(head, authored))
    for research in (False, True):
        check_labels(head, examples_for(head, Sources(authored.graph, authored.region, data_dir, research)))


@pytest.mark.parametrize("head", HEAD_NAMES)
def test_research_only_sets_take_part_only_when_asked_for(authored: Sources, data_dir: Path, head: str):
    permitted = examples_for(head, Sources(authored.graph, authored.region, data_dir, research=False))
    assert not [example for example in permitted if LEAK in example.text]
    assert all(example.source == "authored" or PUBLIC_SETS[example.source].permissive for example in permitted)
    research = examples_for(head, Sources(authored.graph, authored.region, data_dir, research=True))
    found = {example.source for example in research if LEAK in example.text}
    assert found == {
        "subject": {"cjeval", "baidu_hs"}, "stage": {"cjeval", "baidu_hs"}, "difficulty": {"cjeval"},
    }.get(head, set())  # fmt: skip


def test_public_labels_become_ours(authored: Sources, data_dir: Path):
    sources = Sources(authored.graph, authored.region, data_dir, research=True)
    subjects = {example.text: example.label for example in examples_for("subject", sources)}
    assert subjects["我国的根本大法"] == "道德与法治"
    assert subjects["求函数的极值"] == "数学"
    assert "信息的编码" not in subjects
    hard = [example.label for example in examples_for("difficulty", sources) if example.source == "cjeval"]
    assert hard == [0.7] * 3


def test_a_large_set_is_sampled_by_seed(authored: Sources, data_dir: Path):
    def sampled(seed: int) -> list[str]:
        sources = Sources(authored.graph, authored.region, data_dir, research=False, seed=seed)
        return [example.text for example in examples_for("subject", sources) if example.source == "tal_scq5k_zh"]

    assert sampled(0) == sampled(0)
    assert len(set(sampled(0))) == 1200
    assert sampled(0) != sampled(1)


def test_a_missing_set_is_left_out(authored: Sources, tmp_path: Path):
    sources = Sources(authored.graph, authored.region, tmp_path, research=True)
    assert examples_for("subject", sources) == examples_for("subject", authored)


def test_an_unknown_head_is_refused_with_the_known_ones(authored: Sources):
    with pytest.raises(ValueError, match="mood") as caught:
        examples_for("mood", authored)
    assert all(name in str(caught.value) for name in HEAD_NAMES)


@pytest.mark.parametrize("name", PUBLIC_SETS)
def test_a_set_that_is_not_there_says_where_it_comes_from(tmp_path: Path, name: str):
    assert find_set(name, tmp_path) is None
    assert find_set(name, None) is None
    with pytest.raises(MissingSetError) as caught:
        next(read_rows(name, tmp_path))
    for part in (name, PUBLIC_SETS[name].source, PUBLIC_SETS[name].file, str(tmp_path)):
        assert part in str(caught.value)
    with pytest.raises(MissingSetError, match="SHUANGSHI_DATA_DIR"):
        next(read_rows(name, None))


def test_rows_come_packed_or_plain(tmp_path: Path, data_dir: Path):
    assert len(list(read_rows("cjeval", data_dir))) == 3
    (tmp_path / "conceptmath_zh").mkdir()
    (tmp_path / "conceptmath_zh" / "conceptmath_zh.jsonl").write_text('{"question": "圆的面积"}\n', encoding="utf-8")
    assert list(read_rows("conceptmath_zh", tmp_path)) == [{"question": "圆的面积"}]
