"""The corpus: what is known of each text, what may be learned from, and a split that no near-duplicate straddles."""

import gzip
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from eval.corpus import AUTHORED, LOG, TEST_PART, Corpus, LabelledText, is_permitted, read_ability_labels, sample
from eval.near_duplicates import group_near_duplicates
from eval.public_sets import PUBLIC_SETS, MissingSetError, find_set, read_rows
from intent.authored_rows import read_paper_questions, read_requests, read_sample_questions
from intent.profile import NO_SUBJECT, IntentName, IntentSub
from knowledge_graph import ABILITY_CODES, KnowledgeGraph
from shuangshi.preparation import DEMO_FOLDER
from store.region_files import read_region
from store.training_log import CorrectedQuestion
from tests.eval.public_set_folder import put_set

TAG = "知识点(高中)/力与运动/相互作用/摩擦力/滑动摩擦力"
NINE = {"语文", "数学", "英语", "物理", "化学", "生物", "历史", "地理", "道德与法治"}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    put_set(folder, "gaokao_bench", [
        {"id": "g1", "question": "我国的根本大法是什么", "subject": "政治", "stage": "高中"},
        {"id": "g2", "question": "用计算机处理表格的步骤", "subject": "信息技术", "stage": "高中"},
    ])  # fmt: skip
    put_set(folder, "cjeval", [
        {"id": "c1", "question": "测量物体的长度时应怎样读数", "subject": "物理", "stage": "初中", "difficulty": "较难",
         "knowledge_points": ["长度的测量", "从未见过的知识点"]},
        {"id": "c2", "question": "", "subject": "物理", "stage": "初中", "difficulty": "一般", "knowledge_points": []},
    ])  # fmt: skip
    put_set(
        folder, "tal_scq5k_zh", [{"id": "t1", "question": "鸡兔同笼，共十个头", "difficulty": "3", "subject": "数学"}]
    )
    put_set(folder, "physics_kp", [
        {"id": "p1", "text": "关于摩擦力的方向", "subject": "物理", "tags": [TAG]},
    ])  # fmt: skip
    put_set(folder, "conceptmath_zh", [
        {"id": "m1", "question": "三加四等于几", "subject": "数学", "stage": "小学", "concept_path": ["数", "加法"]},
    ])  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def corpus(graph: KnowledgeGraph, data_dir: Path) -> Corpus:
    return Corpus.load(graph, read_region(DEMO_FOLDER, graph), data_dir)


def test_labels_are_legal(corpus: Corpus, graph: KnowledgeGraph):
    assert {text.subject for text in corpus.texts} == NINE | {NO_SUBJECT, None}
    assert {text.stage for text in corpus.texts} == {"初中", "高中", None}
    assert {text.ability for text in corpus.texts} == {*ABILITY_CODES, None}
    assert all(text.difficulty is None or 0 <= text.difficulty <= 1 for text in corpus.texts)
    assert all(point in graph for text in corpus.texts for point in text.points)
    intents = {tuple(text.intent.split("/")) for text in corpus.texts if text.intent}
    assert {name for name, _ in intents} == set(get_args(IntentName))
    assert {sub for _, sub in intents} == set(get_args(IntentSub))
    assert all(text.text.strip() for text in corpus.texts)


def test_distress_is_known_of_what_students_type_and_agrees_with_the_intent(corpus: Corpus):
    typed = [text for text in corpus.texts if text.intent]
    assert all(text.distress is (text.intent == "personal_growth/distress") for text in typed)
    assert sum(text.distress is True for text in corpus.texts) > 500
    assert sum(text.distress is False for text in corpus.texts) > 5000


def test_public_labels_become_ours(corpus: Corpus):
    found = {text.id: text for text in corpus.texts if text.source != AUTHORED}
    assert found["g1"].subject == "道德与法治"
    assert found["g2"].subject is None
    assert found["c1"].difficulty == 0.7
    assert found["t1"].difficulty == 0.75
    assert found["p1"].stage == "高中"
    assert found["p1"].points
    assert "c2" not in found, "a row without a question"
    assert "m1" not in found, "a row of another stage"


def test_only_permissive_sets_may_teach_default_weights(corpus: Corpus):
    permitted = {text.source for text in corpus.texts if is_permitted(text)}
    assert permitted == {AUTHORED, "gaokao_bench", "tal_scq5k_zh"}


def test_what_is_measured_is_not_learned_from_nor_anything_like_it(corpus: Corpus):
    groups: dict[int, set[int]] = {}
    for group, part in zip(corpus.groups.group_of.tolist(), corpus.parts.tolist(), strict=True):
        groups.setdefault(group, set()).add(part)
    assert all(len(parts) == 1 for parts in groups.values())
    assert corpus.groups.crossing(0) > 100, "a split by single text would have torn pairs apart"
    shares = Counter(corpus.parts.tolist())
    assert all(0.08 < count / len(corpus.texts) < 0.12 for count in shares.values())


