"""The main job as a line of data: text → profile → mastery → candidates → ranking → reasons → slate.

A photograph takes one step before, `ocr`, whose text the student may correct; see `read_first`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from intent import QuestionProfile, check_question_text
from intent.profiler import Profiler
from knowledge_graph import KnowledgeGraph
from models.plain_text import plain_text
from ocr.reading import Reader, Reading
from recommender.candidates import Found, find_answers, find_felt, find_micro_courses, find_teachers
from recommender.content_index import ContentIndex
from recommender.curriculum_order import by_curriculum
from recommender.query import Query
from recommender.ranking import Candidate, RankingWeights, draw_slate, mark_pool, score_candidates
from recommender.reasons import make_reasons
from recommender.slate import ListName, Recommendation, shown_item, slate_log, stage_timings
from recommender.student import StudentContext

__all__ = ["MainFlow", "read_first"]

LISTS: dict[ListName, tuple[Callable[[Query, ContentIndex], Found], str, int]] = {
    "micro_courses": (find_micro_courses, "micro_course", 6),
    "answers": (find_answers, "answer", 6),
    "teachers": (find_teachers, "teacher", 5),
}
"""Per list: where its candidates come from, whose weights rank them, how many are shown."""


def read_first(picture: bytes, reader: Reader) -> Reading:
    """Photograph → the text of its questions."""
    return reader.read(picture)


@dataclass
class MainFlow:
    """Answers questions. Each stage is handed in; nothing here touches a database."""

    graph: KnowledgeGraph
    profiler: Profiler
    index: ContentIndex
    weights: RankingWeights = field(default_factory=RankingWeights)

    def recommend(self, text: str, student: StudentContext, profile: QuestionProfile | None = None) -> Recommendation:
        """From a question's text to the three lists; `profile` is given where the student has corrected it."""
        clock = [perf_counter()]
        text = plain_text(check_question_text(text))
        vector = self.profiler.encode([text])
        profile = profile or self.profiler.profile_encoded([text], vector)[0]
        profile = self.profiler.complete(profile, text, vector)
        clock.append(perf_counter())
        query = Query(text, vector, profile, student, self.graph, find_felt(student, self.index, self.graph))
        found = {name: find(query, self.index) for name, (find, _, _) in LISTS.items()}
        clock.append(perf_counter())
        ranked = {name: self._rank(name, rows, query) for name, rows in found.items()}
        slates = self._draw(ranked, student)
        shown = {name: [shown_item(c, make_reasons(query, c, slate)) for c in slate] for name, slate in slates.items()}
        clock.append(perf_counter())
        return Recommendation(
            profile=profile, timings_ms=stage_timings(clock), slate=slate_log(student, slates, ranked), **shown
        )

    def _rank(self, name: ListName, found: Found, query: Query) -> list[Candidate]:
        candidates = mark_pool(score_candidates(found, getattr(self.weights, LISTS[name][1])))
        return candidates if query.student.personalised else by_curriculum(candidates, query)

    def _draw(
        self, ranked: dict[ListName, list[Candidate]], student: StudentContext
    ) -> dict[ListName, list[Candidate]]:
        generator = np.random.default_rng(student.seed)
        temperature = student.temperature if student.personalised else 0.0
        return {name: draw_slate(ranked[name], size, temperature, generator) for name, (_, _, size) in LISTS.items()}
