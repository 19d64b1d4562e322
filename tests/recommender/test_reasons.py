"""Reasons on five thousand random slates: each names a feature that decided, and each is true of graph and data."""

import random
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from intent.profile import AbilityGuess, IntentGuess, PointGuess, QuestionProfile
from knowledge_graph import ABILITY_CODES, KnowledgeGraph, KnowledgePoint
from recommender.features import answer_features, micro_course_features, teacher_features
from recommender.felt import Felt, FeltCourse
from recommender.items import AnswerItem, Hours, Item, ItemKind, MicroCourseItem, TeacherItem
from recommender.near_duplicate import is_near_duplicate
from recommender.query import Query
from recommender.ranker import HAND_SET, Ranker, Rankers
from recommender.ranking import Candidate, add_contributions, draw_slate, mark_pool, score_candidates
from recommender.reasons import make_reasons
from recommender.spaced_review import DueReview
from recommender.student import StudentContext
from tests.evidence import answered
from tests.recommender.boosting import boosted_on

SLATES = 5000
WORDS = "求证物体在水中受到的浮力与方程根的判别式有什么关系并说明化学反应前后质量怎样变化请写出过程"
MONDAY = datetime(2026, 9, 7, 19, tzinfo=ZoneInfo("Asia/Shanghai"))


class World:
    """Random questions and items over the real graph."""

    def __init__(self, graph: KnowledgeGraph, seed: int, rankers: Rankers = HAND_SET) -> None:
        self.graph, self.luck, self.rankers = graph, random.Random(seed), rankers
        self.points = list(graph)

    def text(self) -> str:
        return "".join(self.luck.choice(WORDS) for _ in range(self.luck.randrange(8, 60)))

    def points_near(self, centre: KnowledgePoint, n: int) -> list[str]:
        """Some of the unit, of the neighbourhood, and from anywhere."""
        near = list(self.graph.neighbourhood(centre.id))
        return [self.luck.choice(near) if self.luck.random() < 0.7 else self.luck.choice(self.points).id
                for _ in range(n)]  # fmt: skip

    def query(self, text: str, centre: KnowledgePoint) -> Query:
        luck = self.luck
        guesses = sorted({centre.id, *self.points_near(centre, luck.randrange(4))}, key=lambda _: luck.random())
        sure = sorted((luck.random() for _ in guesses), reverse=True)
        needed = list(self.graph.prerequisites(centre.id)) or [centre.id]
        mastery = {luck.choice(needed): answered(luck.randrange(4), luck.randrange(4), at=MONDAY)}
        profile = QuestionProfile(
            subject=centre.subject if luck.random() < 0.9 else None, subject_confidence=0.9, stage=centre.stage,
            stage_confidence=0.9,
            knowledge_points=[PointGuess(id=i, name="", confidence=c) for i, c in zip(guesses, sure, strict=True)],
            ability=AbilityGuess(code=luck.choice(ABILITY_CODES), confidence=0.8), difficulty=luck.random(),
            difficulty_confidence=0.5,
            intent=IntentGuess(name=luck.choice(["homework_question", "study_method", "personal_growth"]),
                               sub=luck.choice(["none", "hint"]), confidence=0.9),
        )  # fmt: skip
        learned = {f"micro_course-{luck.randrange(12)}": luck.randrange(1, 200) for _ in range(3)}
        due = {
            item: DueReview(learned_on=MONDAY.date() - timedelta(days=days), recall=luck.uniform(0.1, 0.9))
            for item, days in learned.items() if luck.random() < 0.5
        }  # fmt: skip
        assigned = frozenset(f"micro_course-{n}" for n in luck.sample(range(12), 2))
        student = StudentContext(
            mastery=mastery if luck.random() < 0.7 else {}, now=MONDAY, grade=8, due=due, assigned=assigned
        )
        felt = {"f": self.felt(centre)} if luck.random() < 0.4 else {}
        return Query(text, np.zeros((1, 4), np.float32), profile, student, self.graph, felt)

    def felt(self, centre: KnowledgePoint) -> FeltCourse:
        """A lesson on the very point, or near."""
        point = self.luck.choice([centre.id, *self.points_near(centre, 1)])
        levels = (self.luck.choice(ABILITY_CODES),)
        item = MicroCourseItem(id="f", title="那节课", subject=centre.subject, points=(point,), difficulty=0.5,
                               minutes=5, levels=levels, has_video=False, text="")  # fmt: skip
        return FeltCourse.of(item, self.luck.choice(get_args(Felt)), self.graph)

    def row(self, kind: str, number: int, query: Query, centre: KnowledgePoint) -> tuple[Item, dict[str, float]]:
        luck, points, name = self.luck, tuple(self.points_near(centre, 2)), f"{kind}-{number}"
        topic = luck.choice([None, None, query.profile.intent.name])
        if kind == "micro_course":
            levels = tuple(luck.sample(ABILITY_CODES, 2))
            text = query.text if luck.random() < 0.2 else self.text()
            course = MicroCourseItem(id=name, title=name, subject=centre.subject, topic=topic, points=points,
                                     levels=levels, difficulty=0.5, minutes=5, has_video=False, text=text)  # fmt: skip
            return course, micro_course_features(query, course, luck.uniform(-2, 6))
        if kind == "answer":
            question = query.text if luck.random() < 0.2 else self.text()
            answer = AnswerItem(id=name, title=name, subject=centre.subject, topic=topic, points=points,
                                level=luck.choice(ABILITY_CODES), difficulty=0.5, question=question)  # fmt: skip
            return answer, answer_features(query, answer, luck.uniform(-2, 6))
        hours = (Hours(weekday=luck.choice([1, 2]), start=time(18), end=time(21)),)
        rated = luck.randrange(40)
        teacher = TeacherItem(
            id=name, name=name, school="s", district="d", title="一级教师", subject=centre.subject,
            stages=(centre.stage,), points=points, supports=tuple(luck.sample(["study_method", "personal_growth"], 1)),
            hours=hours, load=luck.random(), rating_count=rated, rating_mean=luck.uniform(6, 12) if rated else None,
        )  # fmt: skip
        return teacher, teacher_features(query, teacher)

    def slate(self) -> tuple[Query, list[Candidate]]:
        centre = self.luck.choice(self.points)
        query = self.query(self.text(), centre)
        kind = self.luck.choice(["micro_course", "answer", "teacher"])
        rows = [self.row(kind, number, query, centre) for number in range(self.luck.randrange(1, 12))]
        ranked = mark_pool(score_candidates(rows, self.rankers[kind]))
        drawn = draw_slate(ranked, 6, self.luck.choice([0.0, 0.5]), np.random.default_rng(0))
        return query, add_contributions(drawn, self.rankers[kind])