def test_a_public_question_keeps_its_part_whatever_else_is_there(corpus: Corpus):
    public = [text for text in corpus.texts if text.source != AUTHORED]
    alone = Corpus(public, group_near_duplicates([text.plain for text in public]))
    parts = dict(zip((text.id for text in corpus.texts if text.source != AUTHORED),
                     (int(p) for t, p in zip(corpus.texts, corpus.parts, strict=True) if t.source != AUTHORED),
                     strict=True))  # fmt: skip
    assert dict(zip((text.id for text in public), alone.parts.tolist(), strict=True)) == parts


def test_choosing_takes_parts_and_wishes(corpus: Corpus):
    chosen = corpus.choose(lambda text: text.intent is not None, TEST_PART)
    assert 0 < len(chosen) < len(corpus.choose(lambda text: text.intent is not None))
    assert all(text.intent for text in chosen)


def test_a_sample_is_bounded_in_order_and_of_its_seed():
    texts = [LabelledText(str(i), AUTHORED) for i in range(50)]
    assert sample(texts, 100, 0) == texts
    some = sample(texts, 10, 0)
    assert some == sorted(some, key=texts.index)
    assert some == sample(texts, 10, 0) != sample(texts, 10, 1)


def test_the_content_hash_changes_with_a_label():
    one, other = (Corpus([LabelledText("浮力", AUTHORED, subject=s)], group_near_duplicates(["浮力"])) for s in "AB")
    assert one.content_hash != other.content_hash


def test_every_sample_question_and_request_is_about_a_point(graph: KnowledgeGraph):
    questions = list(read_sample_questions())
    assert all(question.point in graph for question in questions)
    assert len({question.text for question in questions}) == len(questions)
    per_level = Counter(question.level[0] for question in questions)
    assert max(per_level.values()) < 1.1 * min(per_level.values()), "no level is told by how often it is asked"
    requests = {row.point: row.texts for row in read_requests()}
    assert all(point in graph for point in requests)
    assert all(len(set(texts)) == len(texts) >= 4 for texts in requests.values())


def test_requests_cover_every_junior_point(graph: KnowledgeGraph):
    written = {row.point for row in read_requests()}
    assert [point.id for point in graph if point.stage == "初中" and point.id not in written] == []


def test_a_malformed_row_is_named_with_file_and_line(tmp_path: Path):
    (tmp_path / "math.jsonl").write_text('{"point": "a", "texts": ["为什么呢"]}\n{"point": 3}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"math\.jsonl:2"):
        list(read_requests(tmp_path))


def test_ability_labels_are_settled_and_two_passes_agree_mostly():
    labels = read_ability_labels()
    assert set(labels.values()) <= set(ABILITY_CODES)
    levels = Counter(code[0] for code in labels.values())
    assert min(levels.values()) >= 250
    assert len(labels) >= 9 * 150


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


def test_rows_come_packed_or_plain_and_from_every_file_of_a_set(tmp_path: Path, data_dir: Path):
    assert len(list(read_rows("cjeval", data_dir))) == 2
    put_set(tmp_path, "cjeval", [{"question": "一"}])
    with gzip.open(tmp_path / "cjeval" / "valid.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write('{"question": "二"}\n')
    assert [row["question"] for row in read_rows("cjeval", tmp_path)] == ["一", "二"]


def test_papers_are_of_known_subjects_and_no_question_stands_twice(graph: KnowledgeGraph):
    papers = list(read_paper_questions())
    assert {paper.subject for paper in papers} == set(graph.subjects)
    assert all(point in graph for paper in papers for point in paper.points)
    texts = [paper.text for paper in papers] + [question.text for question in read_sample_questions()]
    assert len(set(texts)) == len(texts)
    assert Counter(paper.level[0] for paper in papers)["C"] < 0.15 * len(papers), (
        "levels have their natural proportions"
    )


def test_corrections_are_learned_from_and_known_by_their_source(graph: KnowledgeGraph):
    point = next(iter(graph))
    points = (point.id, "gone.since")
    log = [CorrectedQuestion("q1", "这道题问的是什么", "student", point.subject, points, "B2", None, None)]
    region = read_region(DEMO_FOLDER, graph)
    corpus = Corpus.load(graph, region, None, log)
    (found,) = corpus.choose(lambda text: text.source == LOG)
    assert (found.subject, found.points, found.ability, found.difficulty) == (point.subject, (point.id,), "B2", None)
    assert is_permitted(found)
    assert Corpus.load(graph, region, None).content_hash != corpus.content_hash
