"""What every candidate source keeps to, and what each proposes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intent.profile import QuestionProfile
from knowledge_graph import KnowledgeGraph
from recommender.behaviour import Behaviour, learn_behaviour
from recommender.felt import FeltCourse
from recommender.interaction import Interaction
from recommender.items import Item, MicroCourseItem
from recommender.query import Query
from recommender.ranker import HAND_SET
from recommender.ranking import draw_slate, mark_pool, score_candidates
from recommender.sources import BEHAVIOUR_FEATURES, CandidateSource, Pool, behaviour_features, make_sources
from recommender.spaced_review import DueReview
from recommender.student import StudentContext

NOW = datetime(2026, 11, 2, 19, tzinfo=UTC)


def interest(student: str, *items: str) -> list[Interaction]:
    return [Interaction(student, item, NOW - timedelta(hours=len(items) - i)) for i, item in enumerate(items)]


BEHAVIOUR = learn_behaviour(
    [row for i in range(30) for row in interest(f"s{i}", "c1", "c2" if i % 3 else "c3")],
    {f"s{i}": ("district/east", f"school/{i % 2}") for i in range(30)}, {"c1": 30, "c2": 5}, NOW,
)  # fmt: skip
NAMES = [source.name for source in make_sources(BEHAVIOUR)]


def course(id_: str, *points: str) -> MicroCourseItem:
    return MicroCourseItem(id=id_, title=id_, subject="数学", points=points, levels=("A1", "B1"), difficulty=0.5,
                           minutes=8, has_video=False, text=id_)  # fmt: skip


@pytest.fixture(scope="module")
def wanted(graph: KnowledgeGraph) -> str:
    return next(p.id for p in graph.points_of("数学", "初中") if graph.prerequisites(p.id))


@pytest.fixture(scope="module")
def pool(graph: KnowledgeGraph, wanted: str) -> Pool:
    needed = next(iter(graph.prerequisites(wanted)))
    far = next(p.id for p in graph.points_of("历史", "初中"))
    return [
        (course("c1", wanted), 3.0),
        (course("c2", far), 2.0),
        (course("c3", needed), 1.0),
        (course("c4", far), 0.0),
    ]


def make_query(graph: KnowledgeGraph, profile: QuestionProfile, student: StudentContext | None = None) -> Query:
    felt = {"c9": FeltCourse.of(course("c9", profile.knowledge_points[0].id), "too_hard", graph)}
    return Query("题", np.zeros((1, 4), np.float32), profile, student or StudentContext(), graph, felt)


def of_name(name: str, behaviour: Behaviour = BEHAVIOUR) -> CandidateSource:
    return next(source for source in make_sources(behaviour) if source.name == name)


@pytest.fixture(scope="module")
def profile(engine, wanted: str, graph: KnowledgeGraph) -> QuestionProfile:
    found = engine.flow.profiler.profile("解方程 x²-4x+3=0")
    best = found.knowledge_points[0].model_copy(update={"id": wanted, "name": graph.get_point(wanted).name,
                                                        "confidence": 0.9})  # fmt: skip
    return found.model_copy(update={"subject": "数学", "knowledge_points": (best,)})


HISTORY = StudentContext(
    history=(("c1", 1.0),), groups=("district/east", "school/0"), assigned=frozenset({"c2", "gone"}),
    due={name: DueReview(learned_on=date(2026, 10, 20), recall=0.7) for name in ("c1", "gone")},
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_source_proposes_items_of_the_pool_with_strengths_up_to_one(graph, profile, pool, name):
    query = make_query(graph, profile, HISTORY)
    proposed = of_name(name).propose(query, pool)
    assert proposed.keys() <= {item.id for item, _ in pool}
    assert all(0 < strength <= 1 for strength in proposed.values())
    assert proposed == of_name(name).propose(query, pool)
    assert of_name(name).propose(query, []) == {}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(kept=st.sets(st.sampled_from([0, 1, 2, 3])))
def test_a_withdrawn_item_is_proposed_by_nobody(graph, profile, pool, name, kept):
    left = [pool[i] for i in sorted(kept)]
    assert of_name(name).propose(make_query(graph, profile, HISTORY), left).keys() <= {item.id for item, _ in left}


def test_content_carries_a_cold_start(graph, profile, pool):
    query = make_query(graph, profile)
    proposed = {source.name: source.propose(query, pool) for source in make_sources(None)}
    assert proposed["wanted_point"] == {"c1": 1.0}
    assert "c3" in proposed["missing_prerequisite"]
    assert set(proposed) == {
        "similar", "wanted_point", "missing_prerequisite", "near_point", "next_step", "due_review", "assigned"
    }  # fmt: skip
    assert proposed["due_review"] == proposed["assigned"] == {}
    nothing = learn_behaviour([], {}, {}, NOW)
    for name in ("follows_history", "goes_with_history", "popular_around"):
        assert of_name(name, nothing).propose(make_query(graph, profile, HISTORY), pool) == {}


def test_what_others_took_up_next_is_proposed_to_who_wants_it_personal(graph, profile, pool):
    follows = of_name("follows_history")
    found = follows.propose(make_query(graph, profile, HISTORY), pool)
    assert found["c2"] == 1.0 > found["c3"]
    impersonal = HISTORY.model_copy(update={"personalised": False})
    assert follows.propose(make_query(graph, profile, impersonal), pool) == {}
    assert follows.propose(make_query(graph, profile), pool) == {}


def test_what_is_being_forgotten_and_what_a_teacher_has_set_is_proposed(graph, profile, pool):
    query = make_query(graph, profile, HISTORY)
    assert of_name("due_review").propose(query, pool) == {"c1": pytest.approx(0.3)}
    assert of_name("assigned").propose(query, pool) == {"c2": 1.0}
    impersonal = make_query(graph, profile, HISTORY.model_copy(update={"personalised": False}))
    assert of_name("due_review").propose(impersonal, pool) == {}
    assert of_name("assigned").propose(impersonal, pool) == {"c2": 1.0}


def test_what_was_hardly_shown_is_put_forward_until_it_was(graph, profile, pool):
    def newness(item: Item) -> float:
        return behaviour_features(item.id, {}, BEHAVIOUR)["hardly_shown"]

    assert [newness(item) for item, _ in pool] == [0.0, 0.75, 1.0, 1.0]
    assert behaviour_features("c1", {}, None) == dict.fromkeys(BEHAVIOUR_FEATURES, 0.0)


def test_a_new_course_among_many_like_it_is_shown_at_once(wanted):
    """Twenty courses alike in all but that one is new: it is drawn into the first slates, and not for ever."""

    def share_of_slates(shown: int) -> float:
        newness = behaviour_features("new", {}, replace(BEHAVIOUR, shown={"new": shown}))
        rows = [(course(f"old{i}", wanted), {"point_match": 1.0}) for i in range(19)]
        rows.append((course("new", wanted), {"point_match": 1.0, **newness}))
        pool = mark_pool(score_candidates(rows, HAND_SET["micro_course"]))
        draws = [draw_slate(pool, 6, 0.1, np.random.default_rng(seed)) for seed in range(200)]
        drawn = [next((c for c in slate if c.item.id == "new"), None) for slate in draws]
        assert all(0 < c.propensity <= 1 for c in drawn if c)
        return sum(c is not None for c in drawn) / len(draws)

    assert share_of_slates(0) > 0.9 > share_of_slates(20)
