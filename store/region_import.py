"""Brings a region's content into the database. Importing again updates what changed and withdraws what is gone."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.items import ItemKind
from store.accounts import Account, Identity, Role
from store.attachments import Attachment
from store.base import new_id
from store.blobs import BlobStore
from store.catalogue import record_change
from store.consents import Consent, find_consent, record_consent
from store.content import Answer, AssessmentItem, MicroCourse, Teacher
from store.installation import erased_key
from store.organisations import District, School, SchoolClass
from store.region_files import MediaRow, MicroCourseFile, Region, StudentFile, TeacherFile

__all__ = ["ImportReport", "import_region"]


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        changed: Items added or changed, by kind.
        new_accounts: (organisation, number, name, initial password) of accounts created.
    """

    changed: dict[str, int]
    new_accounts: list[tuple[str, str, str, str]]


Passwords = Callable[[], tuple[str, str]]
"""Makes an initial password and its hash."""


def import_region(
    session: Session, region: Region, blobs: BlobStore, make_password: Passwords, subjects: dict[str, str],
    must_change_password: bool = True,
) -> ImportReport:  # fmt: skip
    """Writes organisations, people and content.

    Args:
        session: The transaction to write in; the caller commits.
        region: The region as read, valid.
        blobs: Where media files go.
        make_password: Called once for each new account.
        subjects: Subject code → subject name.
        must_change_password: Whether new accounts have to at first login; only a demo's need not.
    """
    return _Importer(session, blobs, make_password, subjects, must_change_password).run(region)


