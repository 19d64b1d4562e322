"""The dialogue over an engine in this process: for the command line and for evaluations."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chat.agent import Agent
from chat.generation.tools import Found
from chat.reply import Card
from intent import QuestionProfile
from recommender.items import Solved
from recommender.main_flow import MainFlow
from recommender.slate import ListName, Recommendation
from recommender.student import StudentContext
from shuangshi.settings import Settings
from shuangshi.shelf import build_shelf
from store.content import Answer, find_solved, read_lessons
from store.database import Database

__all__ = ["InProcessService", "OpenedAgent", "open_agent"]

_CARDS: dict[ListName, str] = {"micro_courses": "lesson", "answers": "answer", "teachers": "teachers"}


class InProcessService:
    """See `chat.agent.Service`. Nothing that it shows is logged."""

    def __init__(self, flow: MainFlow, database: Database) -> None:
        self._flow, self._database = flow, database

    def recommend(
        self, text: str, student: StudentContext, profile: QuestionProfile | None = None
    ) -> Recommendation:  # fmt: skip
        """See `chat.agent.Service`."""
        return self._flow.recommend(text, student, profile)

    def find_solved(self, answer_id: str) -> Solved | None:
        """See `chat.agent.Service`."""
        with self._database.reading() as session:
            return find_solved(session, answer_id)

    def read(self, found: Recommendation, most: int) -> list[Found]:
        """See `chat.agent.Service`."""
        fitting = [course.id for course in found.micro_courses if not course.loose]
        with self._database.reading() as session:
            return [Found(row.title, row.body, f"lesson:{row.id}") for row in read_lessons(session, fitting[:most])]

    def show(self, name: ListName, found: Recommendation, most: int) -> list[Card]:
        """See `chat.agent.Service`."""
        rows = {"micro_courses": found.micro_courses, "answers": found.answers, "teachers": found.teachers}[name][:most]
        kept = [{"id": row.id, "title": row.title or row.name, "reasons": row.reasons} for row in rows]
        if name == "teachers":
            return [Card(kind="teachers", body={"teachers": kept})] if kept else []
        return [Card.model_validate({"kind": _CARDS[name], "body": body}) for body in kept]


@dataclass(frozen=True)
class OpenedAgent:
    """The dialogue with an engine in this process.

    Attributes:
        solved: All answered questions of the region, with their solutions.
        now: A fixed evening of the service, so that replies are the same.
    """

    agent: Agent
    service: InProcessService
    solved: tuple[Solved, ...]
    now: datetime


def open_agent(settings: Settings) -> OpenedAgent:
    """Opens region, engine and bank; takes as long as the encoder does to load."""
    from shuangshi.engine import build_engine
    from shuangshi.preparation import open_database, open_graph

    graph = open_graph(settings)
    database = open_database(settings, graph)
    flow = build_engine(settings, graph, database).flow
    with database.reading() as session:
        answers = session.scalars(select(Answer.id).where(~Answer.withdrawn).order_by(Answer.id))
        found = tuple(solved for answer in answers if (solved := find_solved(session, answer)))
    service = InProcessService(flow, database)
    agent = Agent(build_shelf(graph, database), service)
    return OpenedAgent(agent, service, found, datetime(2026, 3, 2, 19, 0, tzinfo=ZoneInfo(settings.timezone)))
