"""The main job as a line of data: text → profile → mastery → candidates → ranking → reasons → slate.

A photograph takes one step before, `ocr`, whose text the student may correct; see `read_first`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from intent import QuestionProfile, check_question_text
from intent.profiler import Profiler
from knowledge_graph import KnowledgeGraph
from models.plain_text import plain_text
from ocr.reading import Reader, Reading
from recommender.behaviour import Behaviour
from recommender.candidates import Found, find_answers, find_felt, find_micro_courses, find_teachers
from recommender.content_index import ContentIndex
from recommender.draw_lists import draw_lists
from recommender.query import Query
from recommender.ranker import HAND_SET, Rankers
from recommender.reasons import make_reasons
from recommender.slate import ListName, Recommendation, shown_item, stage_timings
from recommender.student import StudentContext

__all__ = ["MainFlow", "read_first"]

SOURCES: dict[ListName, Callable[[Query, ContentIndex, Behaviour | None], Found]] = {
    "micro_courses": find_micro_courses, "answers": find_answers, "teachers": find_teachers,
}  # fmt: skip
"""Where the candidates of each list come from."""


def read_first(picture: bytes, reader: Reader) -> Reading:
    """Photograph → the text of its questions."""
    return reader.read(picture)


@dataclass
class MainFlow:
    """Answers questions. Each stage is handed in; nothing here touches a database.

    Attributes:
        shadow: Rankers that say what they would show, for the log alone.
    """

    graph: KnowledgeGraph
    profiler: Profiler
    index: ContentIndex
    rankers: Rankers = field(default_factory=lambda: HAND_SET)
    shadow: Rankers | None = None
    behaviour: Behaviour | None = None

    def recommend(self, text: str, student: StudentContext, profile: QuestionProfile | None = None) -> Recommendation:
        """From a question's text to the three lists; `profile` is given where the student has corrected it."""
        clock = [perf_counter()]
        query = self.read(text, student, profile)
        clock.append(perf_counter())
        found = self.find(query)
        clock.append(perf_counter())
        slates, log = draw_lists(query, found, self.rankers, self.shadow)
        shown = {name: [shown_item(c, make_reasons(query, c, slate)) for c in slate] for name, slate in slates.items()}
        clock.append(perf_counter())
        return Recommendation(profile=query.profile, timings_ms=stage_timings(clock), slate=log, **shown)

    def read(self, text: str, student: StudentContext, profile: QuestionProfile | None = None) -> Query:
        """What the question is about."""
        text = plain_text(check_question_text(text))
        vector = self.profiler.encode([text])
        profile = profile or self.profiler.profile_encoded([text], vector)[0]
        profile = self.profiler.complete(profile, text, vector)
        return Query(text, vector, profile, student, self.graph, find_felt(student, self.index, self.graph))

    def find(self, query: Query) -> dict[ListName, Found]:
        """What may be recommended, with its features."""
        return {name: find(query, self.index, self.behaviour) for name, find in SOURCES.items()}