def decides(feature: str, candidate: Candidate, slate: list[Candidate], ranker: Ranker) -> bool:
    """The rule once more, from the ranker itself: rescored without the feature, and placed again."""
    rescored = float(ranker.score([{n: v for n, v in candidate.features.items() if n != feature}])[0])
    scores = {other.item.id: other.score for other in slate}
    without = {**scores, candidate.item.id: rescored}

    def place(of: dict[str, float]) -> int:
        return sum(score > of[candidate.item.id] for score in of.values())

    spread = max(scores.values()) - min(scores.values())
    equals = sum(score == candidate.score for score in scores.values()) > 1
    return place(without) > place(scores) or equals or candidate.score - rescored >= 0.1 * spread - 1e-9


Check = Callable[[Query, Candidate, re.Match[str]], bool]


def named(query: Query, candidate: Candidate, name: str) -> list[str]:
    return [p for p in candidate.item.points if query.graph.get_point(p).name == name]


def wanted_at_least(weight: float) -> Check:
    return lambda q, c, m: any(q.wanted.get(p, 0.0) >= weight for p in named(q, c, m[1]))


def pairs_shared(query: Query, text: str) -> float:
    pairs = {a + b for a, b in pairwise(query.text) if (a + b).isalnum()}
    return sum(pair in text for pair in pairs) / max(1, len(pairs))


def best(query: Query) -> KnowledgePoint:
    return query.graph.get_point(query.profile.knowledge_points[0].id)


