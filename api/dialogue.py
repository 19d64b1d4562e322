"""The dialogue over the engine that the API talks to, for one student's turn."""

from sqlalchemy.orm import Session

from api.config import ApiConfig
from api.engine_client import EngineAnswer, EngineQuestion
from api.services import Services
from api.views import card_of
from chat.generation.tools import Found
from chat.reply import Card
from intent import QuestionProfile
from recommender.items import Solved
from recommender.slate import ListName, Recommendation
from recommender.student import StudentContext
from store.accounts import Account
from store.base import new_id
from store.content import find_solved, read_lessons
from store.outcomes import Outcome, Slate

__all__ = ["EngineService"]


class EngineService:
    """See `chat.agent.Service`. What is shown is logged with the outcome log's other slates.

    Args:
        services: Of the API.
        student: Whose turn it is.
    """

    def __init__(self, services: Services, student: Account) -> None:
        self._services, self._student = services, student
        self._answers: dict[int, EngineAnswer] = {}

    @property
    def _config(self) -> ApiConfig:
        return self._services.config

    def recommend(
        self, text: str, student: StudentContext, profile: QuestionProfile | None = None
    ) -> Recommendation:  # fmt: skip
        """See `chat.agent.Service`.

        Raises:
            EngineBusy: Ask again later.
        """
        answer = self._services.engine.recommend(EngineQuestion(text=text, student=student, profile=profile))
        self._answers[id(answer.recommendation.slate)] = answer
        return answer.recommendation

    def find_solved(self, answer_id: str) -> Solved | None:
        """See `chat.agent.Service`."""
        with self._services.database.reading() as session:
            return find_solved(session, answer_id)

    def show(self, name: ListName, found: Recommendation, most: int) -> list[Card]:
        """See `chat.agent.Service`."""
        with self._services.database.transaction() as session:
            rows = getattr(found, name)[:most]
            cards = [card for row in rows if (card := card_of(session, self._services.graph, self._config, row))]
            if not cards:
                return []
            slate_id = self._record(session, name, found, [card.id for card in cards])
        bodies = [card.model_dump(mode="json") | {"slate_id": slate_id} for card in cards]
        if name == "teachers":
            return [Card(kind="teachers", body={"teachers": bodies})]
        return [Card(kind="lesson" if name == "micro_courses" else "answer", body=body) for body in bodies]

    def read(self, found: Recommendation, most: int) -> list[Found]:
        """See `chat.agent.Service`."""
        fitting = [course.id for course in found.micro_courses if not course.loose]
        with self._services.database.reading() as session:
            rows = read_lessons(session, fitting[:most])
            return [Found(row.title, row.body, f"lesson:{row.id}") for row in rows]

    def _record(self, session: Session, name: ListName, found: Recommendation, shown: list[str]) -> str:
        answer = self._answers.get(id(found.slate))
        log = found.slate.model_copy(update={
            "shown": {name: [row for row in found.slate.shown.get(name, []) if row.get("id") in shown]}
        })  # fmt: skip
        slate = Slate(
            id=new_id("s"), question_id=None, student_id=self._student.id, district_id=self._student.district_id,
            subject=found.profile.subject, log=log.model_dump(), model=answer.model if answer else {},
        )  # fmt: skip
        session.add(slate)
        session.flush()
        for item_id in shown:
            session.add(Outcome(
                id=new_id("o"), slate_id=slate.id, student_id=self._student.id, district_id=self._student.district_id,
                school_id=self._student.school_id, kind="shown", list_name=name, item_id=item_id, reason=None,
                note=None, detail=None,
            ))  # fmt: skip
        return slate.id
