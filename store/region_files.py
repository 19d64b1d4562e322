"""A region's authored content: the file formats of docs/content-format.md, read and cross-checked.

Every fault of every file is collected, each with file and line; content is only handed out where there is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints, model_validator

from knowledge_graph import KnowledgeGraph
from knowledge_graph.ability import ABILITY_CODES
from knowledge_graph.authored_files import (
    AuthoredFileError,
    AuthoredModel,
    Fault,
    LineIndex,
    read_authored,
    read_authored_text,
)
from recommender.assessment.items import AssessmentItem

__all__ = ["AnswerFile", "MicroCourseFile", "Region", "RegionFile", "StudentFile", "TeacherFile",
           "read_region"]  # fmt: skip

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
TeacherId = Annotated[str, StringConstraints(pattern=r"^t-[a-z0-9.-]+$")]
CourseId = Annotated[str, StringConstraints(pattern=r"^mc-[a-z0-9.-]+$")]
AnswerId = Annotated[str, StringConstraints(pattern=r"^qa-[a-z0-9.-]+$")]
Share = Annotated[float, Field(ge=0, le=1)]
Level = Literal["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3"]
Topic = Literal["study_method", "personal_growth"]
assert set(Level.__args__) == set(ABILITY_CODES)  # type: ignore[attr-defined]  # Literal keeps its values there


class ClassRow(AuthoredModel):
    """A class of a school."""

    id: Id
    name: Text
    grade: Annotated[int, Field(ge=7, le=12)]
    class_teacher: Id | None = None


class SchoolRow(AuthoredModel):
    """A school."""

    id: Id
    name: Text
    suburban: bool = False
    contact: Text | None = None
    classes: tuple[ClassRow, ...] = ()


class DistrictRow(AuthoredModel):
    """A district."""

    id: Id
    name: Text
    answer_reveal: Literal["after_attempt", "teacher_only", "free"] = "after_attempt"
    schools: Annotated[tuple[SchoolRow, ...], Field(min_length=1)]


class StaffRow(AuthoredModel):
    """An account that is neither student nor teacher."""

    role: Literal["school_admin", "district_admin", "city_admin", "engineer"]
    organisation: Id
    number: Text
    name: Text

    @property
    def id(self) -> str:
        """Place and number: the files give staff no other id, and a number alone is unique only within its place."""
        return f"{self.organisation}/{self.number}"


class RegionFile(AuthoredModel):
    """`region.yaml`."""

    name: Text
    districts: Annotated[tuple[DistrictRow, ...], Field(min_length=1)]
    staff: tuple[StaffRow, ...] = ()


class ConsentRow(AuthoredModel):
    """A guardian's consent."""

    version: Text
    date: date
    by: Text


class StudentFile(AuthoredModel):
    """One row of `students.yaml`."""

    id: Id
    name: Text
    number: Text
    school: Id
    class_: Annotated[Id, Field(alias="class")]
    grade: Annotated[int, Field(ge=7, le=12)]
    born: date
    consent: ConsentRow | None = None


class HoursRow(AuthoredModel):
    """Tutoring hours on one weekday."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    from_: Annotated[time, Field(alias="from")]
    to: time


class Ratings(AuthoredModel):
    """Past satisfaction."""

    count: Annotated[int, Field(ge=0)]
    mean: Annotated[float, Field(ge=0, le=12)] | None = None


class TeacherFile(AuthoredModel):
    """One row of `teachers/<subject>.yaml`."""

    id: TeacherId
    name: Text
    subject: Text
    school: Id
    stages: tuple[Literal["初中", "高中"], ...]
    title: Literal["一级教师", "高级教师", "正高级教师"]
    points: Annotated[tuple[str, ...], Field(min_length=1)]
    domains: tuple[Text, ...] = ()
    supports: tuple[Topic, ...] = ()
    style: tuple[Text, ...] = ()
    hours: tuple[HoursRow, ...]
    load: Share
    ratings: Ratings
    introduction: Text


class MediaRow(AuthoredModel):
    """A micro-course's video; files lie beside the Markdown."""

    video: Text
    poster: Text | None = None
    captions: Text | None = None
    seconds: Annotated[float, Field(gt=0)]


