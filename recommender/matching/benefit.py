"""What a session with a teacher is expected to be worth to the student: satisfaction out of 12.

Means are shrunken in steps: a teacher's towards that of all, a point's towards the teacher's. Few ratings move little.
"""

from recommender.matching.request import HelpRequest
from recommender.matching.teacher import MatchableTeacher
from recommender.ratings import BEST_RATING, shrunk_rating

__all__ = ["declared_fit", "expected_rating", "style_match"]

_POINT_COUNT = 6.0
_DECLARED = 0.5  # points of 12 that declared expertise on the very point promises


def declared_fit(request: HelpRequest, teacher: MatchableTeacher) -> float:
    """How much the best of the declared points counts for the request, 0–1."""
    return max((request.points.get(point, 0.0) for point in teacher.item.points), default=0.0)


def expected_rating(request: HelpRequest, teacher: MatchableTeacher) -> float:
    """Expected satisfaction, 0–12: by sessions on the wanted points and near, on top of what is declared."""
    weights = request.points
    count = total = 0.0
    for point, tally in teacher.record.by_point.items():
        weight = weights.get(point, 0.0)
        count, total = count + weight * tally.count, total + weight * tally.total
    anyway = shrunk_rating(teacher.record.ratings) + _DECLARED * declared_fit(request, teacher)
    return min(BEST_RATING, (total + _POINT_COUNT * anyway) / (count + _POINT_COUNT))


def style_match(request: HelpRequest, teacher: MatchableTeacher) -> float:
    """How teachers of this one's styles have worked for the student: mean over styles, in points of 12."""
    known = [request.styles[style] for style in teacher.item.style if style in request.styles]
    return sum(known) / len(known) if known else 0.0
