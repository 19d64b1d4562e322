"""`shuangshi ask`: a question in; profile, micro-courses, answers and teachers out."""

import errno
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from intent.question_text import QuestionTextError, check_question_text
from ocr.reading import ReadError, Reading
from shuangshi.console import fail, print_json
from shuangshi.settings import Settings

if TYPE_CHECKING:  # they bring the models' libraries, which other commands start without
    from recommender.slate import Recommendation
    from recommender.student import StudentContext
    from store.database import Database

__all__ = ["register"]

_PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".pdf", ".gif", ".bmp", ".tif", ".tiff"}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="ask")(ask)


def ask(
    question: Annotated[str, typer.Argument(metavar="TEXT_OR_IMAGE", help="The question, or a picture's path.")],
    student: Annotated[str | None, typer.Option(help="Student id: their mastery and history count.")] = None,
    region: Annotated[int | None, typer.Option(min=0, help="Which question of a picture (from 0).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Recommends micro-courses, answered questions and teachers for a question."""
    from shuangshi.engine import build_engine
    from shuangshi.preparation import open_database, open_graph

    picture = _find_picture(question)
    if region is not None and picture is None:
        fail(f"--region {region}: only a picture has several questions, and {question[:40]!r} is text")
    settings = Settings()
    graph = open_graph(settings)
    database = open_database(settings, graph)
    context = student_context(settings, database, student)
    try:
        read = _read_picture(settings, picture, region) if picture else _Question(check_question_text(question))
        recommendation = build_engine(settings, graph, database).flow.recommend(read.text, context)
    except (QuestionTextError, ReadError) as error:
        fail(str(error))
    document = _document(read, recommendation)
    if as_json:
        print_json(document)
    else:
        _print(document)


@dataclass(frozen=True)
class _Question:
    text: str
    reading: Reading | None = None
    confidence: float | None = None
    read_ms: float = 0.0


def student_context(settings: Settings, database: "Database", student: str | None) -> "StudentContext":
    """What the engine is told about a student; about nobody where `student` is None."""
    from recommender.student import StudentContext
    from store.students import find_student, read_context

    now = datetime.now(ZoneInfo(settings.timezone))
    if student is None:
        return StudentContext(now=now)
    with database.transaction() as session:
        account = find_student(session, student)
        if account is None:
            fail(f"no student has the id {student!r}")
        return read_context(session, account, now)


def _find_picture(question: str) -> Path | None:
    """The picture that is meant; None where it is a question in words. What can be neither ends the command."""
    if not question.strip() or "\n" in question:
        return None
    path = Path(question)
    try:
        if path.is_file():
            return path
        if path.exists():
            fail(f"{question}: not a file; name a picture, or write the question")
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:  # no file's name is that long, but many a question is
            fail(f"{question}: cannot be looked at ({error.strerror})")
    if path.suffix.lower() in _PICTURE_SUFFIXES:
        fail(f"{question}: no such picture; a question in words must not end in {path.suffix}")
    return None


def _read_picture(settings: Settings, picture: Path, region: int | None) -> _Question:
    from ocr.layout import most_prominent
    from recommender.main_flow import read_first
    from shuangshi.commands.read import open_reader

    try:
        data = picture.read_bytes()
    except OSError as error:
        fail(f"{picture}: cannot be read ({error.strerror})")
    reading = read_first(data, open_reader(settings))
    count = len(reading.regions)
    if region is not None and region >= count:
        held = f"the questions 0 to {count - 1}" if count > 1 else "one question, 0" if count else "no single questions"
        fail(f"--region {region}: the picture holds {held}")
    chosen = region if region is not None else most_prominent(reading.regions, reading.width, reading.height)
    text = reading.text if chosen is None else reading.regions[chosen].text
    confidence = None if chosen is None else reading.regions[chosen].confidence
    return _Question(check_question_text(text), reading, confidence, reading.timings_ms.get("total", 0.0))


def _document(question: _Question, recommendation: "Recommendation") -> dict[str, Any]:
    timings = dict(recommendation.timings_ms)
    timings["read"] = round(question.read_ms, 2)
    timings["total"] = round(timings["total"] + question.read_ms, 2)
    regions = [region.to_dict() for region in question.reading.regions] if question.reading else []
    lists = {
        name: [item.model_dump(exclude_none=True) for item in getattr(recommendation, name)]
        for name in ("micro_courses", "answers", "teachers")
    }
    return {
        "question": {"text": question.text, "regions": regions, "ocr_confidence": question.confidence},
        "profile": recommendation.profile.as_document(),
        **lists,
        "timings_ms": timings,
    }


def _print(document: dict[str, Any]) -> None:
    profile = document["profile"]
    points = "、".join(point["name"] for point in profile["knowledge_points"][:3]) or "—"
    print(document["question"]["text"])
    print(f"\n学科 {profile['subject'] or '不属于九门学科'} · 知识点 {points} · 能力 {profile['ability']['code']} · "
          f"难度 {profile['difficulty']:.2f} · 意图 {profile['intent']['name']}")  # fmt: skip
    for name, title in (("micro_courses", "微课"), ("answers", "相似问答"), ("teachers", "教师")):
        table = Table("得分", title, "推荐理由", title_justify="left", expand=True)
        for item in document[name]:
            cells = (f"{item['score']:.2f}", item.get("title") or item.get("name"), "；".join(item["reasons"]))
            table.add_row(*map(Text, cells))  # as text: brackets in a title are no markup
        Console().print(table)