SENTENCES: list[tuple[str, str, Check]] = [
    ("point_match", "讲的正是「(.+)」", wanted_at_least(0.99)),
    ("point_match", "同样考查「(.+)」", wanted_at_least(0.99)),
    ("point_match", "讲到题目可能用到的「(.+)」", wanted_at_least(0.5)),
    ("point_match", "考查了题目可能用到的「(.+)」", wanted_at_least(0.5)),
    ("expertise", "擅长「(.+)」", wanted_at_least(0.5)),
    ("prerequisite_gap", "「(.+)」是学「(.+)」的前提，可先确认是否掌握",
     lambda q, c, m: best(q).name == m[2] and any(
         p in q.graph.prerequisites(best(q).id) and p not in q.student.mastery for p in named(q, c, m[1]))),
    ("prerequisite_gap", "先补「(.+)」：它是「(.+)」的前提，你目前掌握度约 (\\d+)%",
     lambda q, c, m: best(q).name == m[2] and any(
         p in q.graph.prerequisites(best(q).id) and f"{q.student.mastery_of(p):.0%}" == m[3] + "%"
         for p in named(q, c, m[1]) if p in q.student.mastery)),
    ("graph_proximity", "「(.+)」与「(.+)」同在「(.+)」单元",
     lambda q, c, m: any(q.graph.get_point(p).unit == best(q).unit for p in named(q, c, m[1]))
     and best(q).unit.name == m[3]),
    ("graph_proximity", "「(.+)」是「(.+)」的基础",
     lambda q, c, m: any(p in q.graph.prerequisites(best(q).id, 2) for p in named(q, c, m[1]))),
    ("graph_proximity", "「(.+)」是「(.+)」的后续",
     lambda q, c, m: any(p in q.graph.dependants(best(q).id, 2) for p in named(q, c, m[1]))),
    ("graph_proximity", "「(.+)」与「(.+)」放在一起看更清楚",
     lambda q, c, m: any(p in set(q.graph.neighbours(best(q).id)) for p in named(q, c, m[1]))),
    ("text_similarity", "题目表述相近",
     lambda q, c, m: isinstance(c.item, AnswerItem) and pairs_shared(q, c.item.question) >= 0.3),
    ("text_similarity", "内容与你的问题相近",
     lambda q, c, m: isinstance(c.item, MicroCourseItem) and pairs_shared(q, c.item.text) >= 0.3),
    ("level_fit", "适合 (.+) 层级", lambda q, c, m: isinstance(c.item, MicroCourseItem) and m[1] in c.item.levels
     and m[1] == q.profile.ability.code),
    ("level_fit", "能力层级同为 (.+)", lambda q, c, m: isinstance(c.item, AnswerItem) and c.item.level == m[1]
     == q.profile.ability.code),
    ("near_duplicate", "和你的题几乎相同，可按步骤查看思路",
     lambda q, c, m: isinstance(c.item, AnswerItem) and is_near_duplicate(q.text, c.item.question)),
    ("topic_match", "讲学习方法，正合你问的|聊成长中的烦恼，正合你问的",
     lambda q, c, m: getattr(c.item, "topic", None) == q.profile.intent.name),
    ("expertise_near", "擅长相邻的「(.+)」",
     lambda q, c, m: any(p in set(q.graph.neighbours(best(q).id)) for p in named(q, c, m[1]))),
    ("rating", "(\\d+) 次辅导平均满意度 (.+)/12",
     lambda q, c, m: isinstance(c.item, TeacherItem) and c.item.rating_count == int(m[1])
     and f"{c.item.rating_mean:.1f}" == m[2]),
    ("free_now", "现在正在服务时段", lambda q, c, m: isinstance(c.item, TeacherItem) and c.item.is_free(MONDAY)),
    ("support_match", "擅长学习方法指导|擅长倾听成长中的烦恼",
     lambda q, c, m: isinstance(c.item, TeacherItem) and q.profile.intent.name in c.item.supports),
]  # fmt: skip


def is_due(query: Query, candidate: Candidate, match: re.Match[str]) -> bool:
    due = query.student.due[candidate.item.id]
    return due.learned_on + timedelta(days=int(match[1])) == MONDAY.date() and f"{due.recall:.0%}" == match[2]


LEVEL_WORDS = {
    "因为你觉得《那节课》偏难，先看要求低一些的这一节": -1,
    "因为你觉得《那节课》偏简单，可以看要求更高的这一节": 1,
}