class _Importer:
    def __init__(
        self, session: Session, blobs: BlobStore, make_password: Passwords, subjects: dict[str, str],
        must_change_password: bool,
    ) -> None:  # fmt: skip
        self.session = session
        self.blobs = blobs
        self.make_password = make_password
        self.subjects = subjects
        self.must_change_password = must_change_password
        self.changed: dict[str, int] = {}
        self.new_accounts: list[tuple[str, str, str, str]] = []

    def run(self, region: Region) -> ImportReport:
        self._organisations(region)
        self._teachers(region)
        self.session.flush()
        self._classes(region)
        self._micro_courses(region)
        self._answers(region)
        self._items(region)
        self._people(region)
        return ImportReport(self.changed, self.new_accounts)

    def _organisations(self, region: Region) -> None:
        for district in region.region.districts:
            self.session.merge(District(id=district.id, name=district.name, answer_reveal=district.answer_reveal))
            for school in district.schools:
                self.session.merge(School(id=school.id, name=school.name, district_id=district.id,
                                          suburban=school.suburban, contact=school.contact))  # fmt: skip
        self.session.flush()

    def _classes(self, region: Region) -> None:
        for school in (school for district in region.region.districts for school in district.schools):
            for row in school.classes:
                self.session.merge(
                    SchoolClass(id=row.id, name=row.name, grade=row.grade, school_id=school.id,
                                class_teacher_id=row.class_teacher)
                )  # fmt: skip
        self.session.flush()

    def _put(self, table: type[Any], kind: str, item_id: str, values: dict[str, Any]) -> None:
        """Inserts or updates a row; a change of an item that the engine knows goes to the change log."""
        row = self.session.get(table, item_id)
        if row is not None and all(getattr(row, key) == value for key, value in values.items()):
            return
        if row is None:
            self.session.add(table(id=item_id, **values))
        else:
            for key, value in values.items():
                setattr(row, key, value)
        self._note(kind, item_id)

    def _note(self, kind: str, item_id: str) -> None:
        self.changed[kind] = self.changed.get(kind, 0) + 1
        if kind != "assessment_item":
            engine_kind: ItemKind = kind  # type: ignore[assignment]  # the other kinds are the engine's
            record_change(self.session, engine_kind, item_id)

    def _withdraw_missing(self, table: type[Any], kind: str, present: set[str], prefix: str) -> None:
        """Withdraws what earlier imports brought and this one lacks; what was made in the app has other ids."""
        query = select(table).where(table.withdrawn.is_(False), table.id.startswith(prefix))
        for row in self.session.scalars(query):
            if row.id not in present:
                row.withdrawn = True
                self._note(kind, row.id)

    def _teachers(self, region: Region) -> None:
        for row in region.teachers.values():
            self._put(Teacher, "teacher", row.id, self._teacher_values(row))
        self._withdraw_missing(Teacher, "teacher", set(region.teachers), "t-")

    def _teacher_values(self, row: TeacherFile) -> dict[str, Any]:
        hours = [{"weekday": h.weekday, "from": h.from_.strftime("%H:%M"), "to": h.to.strftime("%H:%M")}
                 for h in row.hours]  # fmt: skip
        return {
            "name": row.name, "subject": self.subjects.get(row.subject, row.subject), "school_id": row.school,
            "title": row.title, "stages": list(row.stages), "points": list(row.points), "domains": list(row.domains),
            "supports": list(row.supports), "style": list(row.style), "hours": hours, "load": row.load,
            "rating_count": row.ratings.count, "rating_mean": row.ratings.mean, "introduction": row.introduction,
            "withdrawn": False,
        }  # fmt: skip

    def _micro_courses(self, region: Region) -> None:
        for subject, course, path in region.micro_courses.values():
            self._put(MicroCourse, "micro_course", course.id, {
                "title": course.title, "subject": subject, "topic": course.topic, "points": list(course.points),
                "levels": list(course.levels), "difficulty": course.difficulty, "minutes": course.minutes,
                "body": course.body, "media": self._media(course, path), "teacher_id": course.by, "withdrawn": False,
            })  # fmt: skip
        self._withdraw_missing(MicroCourse, "micro_course", set(region.micro_courses), "mc-")

    def _media(self, course: MicroCourseFile, path: Path) -> dict[str, Any] | None:
        if course.media is None:
            return None
        media: MediaRow = course.media
        stored = {
            name: self._attach(path.parent / file)
            for name, file in (("video", media.video), ("poster", media.poster), ("captions", media.captions))
            if file
        }
        return {**stored, "seconds": media.seconds}

    def _attach(self, path: Path) -> str:
        data = path.read_bytes()
        sha256 = self.blobs.put(data)
        known = self.session.scalar(
            select(Attachment).where(Attachment.sha256 == sha256, Attachment.owner_id.is_(None))
        )
        if known is not None:
            return known.id
        media_type = "text/vtt" if path.suffix == ".vtt" else mimetypes.guess_type(path.name)[0]
        row = Attachment(id=new_id("a"), sha256=sha256, size=len(data),
                         media_type=media_type or "application/octet-stream")  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row.id

    def _answers(self, region: Region) -> None:
        for subject, answer in region.answers.values():
            self._put(Answer, "answer", answer.id, {
                "subject": subject, "topic": answer.topic, "question": answer.question, "points": list(answer.points),
                "level": answer.level, "difficulty": answer.difficulty, "idea": answer.idea,
                "key_steps": list(answer.key_steps), "solution": answer.solution, "final": answer.final,
                "teacher_id": answer.by, "withdrawn": False,
            })  # fmt: skip
        self._withdraw_missing(Answer, "answer", set(region.answers), "qa-")

    def _items(self, region: Region) -> None:
        for subject, item in region.items.values():
            self._put(AssessmentItem, "assessment_item", item.id, {
                "subject": subject, "kind": item.kind, "stem": item.stem, "options": item.options,
                "answer": item.answer, "unit": item.unit, "point": item.point, "level": item.level,
                "difficulty": item.difficulty, "explanation": item.explanation, "withdrawn": False,
            })  # fmt: skip
        self._withdraw_missing(AssessmentItem, "assessment_item", set(region.items), "it-")

    def _people(self, region: Region) -> None:
        districts = {s.id: d.id for d in region.region.districts for s in d.schools}
        for student in region.students:
            self._student(student, districts[student.school])
        for teacher in region.teachers.values():
            self._account(Role.TEACHER, teacher.school, teacher.id, teacher.name, teacher.id,
                          school_id=teacher.school, district_id=districts[teacher.school],
                          teacher_id=teacher.id)  # fmt: skip
        for staff in region.region.staff:
            role = Role(staff.role)
            district = districts.get(staff.organisation) or (
                staff.organisation if role is Role.DISTRICT_ADMIN else None
            )
            school = staff.organisation if role is Role.SCHOOL_ADMIN else None
            self._account(role, staff.organisation, staff.number, staff.name, staff.number,
                          school_id=school, district_id=district)  # fmt: skip

    def _student(self, student: StudentFile, district: str) -> None:
        account = self._account(Role.STUDENT, student.school, student.number, student.name, student.id,
                                school_id=student.school, district_id=district, class_id=student.class_,
                                grade=student.grade)  # fmt: skip
        if account is not None:
            identity = account.identity
            assert identity is not None
            identity.born = student.born
            known = find_consent(self.session, account.id)
            if student.consent and (known is None or known.at < student.consent.date):
                record_consent(self.session, account.id, Consent(
                    version=student.consent.version, given=True, given_by=student.consent.by, at=student.consent.date
                ))  # fmt: skip

    def _account(
        self, role: Role, organisation: str, number: str, name: str, external_id: str, **places: Any
    ) -> Account | None:
        """Creates an account, or brings the one the person has up to date; an erased person stays erased.

        Returns:
            The account; None for an erased person.
        """
        known = self.session.scalar(select(Identity).where(Identity.external_id == external_id))
        if known is not None:
            known.organisation, known.number, known.name = organisation, number, name
            for place, value in places.items():
                setattr(known.account, place, value)
            return known.account
        if self.session.scalar(select(Account).where(Account.erased_key == erased_key(self.session, external_id))):
            return None
        password, password_hash = self.make_password()
        account = Account(id=new_id(role.value[0]), role=role.value, password_hash=password_hash,
                          must_change_password=self.must_change_password, **places)  # fmt: skip
        account.identity = Identity(organisation=organisation, number=number, name=name, external_id=external_id)
        self.session.add(account)
        self.session.flush()
        self.new_accounts.append((organisation, number, name, password))
        return account