class MicroCourseFile(AuthoredModel):
    """Front matter of a micro-course."""

    id: CourseId
    title: Text
    points: tuple[str, ...]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    difficulty: Share
    minutes: Annotated[int, Field(gt=0, le=30)]
    by: Id
    topic: Topic | None = None
    media: MediaRow | None = None
    body: str = ""


class AnswerFile(AuthoredModel):
    """One row of `answers/<subject>.yaml`."""

    id: AnswerId
    question: Text
    points: Annotated[tuple[str, ...], Field(max_length=3)]
    level: Level
    difficulty: Share
    by: Id
    idea: Text
    key_steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    solution: Text
    final: Text
    value: Text | None = None
    compute: Text | None = None
    topic: Topic | None = None

    @model_validator(mode="after")
    def _check_computation(self) -> "AnswerFile":
        if (self.value is None) != (self.compute is None):
            raise ValueError("value and compute come together")
        return self


@dataclass
class Region:
    """Everything a region's folder holds, valid in itself and against the graph."""

    folder: Path
    region: RegionFile
    students: tuple[StudentFile, ...] = ()
    teachers: dict[str, TeacherFile] = field(default_factory=dict)
    micro_courses: dict[str, tuple[str | None, MicroCourseFile, Path]] = field(default_factory=dict)
    answers: dict[str, tuple[str | None, AnswerFile]] = field(default_factory=dict)
    items: dict[str, tuple[str | None, AssessmentItem]] = field(default_factory=dict)


T = TypeVar("T", TeacherFile, AnswerFile, AssessmentItem)


def read_region(folder: Path, graph: KnowledgeGraph) -> Region:
    """Reads a region's folder.

    Raises:
        AuthoredFileError: Missing files, bad fields, unknown ids, duplicates; all of them.
    """
    return _RegionReader(folder, graph).read()


