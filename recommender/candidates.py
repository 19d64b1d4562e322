"""Which items are considered at all: content that some source proposes, with its features; teachers by eligibility."""

from collections.abc import Iterator
from typing import NamedTuple

from intent.profile import SUBJECTLESS_INTENTS
from knowledge_graph import KnowledgeGraph
from recommender.behaviour import Behaviour
from recommender.content_index import ContentIndex
from recommender.features import Features, answer_features, micro_course_features, teacher_features
from recommender.felt import FeltCourse
from recommender.items import AnswerItem, Item, MicroCourseItem, TeacherItem
from recommender.query import Query
from recommender.sources import Pool, behaviour_features, make_sources
from recommender.student import StudentContext
from recommender.variety import add_variety

__all__ = ["find_answers", "find_felt", "find_micro_courses", "find_teachers"]

Found = list[tuple[Item, Features]]


class _Proposed(NamedTuple):
    item: Item
    similarity: float
    by_behaviour: Features


def find_micro_courses(query: Query, index: ContentIndex, behaviour: Behaviour | None = None) -> Found:
    """Micro-courses worth ranking, with their features."""
    return add_variety([
        (item, micro_course_features(query, item, similarity) | by_behaviour)
        for item, similarity, by_behaviour in _propose(query, index, "micro_course", behaviour)
        if isinstance(item, MicroCourseItem)
    ])  # fmt: skip


def find_answers(query: Query, index: ContentIndex, behaviour: Behaviour | None = None) -> Found:
    """Answered questions worth ranking, with their features."""
    return add_variety([
        (item, answer_features(query, item, similarity) | by_behaviour)
        for item, similarity, by_behaviour in _propose(query, index, "answer", behaviour)
        if isinstance(item, AnswerItem)
    ])  # fmt: skip


def find_teachers(query: Query, index: ContentIndex, _behaviour: Behaviour | None = None) -> Found:
    """Eligible teachers, with their features: of the subject, or who declare expertise in a subjectless concern."""
    wanted_support = _wanted_support(query)
    return [
        (item, teacher_features(query, item))
        for item in index.items("teacher")
        if isinstance(item, TeacherItem)
        and item.id not in query.student.excluded
        and (item.subject == query.profile.subject if query.profile.subject else wanted_support in item.supports)
    ]


def find_felt(student: StudentContext, index: ContentIndex, graph: KnowledgeGraph) -> dict[str, FeltCourse]:
    """The micro-courses that did not fit the student, as far as they are still there; none where nothing personal is to
    be used.
    """
    known = {item_id: index.find(item_id) for item_id in student.felt} if student.personalised else {}
    return {
        item_id: FeltCourse.of(item, student.felt[item_id], graph)
        for item_id, item in known.items() if isinstance(item, MicroCourseItem)
    }  # fmt: skip


def _wanted_support(query: Query) -> str | None:
    name = query.profile.intent.name
    return name if name in SUBJECTLESS_INTENTS else None


def _propose(query: Query, index: ContentIndex, kind: str, behaviour: Behaviour | None) -> Iterator[_Proposed]:
    """The items of the pool that any source proposes, the most similar first."""
    pool = _pool(query, index, kind)
    proposals = {source.name: source.propose(query, pool) for source in make_sources(behaviour)}
    proposed = {item_id for ids in proposals.values() for item_id in ids}
    for item, similarity in pool:
        if item.id in proposed:
            yield _Proposed(item, similarity, behaviour_features(item.id, proposals, behaviour))


def _pool(query: Query, index: ContentIndex, kind: str) -> Pool:
    """What may be shown; what the student has finished only where it is time to go over it, or nothing else is left."""
    found = index.search(kind, query.vector, query.text, _facets(query))
    eligible = [(item, similarity) for item, similarity in found if _is_eligible(query, item)]
    due = query.student.due if query.student.personalised else {}
    shown_before = (query.student.excluded - due.keys()) | query.felt.keys()
    return [row for row in eligible if row[0].id not in shown_before] or eligible


def _facets(query: Query) -> set[str]:
    """Where eligible items may stand: the question's subject and those of missing prerequisites, or its topic."""
    if query.profile.subject is None:
        return {query.profile.intent.name}
    return {query.profile.subject, *(query.graph.get_point(point).subject for point in query.gaps)}


def _is_eligible(query: Query, item: Item) -> bool:
    """Of the question's subject, or of another one where it teaches a missing prerequisite; general for no subject."""
    if isinstance(item, TeacherItem):
        return False
    if query.profile.subject is None:
        return item.topic is not None and item.topic == query.profile.intent.name
    return item.subject == query.profile.subject or any(point in query.gaps for point in item.points)
