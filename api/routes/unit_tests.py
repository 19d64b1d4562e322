"""Tests of a whole unit: drawn for a student by a blueprint, marked item by item, explained at the end."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.access import StudentDep, check_still_there, get_own_unit_test
from api.item_results import record_item_result
from api.limits import check_rate
from api.problems import Problem
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from recommender.assessment.blueprint import draw_unit_test
from recommender.assessment.expressions import latex_of, read_expression
from recommender.assessment.items import AssessmentItem
from recommender.assessment.marking import mark_answer
from recommender.mastery import LEVELS, Answered, Level
from recommender.mastery_spread import infer_beliefs
from store.accounts import Account, lock_account
from store.base import new_id, utc_now
from store.students import find_mastery, record_evidence
from store.unit_tests import UnitTest, find_met_items, find_open_test

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["unit tests"])

Id = Annotated[str, Field(max_length=64)]
_LONGEST = 500  # characters of an answer


class NewUnitTest(BaseModel):
    """Which unit to be tested on, by its id."""

    unit: Annotated[str, Field(max_length=200)]


class TestAnswer(BaseModel):
    """An answer to one item."""

    item: Annotated[str, Field(max_length=200)]
    text: Annotated[str, Field(max_length=100_000)]


class TestItemView(BaseModel):
    """An item of the test.

    Attributes:
        unit: Of measurement, behind a number.
        point: Name of what it tests.
        verdict: Null until it is answered.
        answer: The right answer, once the test is finished; formulas stand between dollars.
        explanation: Likewise.
    """

    id: str
    kind: Literal["single", "multiple", "number", "expression", "order", "text"]
    stem: str
    options: dict[str, str] | None
    unit: str | None
    point: str
    level: str
    verdict: Literal["right", "wrong"] | None
    answer: str | None
    explanation: str | None


class PointResult(BaseModel):
    """What the test says of a point.

    Attributes:
        asked: Items on it that were answered.
        right: How many of them rightly.
        before: Probability that the student can apply it, before the test.
        after: The same now.
        level: The likeliest of A, B and C now; null: none of them yet.
    """

    id: str
    name: str
    asked: int
    right: int
    before: float
    after: float
    level: Level | None


class UnitTestView(BaseModel):
    """A test as it stands; `points` once it is finished, what is known least first."""

    id: str
    unit: str
    name: str
    subject: str
    begun_at: datetime
    finished: bool
    items: list[TestItemView]
    points: list[PointResult]


class MarkedAnswer(BaseModel):
    """How an answer was marked; what is unsure is not counted and may be written again."""

    verdict: Literal["right", "wrong", "unsure"]
    note: str
    test: UnitTestView


@router.post("/unit-tests", status_code=201)
def begin_unit_test(
    wanted: NewUnitTest, student: StudentDep, services: ServicesDep, session: SessionDep
) -> UnitTestView:
    """Draws a test of a unit; one begun in the last week and not finished is gone on with."""
    check_rate(services, "unit_test", student.id, "30/hour")
    check_still_there(session, student)
    graph, shelf = services.graph, services.shelf()
    points = [point.id for point in graph.unit_points(wanted.unit)]
    if not points:
        raise Problem(404, "no_such_unit", "没有这个单元。")
    lock_account(session, student.id)
    test = find_open_test(session, student.id, wanted.unit)
    if test is None:
        id_ = new_id("ut")
        beliefs = infer_beliefs(find_mastery(session, student.id), graph, points, services.config.local_now())
        items = {point: shelf.items_on([point], seed=id_) for point in points}
        drawn = draw_unit_test(items, beliefs, find_met_items(session, student.id))
        if not drawn:
            raise Problem(404, "no_items", "这个单元还没有测评题，先去学微课吧。")
        before = {point: round(belief.reaches("B"), 4) for point, belief in beliefs.items()}
        test = UnitTest(id=id_, student_id=student.id, unit=wanted.unit, items=[item.id for item in drawn], verdicts={},
                        before=before, begun_at=utc_now())  # fmt: skip
        session.add(test)
        session.flush()
    return _view(session, services, student, test)


@router.get("/unit-tests/{test_id}")
def get_unit_test(test_id: Id, student: StudentDep, services: ServicesDep, session: ReadingDep) -> UnitTestView:
    """A test of one's own, to be gone on with on any device."""
    return _view(session, services, student, get_own_unit_test(session, student, test_id))