class _RegionReader:
    def __init__(self, folder: Path, graph: KnowledgeGraph) -> None:
        self.folder = folder
        self.graph = graph
        self.subject_names = {subject.code: subject.name for subject in graph.subjects.values()}
        self.faults: list[Fault] = []

    def read(self) -> Region:
        region_file = self._file("region.yaml", RegionFile)
        students = self._file("students.yaml", tuple[StudentFile, ...]) if self._has("students.yaml") else ()
        if region_file is None:
            raise AuthoredFileError(self.faults)
        region = Region(self.folder, region_file, students or ())
        for _, row in self._rows("teachers", TeacherFile, region.teachers):
            region.teachers[row.id] = row
        for subject, answer in self._rows("answers", AnswerFile, region.answers):
            region.answers[answer.id] = (subject, answer)
        for subject, item in self._rows("items", AssessmentItem, region.items):
            region.items[item.id] = (subject, item)
        self._micro_courses(region)
        self._check_references(region)
        if self.faults:
            raise AuthoredFileError(self.faults)
        return region

    def _has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def _file(self, name: str, model: type[Any]) -> Any:
        try:
            return read_authored(self.folder / name, model)[0]
        except AuthoredFileError as error:
            self.faults += error.faults
            return None

    def _rows(self, kind: str, model: type[T], seen: dict[str, Any]) -> Iterable[tuple[str | None, T]]:
        for path in sorted((self.folder / kind).glob("*.yaml")):
            try:
                rows, lines = read_authored(path, tuple[model, ...])  # type: ignore[valid-type]  # built at run time
            except AuthoredFileError as error:
                self.faults += error.faults
                continue
            for i, row in enumerate(rows):
                self._check_row(row, path, lines, [i], seen)
                yield self._subject(path.stem, path), row

    def _subject(self, code: str, path: Path) -> str | None:
        if code != "general" and code not in self.subject_names:
            self.faults.append(Fault(path, 0, f"no subject has the code {code!r}"))
        return self.subject_names.get(code)

    def _check_row(self, row: Any, path: Path, lines: LineIndex, at: list[str | int], seen: dict[str, Any]) -> None:
        if row.id in seen:
            self.faults.append(Fault(path, lines.line_of(at), f"duplicate id {row.id}"))
        for point in (row.point,) if isinstance(row, AssessmentItem) else row.points:
            if point not in self.graph:
                self.faults.append(Fault(path, lines.line_of([*at, "points"]), f"unknown knowledge point {point}"))

    def _micro_courses(self, region: Region) -> None:
        for path in sorted((self.folder / "micro_courses").glob("*/*.md")):
            text = path.read_text(encoding="utf-8")
            _, front, body = text.split("---\n", 2) if text.count("---\n") >= 2 else ("", "", text)
            try:
                course, lines = read_authored_text(front, path, MicroCourseFile, first_line=2)
            except AuthoredFileError as error:
                self.faults += error.faults
                continue
            self._check_row(course, path, lines, [], region.micro_courses)
            for name in (course.media.video, course.media.poster, course.media.captions) if course.media else ():
                if name and not (path.parent / name).is_file():
                    self.faults.append(Fault(path, lines.line_of(["media"]), f"media file {name} is missing"))
            subject = self._subject(path.parent.name, path)
            course = course.model_copy(update={"body": body.strip()})
            region.micro_courses[course.id] = (subject, course, path)

    def _check_references(self, region: Region) -> None:
        schools = {school.id for district in region.region.districts for school in district.schools}
        classes = {c.id for d in region.region.districts for s in d.schools for c in s.classes}
        for owner, teacher in [
            *((course.id, course.by) for _, course, _ in region.micro_courses.values()),
            *((answer.id, answer.by) for _, answer in region.answers.values()),
        ]:
            if teacher not in region.teachers:
                self.faults.append(Fault(self.folder, 0, f"{owner} is by unknown teacher {teacher}"))
        for one in region.teachers.values():
            if one.school not in schools:
                self.faults.append(Fault(self.folder / "teachers", 0, f"{one.id}: unknown school {one.school}"))
        for school_class in (c for d in region.region.districts for s in d.schools for c in s.classes):
            if school_class.class_teacher and school_class.class_teacher not in region.teachers:
                message = f"{school_class.id}: unknown class teacher {school_class.class_teacher}"
                self.faults.append(Fault(self.folder / "region.yaml", 0, message))
        self._check_staff(region, schools)
        self._check_people(region)
        for student in region.students:
            if student.school not in schools or student.class_ not in classes:
                self.faults.append(Fault(self.folder / "students.yaml", 0, f"{student.id}: unknown school or class"))

    def _check_staff(self, region: Region, schools: set[str]) -> None:
        """Staff belong to a place of their own level; the whole service is `city`."""
        districts = {district.id for district in region.region.districts}
        places = {"school_admin": schools, "district_admin": districts, "city_admin": {"city"}, "engineer": {"city"}}
        for staff in region.region.staff:
            if staff.organisation not in places[staff.role]:
                message = f"{staff.number}: no place {staff.organisation!r} for a {staff.role}"
                self.faults.append(Fault(self.folder / "region.yaml", 0, message))

    def _check_people(self, region: Region) -> None:
        """One id is one person, and so is one number of an organisation, whatever the person is."""
        people = [
            *(("students.yaml", student.id, student.school, student.number) for student in region.students),
            *(("teachers", teacher.id, teacher.school, teacher.id) for teacher in region.teachers.values()),
            *(("region.yaml", staff.id, staff.organisation, staff.number) for staff in region.region.staff),
        ]
        files: dict[str, str] = {}
        owners: dict[tuple[str, str], str] = {}
        for file, person, organisation, number in people:
            path = self.folder / file
            if person in files:
                self.faults.append(Fault(path, 0, f"duplicate id {person}, already in {files[person]}"))
                continue
            files[person] = file
            owner = owners.setdefault((organisation, number), person)
            if owner != person:
                message = f"{person}: the number {number} of {organisation} belongs to {owner} in {files[owner]}"
                self.faults.append(Fault(path, 0, message))
