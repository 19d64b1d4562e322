"""Named features of a candidate for a query: every number a ranking or a reason may rest on, each in 0–1, and so
made that more is better. (`variety`, added to a whole list, lies below 0.)
"""

from collections.abc import Callable

from knowledge_graph import ability_rank
from recommender.felt import find_step
from recommender.items import AnswerItem, MicroCourseItem, TeacherItem
from recommender.query import Query
from recommender.ratings import BEST_RATING, Tally, shrunk_rating

__all__ = ["Features", "answer_features", "micro_course_features", "teacher_features"]

Features = dict[str, float]

_SPREAD = 6.0  # standard deviations of text similarity that count as a full match


def micro_course_features(query: Query, item: MicroCourseItem, similarity: float) -> Features:
    """Features of a micro-course; `similarity` is the index's, in standard deviations."""
    rank = ability_rank(query.profile.ability.code)
    grade = query.student.grade
    step = find_step(item, query.felt)
    due = query.student.due.get(item.id) if query.student.personalised else None
    grades = [query.graph.get_point(p).grade for p in item.points if p in query.graph]
    return {
        "point_match": _best(item.points, lambda p: query.wanted.get(p, 0.0)),
        "prerequisite_gap": _best(item.points, lambda p: query.gaps[p].size if p in query.gaps else 0.0),
        "graph_proximity": _best(item.points, lambda p: 1 / (1 + query.near[p]) if p in query.near else 0.0),
        "text_similarity": _clip(similarity / _SPREAD),
        "level_fit": 1 - min((abs(rank - ability_rank(level)) for level in item.levels), default=8) / 8,
        "difficulty_fit": 1 - abs(item.difficulty - query.profile.difficulty),
        "grade_fit": 1.0 if grade is None or not grades or min(grades) <= grade else 0.0,
        "topic_match": float(item.topic is not None and item.topic == query.profile.intent.name),
        "next_step": step.size if step else 0.0,
        "due_review": 1 - due.recall if due else 0.0,
        "assigned": float(item.id in query.student.assigned),
    }


def answer_features(query: Query, item: AnswerItem, similarity: float) -> Features:
    """Features of an answered question; `similarity` is the index's, in standard deviations."""
    distance = abs(ability_rank(query.profile.ability.code) - ability_rank(item.level))
    return {
        "near_duplicate": float(query.is_own_question(item.question)),
        "point_match": _best(item.points, lambda p: query.wanted.get(p, 0.0)),
        "graph_proximity": _best(item.points, lambda p: 1 / (1 + query.near[p]) if p in query.near else 0.0),
        "text_similarity": _clip(similarity / _SPREAD),
        "level_fit": 1 - distance / 8,
        "topic_match": float(item.topic is not None and item.topic == query.profile.intent.name),
    }


def teacher_features(query: Query, item: TeacherItem, _similarity: float = 0.0) -> Features:
    """Features of a teacher. Ratings are shrunk towards the common mean while there are few."""
    ratings = Tally(item.rating_count, item.rating_count * (item.rating_mean or 0.0))
    return {
        "expertise": _best(item.points, lambda p: query.wanted.get(p, 0.0)),
        "expertise_near": _best(item.points, lambda p: 1 / (1 + query.near[p]) if p in query.near else 0.0),
        "stage_fit": float(query.profile.stage in item.stages),
        "free_now": float(item.is_free(query.student.now)),
        "capacity": 1 - _clip(item.load),
        "rating": shrunk_rating(ratings) / BEST_RATING,
        "support_match": float(query.profile.intent.name in item.supports),
    }


def _best(points: tuple[str, ...], value: Callable[[str], float]) -> float:
    return max((value(point) for point in points), default=0.0)


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))