@router.post("/unit-tests/{test_id}/answers")
def answer_item(
    test_id: Id, given: TestAnswer, student: StudentDep, services: ServicesDep, session: SessionDep
) -> MarkedAnswer:
    """Answers an item; the first answer that can be marked counts, sent again it changes nothing."""
    check_rate(services, "unit_test_answer", student.id, "120/minute")
    lock_account(session, student.id)
    test = get_own_unit_test(session, student, test_id)
    item = services.shelf().by_id.get(given.item) if given.item in test.items else None
    if item is None:
        raise Problem(404, "no_such_item", "这张卷子里没有这道题。")
    if item.id in test.verdicts:
        known = "right" if test.verdicts[item.id] == "right" else "wrong"
        return MarkedAnswer(verdict=known, note="", test=_view(session, services, student, test))
    if test.finished_at is not None:
        raise Problem(409, "test_finished", "这次小测已经交了，可以再测一次。")
    text = given.text.strip()
    if not text:
        raise Problem(422, "empty_text", "还没有写答案。")
    if len(text) > _LONGEST:
        raise Problem(422, "text_too_long", f"答案最多 {_LONGEST} 个字。")
    marked = mark_answer(item, text)
    if marked.verdict != "unsure":
        _record(session, services, student, test, item, marked.verdict)
    return MarkedAnswer(
        verdict=marked.verdict, note=marked.note, test=_view(session, services, student, test)
    )  # fmt: skip


@router.post("/unit-tests/{test_id}/hand-in")
def hand_in(test_id: Id, student: StudentDep, services: ServicesDep, session: SessionDep) -> UnitTestView:
    """Ends the test; what was not answered says nothing."""
    test = get_own_unit_test(session, student, test_id)
    test.finished_at = test.finished_at or utc_now()
    session.flush()
    return _view(session, services, student, test)


def _record(
    session: Session, services: Services, student: Account, test: UnitTest, item: AssessmentItem, verdict: str
) -> None:  # fmt: skip
    graph, shelf = services.graph, services.shelf()
    point, level = graph.current_id(item.point), _level(item)
    response = shelf.response_of(item)
    before = infer_beliefs(find_mastery(session, student.id), graph, [point], services.config.local_now())[point]
    record_item_result(session, services, student, item, verdict, before.reaches(level))
    said = Answered(level=level, right=verdict == "right", slip=response.slip, guess=response.guess)
    record_evidence(session, student.id, [point], said)
    test.verdicts = test.verdicts | {item.id: verdict}
    left = [one for one in test.items if one not in test.verdicts and one in shelf.by_id]
    if not left:
        test.finished_at = utc_now()
    session.flush()


def _view(session: Session, services: Services, student: Account, test: UnitTest) -> UnitTestView:
    graph, shelf = services.graph, services.shelf()
    first = graph.unit_points(test.unit)[0]
    items = [shelf.by_id[item] for item in test.items if item in shelf.by_id]  # others were withdrawn since
    finished = test.finished_at is not None
    return UnitTestView(
        id=test.id, unit=test.unit, name=first.unit.name, subject=first.subject, begun_at=test.begun_at,
        finished=finished, items=[_item_view(services, item, test, finished) for item in items],
        points=_results(session, services, student, test, items) if finished else [],
    )  # fmt: skip


def _item_view(services: Services, item: AssessmentItem, test: UnitTest, finished: bool) -> TestItemView:
    return TestItemView.model_validate({
        "id": item.id, "kind": item.kind, "stem": item.stem, "options": item.options, "unit": item.unit,
        "point": services.graph.get_point(item.point).name, "level": item.level,
        "verdict": test.verdicts.get(item.id), "answer": _written(item) if finished else None,
        "explanation": item.explanation if finished else None,
    })  # fmt: skip


def _results(
    session: Session, services: Services, student: Account, test: UnitTest, items: list[AssessmentItem]
) -> list[PointResult]:
    graph = services.graph
    of_points: dict[str, list[str]] = {}
    for item in items:
        if item.id in test.verdicts:
            of_points.setdefault(graph.current_id(item.point), []).append(test.verdicts[item.id])
    beliefs = infer_beliefs(find_mastery(session, student.id), graph, of_points, services.config.local_now())
    rows = [
        PointResult(
            id=point, name=graph.get_point(point).name, asked=len(verdicts), right=verdicts.count("right"),
            before=test.before.get(point, 0.5), after=round(beliefs[point].reaches("B"), 4),
            level=beliefs[point].likeliest,
        )
        for point, verdicts in of_points.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.after)


def _written(item: AssessmentItem) -> str:
    """The right answer as a textbook has it."""
    if item.kind not in ("number", "expression"):
        return item.answer
    values = " 或 ".join(f"${latex_of(read_expression(one))}$" for one in item.answer.split(";"))
    return f"{values} {item.unit}" if item.unit else values


def _level(item: AssessmentItem) -> Level:
    return LEVELS["ABC".index(item.group)]
