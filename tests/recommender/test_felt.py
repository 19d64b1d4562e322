"""A lesson that did not fit leads on: to the neighbouring level, to what comes before, or to what follows."""

from datetime import UTC, datetime

import pytest

from knowledge_graph import KnowledgeGraph
from recommender.felt import Felt, FeltCourse, find_step
from recommender.items import ItemChange, MicroCourseItem
from recommender.main_flow import MainFlow
from recommender.student import StudentContext

POINT = "math.j.quadratic-equation.discriminant"
NOW = datetime(2026, 9, 7, 19, tzinfo=UTC)


def course(id_: str, point: str, *levels: str) -> MicroCourseItem:
    return MicroCourseItem(id=id_, title=f"课{id_}", subject="数学", points=(point,), levels=levels, difficulty=0.5,
                           minutes=5, has_video=False, text=f"一元二次方程根的判别式 {id_}")  # fmt: skip


def felt(graph: KnowledgeGraph, id_: str, kind: Felt, *levels: str) -> dict[str, FeltCourse]:
    return {id_: FeltCourse.of(course(id_, POINT, *levels), kind, graph)}


@pytest.mark.parametrize(("kind", "levels", "size"), [
    ("too_hard", ("A3",), 1.0), ("too_hard", ("A1", "A2"), 0.6), ("too_hard", ("B1",), None),
    ("too_hard", ("B2",), None),
    ("too_easy", ("B2",), 1.0), ("too_easy", ("C1",), 0.6), ("too_easy", ("A3", "B1"), None),
])  # fmt: skip
def test_a_step_on_the_same_point_goes_the_right_way_and_the_neighbouring_level_is_best(graph, kind, levels, size):
    step = find_step(course("x", POINT, *levels), felt(graph, "f", kind, "B1"))
    assert (step.size if step else None) == size


def test_a_step_to_another_point_goes_along_the_prerequisites(graph: KnowledgeGraph):
    before, after = next(iter(graph.prerequisites(POINT))), next(iter(graph.dependants(POINT)))
    steps = {
        (kind, point): find_step(course("x", point, "B1"), felt(graph, "f", kind, "B1"))
        for kind in ("too_hard", "too_easy") for point in (before, after)
    }  # fmt: skip
    led = {key: step.point for key, step in steps.items() if step}
    assert led == {("too_hard", before): before, ("too_easy", after): after}


def test_a_course_is_no_step_from_itself_and_nothing_from_nothing(graph):
    assert find_step(course("f", POINT, "A1"), felt(graph, "f", "too_hard", "B1")) is None
    assert find_step(course("x", POINT, "A1"), {}) is None


@pytest.fixture(scope="module")
def flow(engine) -> MainFlow:
    """The real engine, with three lessons on one point added."""
    index = engine.flow.index
    lessons = [course("easy", POINT, "A3"), course("usual", POINT, "B1"), course("far", POINT, "B2")]
    start = index.sequence
    added = index.with_changes(
        ItemChange(sequence=start + i + 1, kind="micro_course", item_id=item.id, item=item)
        for i, item in enumerate(lessons)
    )
    return MainFlow(engine.flow.graph, engine.flow.profiler, added)


def recommend(flow: MainFlow, **student) -> dict[str, list[str]]:
    found = flow.recommend("一元二次方程根的判别式怎么用", StudentContext(now=NOW, **student))
    return {item.id: item.reasons for item in found.micro_courses}


@pytest.mark.parametrize(("kind", "first", "word"), [("too_hard", "easy", "偏难"), ("too_easy", "far", "偏简单")])
def test_the_next_recommendation_moves_at_once_and_says_why(flow, kind, first, word):
    before, after = recommend(flow), recommend(flow, felt={"usual": kind})
    assert "usual" in before
    assert "usual" not in after
    assert next(iter(after)) == first
    assert any(f"因为你觉得《课usual》{word}" in reason for reason in after[first])


def test_without_personalisation_nothing_moves(flow):
    plain = recommend(flow, personalised=False)
    assert recommend(flow, personalised=False, felt={"usual": "too_hard"}) == plain


def test_what_was_felt_of_a_lesson_that_is_gone_does_not_matter(flow):
    assert recommend(flow, felt={"withdrawn": "too_hard"}) == recommend(flow)
