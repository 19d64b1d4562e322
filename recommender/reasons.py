"""One-line reasons in Chinese, made from the features that decided, and true of graph and data.

A reason is a small policy: it looks at one candidate and says its sentence, or nothing. A feature decided where the
candidate would stand visibly worse in its slate without it. Reasons appear in the order of what their features
contributed to the score; a candidate with no direct match says so.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from recommender.felt import find_step
from recommender.items import AnswerItem, MicroCourseItem, TeacherItem
from recommender.query import Query
from recommender.ranking import DIRECT_FEATURES, Candidate

__all__ = ["Reasons", "has_decided", "make_reasons"]

_MOST_REASONS = 2
_DECISIVE_SHARE = 0.12  # of all that speaks for the item; a feature that contributes less is not worth a word
_VISIBLE_SHARE = 0.1  # of the spread of a slate's scores
_BESIDE_LOOSE = {
    "graph_proximity", "expertise_near", "rating", "free_now", "due_review", "assigned",
}  # what may be said of a loose match  # fmt: skip
_SURE, _LIKELY = 0.99, 0.5  # weights of a wanted point that is said to be it, and that may be it
_ALIKE = 0.3  # share of common letter pairs from which two texts are called alike


class Reasons(NamedTuple):
    """Why a candidate is shown.

    Attributes:
        sentences: One or two, the most decisive first.
        loose: Nothing matched directly; the first sentence says so.
    """

    sentences: list[str]
    loose: bool


def has_decided(feature: str, candidate: Candidate, slate: Sequence[Candidate]) -> bool:
    """Whether without the feature the candidate would stand a place lower, or a tenth of the spread of the slate."""
    contribution = candidate.contributions.get(feature, 0.0)
    if contribution <= 0:
        return False
    scores = [other.score for other in slate]
    lowered = candidate.score - contribution
    overtaken = any(lowered < other.score <= candidate.score for other in slate if other is not candidate)
    return overtaken or contribution >= _VISIBLE_SHARE * (max(scores) - min(scores))


def make_reasons(query: Query, candidate: Candidate, slate: Sequence[Candidate]) -> Reasons:
    """The sentences of the features that decided, those of a direct match first.

    Args:
        query: The question.
        candidate: One of the slate.
        slate: What is shown together.
    """
    decisive = sorted(candidate.contributions.items(), key=lambda pair: -pair[1])
    threshold = _DECISIVE_SHARE * sum(value for value in candidate.contributions.values() if value > 0)
    found: list[tuple[str, str]] = []
    for feature, contribution in decisive:
        if contribution < threshold or not has_decided(feature, candidate, slate):
            continue
        sentence = _SENTENCES[feature](query, candidate)
        if sentence:
            found.append((feature, sentence))
    is_again = candidate.item.id in query.student.excluded and "due_review" not in dict(found)
    again = ["你学过，可以复习"] if is_again else []
    direct = [sentence for feature, sentence in found if feature in DIRECT_FEATURES]
    if direct:
        beside = [sentence for feature, sentence in found if feature not in DIRECT_FEATURES]
        return Reasons([*again, *direct, *beside][:_MOST_REASONS], loose=False)
    nearby = [sentence for feature, sentence in found if feature in _BESIDE_LOOSE]
    return Reasons([_loose(query, candidate), *again, *nearby][:_MOST_REASONS], loose=True)


Sentence = Callable[[Query, Candidate], str | None]


def _point_match(query: Query, candidate: Candidate) -> str | None:
    shared = [p for p in candidate.item.points if p in query.wanted]
    if not shared:
        return None
    best = max(shared, key=lambda p: query.wanted[p])
    name = query.graph.get_point(best).name
    if query.wanted[best] < _LIKELY:
        return None
    sure = query.wanted[best] >= _SURE
    if isinstance(candidate.item, MicroCourseItem):
        return f"讲的正是「{name}」" if sure else f"讲到题目可能用到的「{name}」"
    return f"同样考查「{name}」" if sure else f"考查了题目可能用到的「{name}」"


def _prerequisite_gap(query: Query, candidate: Candidate) -> str | None:
    gaps = [query.gaps[p] for p in candidate.item.points if p in query.gaps]
    if not gaps:
        return None
    gap = max(gaps, key=lambda g: g.size)
    needed, dependant = query.graph.get_point(gap.needed).name, query.graph.get_point(gap.dependant).name
    if gap.mastery is None:
        return f"「{needed}」是学「{dependant}」的前提，可先确认是否掌握"
    return f"先补「{needed}」：它是「{dependant}」的前提，你目前掌握度约 {gap.mastery:.0%}"


def _next_step(query: Query, candidate: Candidate) -> str | None:
    item = candidate.item
    step = find_step(item, query.felt) if isinstance(item, MicroCourseItem) else None
    if step is None:
        return None
    title, is_hard = step.course.item.title, step.course.felt == "too_hard"
    felt = f"因为你觉得《{title}》{'偏难' if is_hard else '偏简单'}"
    if step.point is None:
        return f"{felt}，{'先看要求低一些的这一节' if is_hard else '可以看要求更高的这一节'}"
    name = query.graph.get_point(step.point).name
    return f"{felt}，{'先看它的前提' if is_hard else '可以接着学'}「{name}」"


def _due_review(query: Query, candidate: Candidate) -> str | None:
    due = query.student.due.get(candidate.item.id)
    if due is None:
        return None
    days = (query.student.now.date() - due.learned_on).days
    return f"你 {days} 天前学过，现在大约还记得 {due.recall:.0%}，正好复习"


def _assigned(query: Query, candidate: Candidate) -> str | None:
    return "老师布置给你的" if candidate.item.id in query.student.assigned else None


def _graph_proximity(query: Query, candidate: Candidate) -> str | None:
    near = [p for p in candidate.item.points if p in query.near]
    if not near or not query.wanted:
        return None
    closest = query.graph.get_point(min(near, key=lambda p: query.near[p]))
    best = query.graph.get_point(next(iter(query.wanted)))
    if closest.unit.id == best.unit.id:
        return f"「{closest.name}」与「{best.name}」同在「{best.unit.name}」单元"
    if closest.id in query.graph.prerequisites(best.id, depth=2):
        return f"「{closest.name}」是「{best.name}」的基础"
    if best.id in query.graph.prerequisites(closest.id, depth=2):
        return f"「{closest.name}」是「{best.name}」的后续"
    return f"「{closest.name}」与「{best.name}」放在一起看更清楚" if query.near[closest.id] == 1 else None


def _text_similarity(query: Query, candidate: Candidate) -> str | None:
    item = candidate.item
    if isinstance(item, AnswerItem):
        return "题目表述相近" if _share_of_pairs(query.text, item.question) >= _ALIKE else None
    if isinstance(item, MicroCourseItem):
        return "内容与你的问题相近" if _share_of_pairs(query.text, item.text) >= _ALIKE else None
    return None


def _share_of_pairs(text: str, other: str) -> float:
    """Share of the text's pairs of neighbouring letters that stand in the other text too."""
    pairs = {"".join(pair) for pair in pairwise(text) if all(c.isalnum() for c in pair)}
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0


