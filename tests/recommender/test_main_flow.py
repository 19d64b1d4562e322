"""The main job on the demo region with the real encoder, heads and index."""

import re
from pathlib import Path

import numpy as np
import pytest

from intent.question_text import QuestionTextError
from knowledge_graph import KnowledgeGraph
from recommender import main_flow
from recommender.main_flow import MainFlow
from recommender.student import StudentContext
from tests.evidence import answered

QUESTIONS = {
    "数学": "已知关于 x 的一元二次方程 x²-4x+m=0 有两个相等的实数根，求 m 的值。",
    "物理": "一个重 5 N 的木块漂浮在水面上，求它受到的浮力。",
    "化学": "写出碳酸钙与稀盐酸反应的化学方程式，并说出现象。",
    "生物": "绿色植物的光合作用为什么要在光下进行？叶绿体起什么作用？",
    "历史": "洋务运动为什么没有使中国富强起来？",
    "地理": "为什么北京冬季比同纬度的地方冷？季风有什么影响？",
    "道德与法治": "公民的基本权利和义务有什么关系？为什么说权利和义务相统一？",
    "语文": "“白发三千丈”用了什么修辞手法？有什么表达效果？",
    "英语": "He has lived here ______ 2015. A. for B. since C. in D. from",
}


@pytest.fixture(scope="module")
def flow(engine) -> MainFlow:
    return engine.flow


def test_the_main_flow_reads_in_one_short_file():
    assert len(Path(main_flow.__file__).read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("subject", QUESTIONS)
def test_each_subject_gets_three_lists_with_reasons(flow: MainFlow, graph: KnowledgeGraph, subject: str):
    found = flow.recommend(QUESTIONS[subject], StudentContext())
    assert found.profile.subject == subject
    assert 1 <= len(found.profile.knowledge_points) <= 5
    confidences = [point.confidence for point in found.profile.knowledge_points]
    assert confidences == sorted(confidences, reverse=True)
    assert all(graph.get_point(p.id).name == p.name for p in found.profile.knowledge_points)
    for items in (found.micro_courses, found.answers, found.teachers):
        assert items
        assert all(item.reasons and all(item.reasons) for item in items)
        assert len({item.id for item in items}) == len(items)
    assert set(found.timings_ms) == {"read", "profile", "retrieve", "rank", "total"}


def test_the_students_own_question_is_recognised(flow: MainFlow):
    answer = next(item for item in flow.index.items("answer") if item.id == "qa-math-001")
    found = flow.recommend("老师，这题不会：" + answer.question, StudentContext())
    assert found.answers[0].id == answer.id
    assert found.answers[0].near_duplicate
    assert any("几乎相同" in reason for reason in found.answers[0].reasons)


def test_a_known_weak_prerequisite_is_named_with_its_mastery(flow: MainFlow, graph: KnowledgeGraph):
    """Where a course teaches a weak prerequisite of the wanted point, its reason says so, truthfully."""
    courses = flow.index.items("micro_course")
    taught = {point: course for course in courses for point in course.points}
    wanted, needed = next(
        (point, needed) for point in graph for needed in point.prerequisites
        if needed in taught and point.id not in taught and point.subject == "数学"
    )  # fmt: skip
    profile = flow.recommend(wanted.asks[0], StudentContext()).profile.model_copy(
        update={"subject": "数学", "knowledge_points": [{"id": wanted.id, "name": wanted.name, "confidence": 1.0}]}
    )
    profile = type(profile).model_validate(profile.model_dump(warnings=False))
    student = StudentContext(student="x", mastery={needed: answered(0, 1)})
    shown = flow.recommend(wanted.asks[0], student, profile).micro_courses
    reasons = [reason for item in shown if item.id == taught[needed].id for reason in item.reasons]
    shown_mastery = f"{answered(0, 1).probability():.0%}"
    assert any(f"先补「{graph.get_point(needed).name}」" in reason and shown_mastery in reason for reason in reasons)


def test_excluded_items_are_never_shown(flow: MainFlow):
    first = flow.recommend(QUESTIONS["数学"], StudentContext())
    seen = frozenset(item.id for item in [*first.micro_courses, *first.answers, *first.teachers])
    again = flow.recommend(QUESTIONS["数学"], StudentContext(excluded=seen))
    assert not seen & {item.id for item in [*again.micro_courses, *again.answers, *again.teachers]}


def test_without_personalisation_mastery_changes_nothing(flow: MainFlow, graph: KnowledgeGraph):
    mastery = {point.id: answered(0, 4) for point in graph}
    plain = flow.recommend(QUESTIONS["数学"], StudentContext(personalised=False))
    weak = flow.recommend(QUESTIONS["数学"], StudentContext(personalised=False, mastery=mastery, temperature=1, seed=1))
    assert [i.id for i in plain.micro_courses] == [i.id for i in weak.micro_courses]
    assert not any("掌握度" in reason for item in weak.micro_courses for reason in item.reasons)


def test_sampling_is_repeatable_and_logged(flow: MainFlow):
    student = StudentContext(temperature=0.5, seed=3)
    one, two = (flow.recommend(QUESTIONS["物理"], student) for _ in range(2))
    assert [i.id for i in one.teachers] == [i.id for i in two.teachers]
    assert all(0 < row["propensity"] <= 1 for rows in one.slate.shown.values() for row in rows)


def test_study_methods_have_no_subject_and_are_not_refused(flow: MainFlow):
    found = flow.recommend("我上课总走神，笔记也记不下来，怎么提高学习效率？", StudentContext())
    assert found.profile.intent.name == "study_method"
    assert found.profile.subject is None
    assert found.micro_courses
    assert found.teachers


@pytest.mark.parametrize("text", ["怎么打王者荣耀能上星耀", "帮我写一段 Python 爬虫", "明天股票会涨吗"])
def test_a_question_outside_the_nine_subjects_is_not_guessed(flow: MainFlow, text: str):
    found = flow.recommend(text, StudentContext())
    assert found.profile.subject is None
    assert found.profile.ability.code


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty_text"), ("  \n", "empty_text"), ("题" * 20_000, "text_too_long"), ("😀😀", "no_words")],
)
def test_what_cannot_be_a_question_is_refused_with_advice(flow: MainFlow, text: str, code: str):
    with pytest.raises(QuestionTextError) as caught:
        flow.recommend(text, StudentContext())
    assert caught.value.code == code