def leads_to_level(query: Query, candidate: Candidate, match: re.Match[str]) -> bool:
    item, known = candidate.item, query.felt["f"].item
    assert isinstance(item, MicroCourseItem)
    hardest = [max(map(ABILITY_CODES.index, course.levels)) for course in (item, known)]
    return bool({*item.points} & {*known.points}) and (hardest[0] - hardest[1]) * LEVEL_WORDS[match[0]] > 0


def leads_to_point(query: Query, candidate: Candidate, match: re.Match[str]) -> bool:
    known, is_hard = query.felt["f"].item.points[0], match[1] == "偏难，先看它的前提"
    reach = query.graph.prerequisites if is_hard else query.graph.dependants
    return any(point in reach(known) for point in named(query, candidate, match[2]))


SENTENCES += [
    ("due_review", "你 (.+) 天前学过，现在大约还记得 (.+)，正好复习", is_due),
    ("assigned", "老师布置给你的", lambda q, c, m: c.item.id in q.student.assigned),
    ("next_step", "|".join(LEVEL_WORDS), leads_to_level),
    ("next_step", "因为你觉得《那节课》(偏难，先看它的前提|偏简单，可以接着学)「(.+)」", leads_to_point),
]
LOOSE = re.compile("没有完全对应的内容，这是.+中较接近的|.+教师，不一定专攻这个知识点")


def boosted_rankers() -> Rankers:
    """Trees for every kind of item, which bend and join what the hand-set weights add up."""
    rng = np.random.default_rng(3)
    rankers: dict[ItemKind, Ranker] = {}
    for kind, linear in HAND_SET.items():
        names = list(linear.weights)
        rows = rng.random((1500, len(names))) * (rng.random((1500, len(names))) < 0.6)
        worth = linear.score([dict(zip(names, row, strict=True)) for row in rows.tolist()])
        rankers[kind] = boosted_on(rows, worth + 4 * rows[:, 0] * rows[:, 1], names)
    return rankers


@pytest.mark.slow
@pytest.mark.parametrize("rankers", [pytest.param(lambda: HAND_SET, id="hand-set"),
                                     pytest.param(boosted_rankers, id="boosted")])  # fmt: skip
def test_every_reason_names_what_decided_and_is_true(graph: KnowledgeGraph, rankers: Callable[[], Rankers]) -> None:
    world = World(graph, seed=11, rankers=rankers())
    met: set[str] = set()
    for _ in range(SLATES):
        query, slate = world.slate()
        for candidate in slate:
            for sentence in make_reasons(query, candidate, slate).sentences:
                if LOOSE.fullmatch(sentence):
                    continue
                found = [(f, check, m) for f, text, check in SENTENCES if (m := re.fullmatch(text, sentence))]
                assert found, f"unknown sentence {sentence}"
                feature, check, match = found[0]
                assert decides(feature, candidate, slate, world.rankers[candidate.item.kind]), (
                    sentence,
                    candidate,
                    [c.score for c in slate],
                )
                assert check(query, candidate, match), (sentence, candidate.item, query.profile)
                met.add(match.re.pattern)
    if world.rankers is HAND_SET:
        assert met == {text for _, text, _ in SENTENCES}, "a sentence was never met"
    assert len(met) > 10


def test_what_all_share_and_nobody_loses_by_is_no_reason(graph: KnowledgeGraph) -> None:
    """Where free time moves nobody's place and little of the score, it is not said."""
    world = World(graph, seed=1)
    query = world.query(world.text(), world.points[0])
    hours = (Hours(weekday=1, start=time(18), end=time(21)),)
    base = {"name": "t", "school": "s", "district": "d", "title": "", "subject": "数学", "stages": (), "hours": hours}
    item = TeacherItem(id="a", points=(), **base)
    far = Candidate(item, {}, 30.0, {"expertise": 30.0})
    one = Candidate(item.model_copy(update={"id": "b"}), {"free_now": 1.0}, 1.8, {"free_now": 0.8, "expertise": 1.0})
    below = Candidate(item.model_copy(update={"id": "c"}), {}, 0.5, {"expertise": 0.5})
    assert "现在正在服务时段" not in make_reasons(query, one, [far, one, below]).sentences
    assert "现在正在服务时段" in make_reasons(query, one, [one, below]).sentences
