"""What holds of every index of answered questions, wherever it keeps them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine
from sqlalchemy import text as sql

from models.encoder import TextEncoder, Vectors
from recommender.answers.disk import DiskAnswers
from recommender.answers.postgres import PostgresAnswers
from recommender.content_index import ContentIndex
from recommender.items import AnswerItem, ItemChange, MicroCourseItem
from tests.store.conftest import make_database

SUBJECTS = {"数学", "物理"}
QUESTIONS = {
    "roots": ("数学", "不解方程，判断 2x²-3x+2=0 的根的情况，并说明理由"),
    "buoyancy": ("物理", "一个木块浮在水面上，露出水面的体积是总体积的三分之一，求它受到的浮力"),
    "angles": ("数学", "三角形的一个外角等于 120°，与它不相邻的一个内角是 50°，求另外两个内角"),
    "pressure": ("物理", "潜水员下潜到 20 m 深处，求海水对他产生的压强"),
    "factor": ("数学", "把 x³-4x 分解因式，要分解到不能再分解为止"),
}


class Home(Protocol):
    """Where an index of one kind lives; opening it again gives what was saved."""

    def open(self) -> ContentIndex: ...

    def close(self, index: ContentIndex) -> None: ...


class MemoryHome:
    """All in memory, saved as one file."""

    def __init__(self, folder: Path, encoder: TextEncoder) -> None:
        self._path, self._encoder = folder / "content.npz", encoder

    def open(self) -> ContentIndex:
        return ContentIndex.load(self._path, self._encoder) if self._path.exists() else ContentIndex(self._encoder)

    def close(self, index: ContentIndex) -> None:
        index.save(self._path)


class DiskHome:
    """Answers on disk."""

    def __init__(self, folder: Path, encoder: TextEncoder) -> None:
        self._folder, self._encoder = folder, encoder
        self._answers: list[DiskAnswers] = []

    def open(self) -> ContentIndex:
        answers = DiskAnswers(self._folder / "answers", self._encoder.hash, self._encoder.dimension, "")
        self._answers.append(answers)
        path = self._folder / "content.npz"
        if path.exists():
            return ContentIndex.load(path, self._encoder, answers)
        return ContentIndex(self._encoder, "", answers)

    def close(self, index: ContentIndex) -> None:
        index.save(self._folder / "content.npz")
        self._answers.pop().close()


class PostgresHome:
    """Answers in PostgreSQL."""

    def __init__(self, engine: Engine, folder: Path, encoder: TextEncoder) -> None:
        self._engine, self._path, self._encoder = engine, folder / "content.npz", encoder
        with engine.begin() as connection:
            connection.execute(sql("DROP SCHEMA IF EXISTS answer_index CASCADE"))

    def open(self) -> ContentIndex:
        answers = PostgresAnswers(self._engine, self._encoder.hash, self._encoder.dimension, "")
        if self._path.exists():
            return ContentIndex.load(self._path, self._encoder, answers)
        return ContentIndex(self._encoder, "", answers)

    def close(self, index: ContentIndex) -> None:
        index.save(self._path)


KINDS = ("memory", "disk", "postgres")
MakeHome = Callable[[str, Path, TextEncoder], Home]


@pytest.fixture(scope="module")
def make_home(postgres_url: str) -> Iterator[MakeHome]:
    engine = create_engine(make_database(postgres_url, "conformance"))
    homes = {"memory": MemoryHome, "disk": DiskHome, "postgres": partial(PostgresHome, engine)}
    yield lambda kind, folder, encoder: homes[kind](folder, encoder)
    engine.dispose()


@pytest.fixture(params=KINDS)
def home(request: pytest.FixtureRequest, make_home: MakeHome, tmp_path: Path, encoder: TextEncoder) -> Home:
    return make_home(request.param, tmp_path, encoder)


@pytest.fixture
def index(home: Home) -> Iterator[ContentIndex]:
    index = home.open()
    index.apply([put(number, item_id) for number, item_id in enumerate(QUESTIONS, start=1)])
    yield index
    home.close(index)


def put(sequence: int, item_id: str, question: str | None = None) -> ItemChange:
    subject, own = QUESTIONS[item_id]
    item = AnswerItem(
        id=item_id, title=item_id, subject=subject, points=(), level="B1", difficulty=0.5, question=question or own
    )  # fmt: skip
    return ItemChange(sequence=sequence, kind="answer", item_id=item_id, item=item)


def withdraw(sequence: int, item_id: str) -> ItemChange:
    return ItemChange(sequence=sequence, kind="answer", item_id=item_id, item=None)


def ask(index: ContentIndex, encoder: TextEncoder, text: str, facets: set[str] | None = None) -> dict[str, float]:
    found = index.search("answer", encoder.encode_queries([text]), text, SUBJECTS if facets is None else facets)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    return {item.id: score for item, score in found}


def best(index: ContentIndex, encoder: TextEncoder, text: str) -> str:
    return next(iter(ask(index, encoder, text)))


def test_a_damaged_copy_finds_its_question_first(index: ContentIndex, encoder: TextEncoder):
    assert best(index, encoder, "木央浮在水面，露出的体积是总体的三分之一求受到的浮力") == "buoyancy"
    assert best(index, encoder, "不解方程判断 2x^2-3x+2=O 的根的情兄") == "roots"


def test_meaning_finds_what_is_said_in_other_words(index: ContentIndex, encoder: TextEncoder):
    assert best(index, encoder, "木头漂在水里，水托着它的力多大") == "buoyancy"


def test_facets_narrow(index: ContentIndex, encoder: TextEncoder):
    assert set(ask(index, encoder, "求浮力", {"物理"})) == {"buoyancy", "pressure"}
    assert ask(index, encoder, "求浮力", {"化学"}) == {}
    assert ask(index, encoder, "求浮力", set()) == {}


def test_a_topic_is_a_facet_as_well(index: ContentIndex, encoder: TextEncoder):
    general = AnswerItem(id="notes", title="错题本", subject=None, topic="study_method", points=(), level="A2",
                         difficulty=0.2, question="错题本怎么用才有效果")  # fmt: skip
    index.apply([ItemChange(sequence=9, kind="answer", item_id="notes", item=general)])
    assert set(ask(index, encoder, "错题本", {"study_method"})) == {"notes"}


def test_a_changed_answer_is_found_by_its_new_text_alone(index: ContentIndex, encoder: TextEncoder):
    index.apply([put(6, "roots", "地球为什么有四季，说一说原因")])
    found = index.search("answer", encoder.encode_queries(["四季变化的原因"]), "四季变化的原因", SUBJECTS)
    assert isinstance(found[0][0], AnswerItem)
    assert (found[0][0].id, found[0][0].question) == ("roots", "地球为什么有四季，说一说原因")
    assert len(found) == len(index) == len(QUESTIONS)


def test_the_withdrawn_is_not_shown(index: ContentIndex, encoder: TextEncoder):
    index.apply([withdraw(6, "angles")])
    assert set(ask(index, encoder, QUESTIONS["angles"][1])) == QUESTIONS.keys() - {"angles"}
    assert index.find("angles") is None
    with pytest.raises(KeyError):
        index.get("angles")
    assert (index.sequence, len(index)) == (6, 4)


def test_seen_changes_are_passed_over(index: ContentIndex):
    assert index.apply([withdraw(2, "buoyancy")]) == 0
    assert index.get("buoyancy").id == "buoyancy"


def test_opened_again_it_answers_the_same(index: ContentIndex, home: Home, encoder: TextEncoder):
    index.apply([withdraw(6, "angles"), put(7, "factor", "把 a²-b² 分解因式")])
    before = ask(index, encoder, "分解因式 x²-9")
    home.close(index)
    index = home.open()
    assert (index.sequence, len(index)) == (7, 4)
    assert ask(index, encoder, "分解因式 x²-9") == pytest.approx(before, abs=2e-3)


def test_other_kinds_live_beside_answers(index: ContentIndex, home: Home, encoder: TextEncoder):
    course = MicroCourseItem(id="float", title="浮力", subject="物理", points=(), levels=("A1",), difficulty=0.3,
                             minutes=5, has_video=False, text="浮力是什么")  # fmt: skip
    index.apply([ItemChange(sequence=6, kind="micro_course", item_id="float", item=course)])
    home.close(index)
    index = home.open()
    vector = encoder.encode_queries(["浮力"])
    assert [item.id for item, _ in index.search("micro_course", vector, "浮力", {"物理"})] == ["float"]
    assert (index.get("float"), len(index)) == (course, 6)


def test_a_copy_with_changes_leaves_small_kinds_as_they_were(index: ContentIndex):
    later = index.with_changes([withdraw(6, "roots")])
    assert later.find("roots") is None
    assert later.sequence == 6


def test_scores_are_the_same_wherever_answers_are_kept(make_home: MakeHome, tmp_path: Path, encoder: TextEncoder):
    scores = {}
    for name in KINDS:
        (tmp_path / name).mkdir()
        home = make_home(name, tmp_path / name, encoder)
        index = home.open()
        index.apply([put(number, item_id) for number, item_id in enumerate(QUESTIONS, start=1)])
        scores[name] = ask(index, encoder, "木块受到的浮力是多少")
        home.close(index)
    assert scores["disk"] == pytest.approx(scores["memory"], abs=0.02)
    assert scores["postgres"] == pytest.approx(scores["memory"], abs=0.02)


class LetterEncoder:
    """Counts letters: quick enough for many random changes."""

    hash, dimension = "letters", 8

    def encode_queries(self, texts: list[str]) -> Vectors:
        counts = np.array([[1 + text.count(letter) for letter in "abcdefgh"] for text in texts], np.float32)
        counts = counts.reshape(-1, self.dimension)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    encode_passages = encode_queries


CHANGES = st.lists(st.tuples(st.integers(0, 5), st.none() | st.text("abcdefgh", min_size=3, max_size=12)), max_size=12)


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, batch=st.integers(1, 4))
def test_exactly_what_is_there_is_found(
    kind: str, changes: list[tuple[int, str | None]], batch: int, make_home: MakeHome,
    tmp_path_factory: pytest.TempPathFactory,
):  # fmt: skip
    encoder, expected = LetterEncoder(), {}
    home = make_home(kind, tmp_path_factory.mktemp("index"), encoder)
    index = home.open()
    rows = []
    for sequence, (number, text) in enumerate(changes, start=1):
        item = text and AnswerItem(id=f"q{number}", title="", subject="数学", points=(), level="A1", difficulty=0,
                                   question=text)  # fmt: skip
        rows.append(ItemChange(sequence=sequence, kind="answer", item_id=f"q{number}", item=item or None))
    for start in range(0, len(rows), batch):
        index.apply(rows[start : start + batch])
    expected = {row.item_id: row.item for row in rows}
    for again in (False, True):
        if again:
            home.close(index)
            index = home.open()
        found = index.search("answer", encoder.encode_queries(["abc"]), "abc", SUBJECTS)
        assert {item.id: item for item, _ in found} == {i: item for i, item in expected.items() if item}
        assert index.sequence == len(rows)
    home.close(index)