@pytest.mark.parametrize("subject", ["数学", "物理", "历史"])
def test_first_propensities_can_be_recomputed_from_the_log_alone(flow: MainFlow, subject: str):
    temperature = 0.5
    log = flow.recommend(QUESTIONS[subject], StudentContext(temperature=temperature, seed=11)).slate
    for name, shown in log.shown.items():
        pool = [row for row in [*shown, *log.candidates[name]] if row["in_pool"]]
        weights = np.exp(np.array([row["score"] for row in pool]) / temperature)
        assert shown[0]["propensity"] == pytest.approx(weights[0] / weights.sum(), rel=0.01)
        assert all(row["in_pool"] for row in shown)


def test_a_student_who_has_learnt_everything_is_invited_to_go_over_it_again(flow: MainFlow):
    everything = frozenset(item.id for item in flow.index.items("micro_course"))
    found = flow.recommend(QUESTIONS["数学"], StudentContext(excluded=everything))
    assert found.micro_courses
    assert all("你学过，可以复习" in item.reasons for item in found.micro_courses)


def test_without_personalisation_the_best_point_comes_first(flow: MainFlow, graph: KnowledgeGraph):
    found = flow.recommend(QUESTIONS["数学"], StudentContext(personalised=False))
    best = found.profile.knowledge_points[0].id
    with_best = [best in flow.index.get(item.id).points for item in found.answers if not item.near_duplicate]
    assert with_best == sorted(with_best, reverse=True)


@pytest.mark.parametrize("subject", QUESTIONS)
def test_what_reasons_say_of_the_graph_is_true(flow: MainFlow, graph: KnowledgeGraph, subject: str):
    found = flow.recommend(QUESTIONS[subject], StudentContext())
    names = {point.name: point for point in graph if point.subject == subject}
    for item in (*found.micro_courses, *found.answers, *found.teachers):
        points = flow.index.get(item.id).points
        for reason in item.reasons:
            quoted = re.findall("「(.+?)」", reason)
            if "放在一起看更清楚" in reason:
                one, other = (names[name].id for name in quoted)
                assert graph.neighbourhood(one, radius=1).get(other) == 1
            if reason.startswith(("讲的正是", "同样考查", "擅长「")):
                assert any(graph.get_point(p).name == quoted[0] for p in points)
        assert item.loose == item.reasons[0].startswith(("没有完全对应", f"{subject}教师，不一定"))


@pytest.mark.parametrize("text", ["为什么", "不会", "E=mc²"])
def test_a_wild_guess_is_never_called_the_very_thing(flow: MainFlow, text: str):
    found = flow.recommend(text, StudentContext())
    sure = bool(found.profile.knowledge_points) and found.profile.knowledge_points[0].confidence >= 0.4
    reasons = [reason for item in (*found.micro_courses, *found.answers) for reason in item.reasons]
    assert sure or not any("正是" in reason or "同样考查" in reason for reason in reasons)
