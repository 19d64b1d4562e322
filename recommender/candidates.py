"""Which items are considered at all: content close in meaning or wording, bound to a wanted point, to a
missing prerequisite, or to a neighbour in the graph; teachers by eligibility.
"""

from collections.abc import Iterator

from intent.profile import SUBJECTLESS_INTENTS
from knowledge_graph import KnowledgeGraph
from recommender.content_index import ContentIndex
from recommender.features import Features, answer_features, micro_course_features, teacher_features
from recommender.felt import FeltCourse, find_step
from recommender.items import AnswerItem, Item, MicroCourseItem, TeacherItem
from recommender.query import Query
from recommender.student import StudentContext

__all__ = ["find_answers", "find_felt", "find_micro_courses", "find_teachers"]

Found = list[tuple[Item, Features]]

_MOST_SIMILAR = 50


def find_micro_courses(query: Query, index: ContentIndex) -> Found:
    """Micro-courses worth ranking, with their features."""
    return [
        (item, micro_course_features(query, item, similarity))
        for item, similarity in _similar_or_bound(query, index, "micro_course")
        if isinstance(item, MicroCourseItem)
    ]


def find_answers(query: Query, index: ContentIndex) -> Found:
    """Answered questions worth ranking, with their features."""
    return [
        (item, answer_features(query, item, similarity))
        for item, similarity in _similar_or_bound(query, index, "answer")
        if isinstance(item, AnswerItem)
    ]


def find_teachers(query: Query, index: ContentIndex) -> Found:
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


def _similar_or_bound(query: Query, index: ContentIndex, kind: str) -> Iterator[tuple[Item, float]]:
    similarities = index.search(kind, query.vector, query.text)
    closest = sorted(similarities, key=lambda item_id: -similarities[item_id])
    eligible = [i for i in closest if _is_eligible(query, index.get(i))]
    shown_before = query.student.excluded | query.felt.keys()
    eligible = [i for i in eligible if i not in shown_before] or eligible  # all learnt: then to go over again
    near = {*query.wanted, *query.gaps, *query.near}
    for position, item_id in enumerate(eligible):
        item = index.get(item_id)
        if position < _MOST_SIMILAR or near.intersection(item.points) or _leads_on(query, item):
            yield item, similarities[item_id]


def _leads_on(query: Query, item: Item) -> bool:
    return isinstance(item, MicroCourseItem) and find_step(item, query.felt) is not None


def _is_eligible(query: Query, item: Item) -> bool:
    """Of the question's subject, or of another one where it teaches a missing prerequisite; general for no subject."""
    if isinstance(item, TeacherItem):
        return False
    if query.profile.subject is None:
        return item.topic is not None and item.topic == query.profile.intent.name
    return item.subject == query.profile.subject or any(point in query.gaps for point in item.points)