def _level_fit(query: Query, candidate: Candidate) -> str | None:
    item, code = candidate.item, query.profile.ability.code
    if query.profile.subject is None:
        return None  # a level of no subject means nothing
    if isinstance(item, MicroCourseItem) and code in item.levels:
        return f"适合 {code} 层级"
    return f"能力层级同为 {code}" if isinstance(item, AnswerItem) and item.level == code else None


def _near_duplicate(_query: Query, _candidate: Candidate) -> str | None:
    return "和你的题几乎相同，可按步骤查看思路" if _candidate.features.get("near_duplicate") else None


def _topic_match(query: Query, candidate: Candidate) -> str | None:
    if not candidate.features.get("topic_match"):
        return None
    if query.profile.intent.sub == "distress":
        return "想看的时候再看，不急"
    return _TOPICS.get(getattr(candidate.item, "topic", None) or "")


def _expertise(query: Query, candidate: Candidate) -> str | None:
    shared = [p for p in candidate.item.points if p in query.wanted]
    if not shared:
        return None
    best = max(shared, key=lambda p: query.wanted[p])
    return f"擅长「{query.graph.get_point(best).name}」" if query.wanted[best] >= _LIKELY else None


def _expertise_near(query: Query, candidate: Candidate) -> str | None:
    near = [p for p in candidate.item.points if query.near.get(p, 9) == 1]
    return f"擅长相邻的「{query.graph.get_point(near[0]).name}」" if near else None


def _rating(_query: Query, candidate: Candidate) -> str | None:
    item = candidate.item
    if not isinstance(item, TeacherItem) or not item.rating_count or item.rating_mean is None:
        return None
    return f"{item.rating_count} 次辅导平均满意度 {item.rating_mean:.1f}/12"


def _free_now(_query: Query, candidate: Candidate) -> str | None:
    return "现在正在服务时段" if candidate.features["free_now"] else None


def _support_match(query: Query, candidate: Candidate) -> str | None:
    if not candidate.features["support_match"]:
        return None
    if query.profile.intent.sub == "distress":
        return "愿意听你说的老师"
    return "擅长学习方法指导" if query.profile.intent.name == "study_method" else "擅长倾听成长中的烦恼"


def _silent(_query: Query, _candidate: Candidate) -> str | None:
    return None


def _loose(query: Query, candidate: Candidate) -> str:
    subject = query.profile.subject or "综合"
    if isinstance(candidate.item, TeacherItem):
        return f"{subject}教师，不一定专攻这个知识点"
    return f"没有完全对应的内容，这是{subject}中较接近的"


_TOPICS = {"study_method": "讲学习方法，正合你问的", "personal_growth": "聊成长中的烦恼，正合你问的"}

_SENTENCES: dict[str, Sentence] = {
    "point_match": _point_match,
    "prerequisite_gap": _prerequisite_gap,
    "graph_proximity": _graph_proximity,
    "text_similarity": _text_similarity,
    "level_fit": _level_fit,
    "difficulty_fit": _silent,
    "grade_fit": _silent,
    "next_step": _next_step,
    "due_review": _due_review,
    "assigned": _assigned,
    "topic_match": _topic_match,
    "near_duplicate": _near_duplicate,
    "expertise": _expertise,
    "expertise_near": _expertise_near,
    "stage_fit": _silent,
    "free_now": _free_now,
    "capacity": _silent,
    "rating": _rating,
    "support_match": _support_match,
    "follows_history": _silent,  # what others did is theirs: in a small class a reason would tell on one of them
    "goes_with_history": _silent,
    "popular_around": _silent,
    "hardly_shown": _silent,
    "variety": _silent,
}
