"""Brings a region's content into the database. Importing again updates what changed and withdraws what is gone."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge_graph.authored_files import AuthoredFileError, Fault
from recommender.items import ItemKind
from store.accounts import Account, Identity, LoginSession, Role
from store.attachments import Attachment
from store.base import new_id
from store.blobs import BlobStore
from store.catalogue import record_change
from store.consents import Consent, find_consent, record_consent
from store.content import Answer, AssessmentItem, MicroCourse, Teacher
from store.installation import erased_key
from store.organisations import District, School, SchoolClass
from store.region_files import MediaRow, MicroCourseFile, Region, StudentFile, TeacherFile

__all__ = ["ImportReport", "count_people_without_password", "import_region"]


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        changed: Items added or changed, by kind.
        created: New accounts.
        returned: People whom an earlier import lacked, and who can log in again.
        disabled: People whom this import lacks, and who can log in no longer.
        initial_passwords: (organisation, number, password) of those created and returned.
    """

    changed: dict[str, int]
    created: int
    returned: int
    disabled: int
    initial_passwords: list[tuple[str, str, str]]


_MANY, _MANY_SHARE = 20, 0.2  # people, and share of all, from which their absence must be confirmed

Passwords = Callable[[], tuple[str, str]]
"""Makes an initial password and its hash."""

_STAFF = frozenset({Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN, Role.ENGINEER})


def import_region(
    session: Session, region: Region, blobs: BlobStore, make_password: Passwords, subjects: dict[str, str],
    must_change_password: bool = True, allow_departures: bool = False,
) -> ImportReport:  # fmt: skip
    """Writes organisations, people and content.

    Args:
        session: The transaction to write in; the caller commits.
        region: The region as read, valid.
        blobs: Where media files go.
        make_password: Called once for each person without a password; see `count_people_without_password`.
        subjects: Subject code → subject name.
        must_change_password: Whether they have to change it at first login; only a demo's people need not.
        allow_departures: Whether many people may lose their login at once; otherwise half a folder shuts nobody out.

    Raises:
        AuthoredFileError: An account or a number belongs to somebody else, or many people are missing.
    """
    people = _PeopleImporter(session, region, make_password, must_change_password, allow_departures)
    changed = _ContentImporter(session, blobs, subjects).run(region)
    people.run()
    return ImportReport(changed, people.created, people.returned, people.disabled, people.initial_passwords)


def count_people_without_password(session: Session, region: Region) -> int:
    """How many passwords an import of the region will hand out; hashing them is slow and better done before it."""
    people = _people_of(region)
    can_log_in = select(Identity.external_id).join(Account).where(Account.password_hash.is_not(None))
    done = {*session.scalars(can_log_in), *_find_erased(session, people)}
    return sum(person.id not in done for person in people)


class _ContentImporter:
    """Organisations, teachers and what they made."""

    def __init__(self, session: Session, blobs: BlobStore, subjects: dict[str, str]) -> None:
        self.session = session
        self.blobs = blobs
        self.subjects = subjects
        self.changed: dict[str, int] = {}

    def run(self, region: Region) -> dict[str, int]:
        """Returns how many items were added or changed, by kind."""
        self._organisations(region)
        self._teachers(region)
        self.session.flush()
        self._classes(region)
        self._micro_courses(region)
        self._answers(region)
        self._items(region)
        return self.changed

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
                "answer": item.answer, "accept": list(item.accept), "unit": item.unit, "form": item.form,
                "reveals": item.reveals, "point": item.point, "level": item.level,
                "difficulty": item.difficulty, "explanation": item.explanation, "withdrawn": False,
            })  # fmt: skip
        self._withdraw_missing(AssessmentItem, "assessment_item", set(region.items), "it-")


@dataclass(frozen=True)
class _Person:
    """Somebody in the files.

    Attributes:
        id: The same from import to import; staff have place and number.
        file: Where the person stands, for faults.
        places: Where the person belongs, as columns of `Account`.
        student: The student's row, where the person is one.
    """

    id: str
    role: Role
    organisation: str
    number: str
    name: str
    file: str
    places: dict[str, Any]
    student: StudentFile | None = None


def _people_of(region: Region) -> list[_Person]:
    districts = {s.id: d.id for d in region.region.districts for s in d.schools}
    students = [
        _Person(row.id, Role.STUDENT, row.school, row.number, row.name, "students.yaml",
                {"school_id": row.school, "district_id": districts[row.school], "class_id": row.class_,
                 "grade": row.grade}, row)
        for row in region.students
    ]  # fmt: skip
    teachers = [
        _Person(row.id, Role.TEACHER, row.school, row.id, row.name, "teachers",
                {"school_id": row.school, "district_id": districts[row.school], "teacher_id": row.id})
        for row in region.teachers.values()
    ]  # fmt: skip
    staff = []
    for row in region.region.staff:
        role, place = Role(row.role), row.organisation
        school = place if role is Role.SCHOOL_ADMIN else None
        district = districts.get(place) or (place if role is Role.DISTRICT_ADMIN else None)
        staff.append(_Person(row.id, role, place, row.number, row.name, "region.yaml",
                             {"school_id": school, "district_id": district}))  # fmt: skip
    return [*students, *teachers, *staff]


def _find_erased(session: Session, people: list[_Person]) -> set[str]:
    """Ids of those in the files who were erased, and stay so."""
    keys = set(session.scalars(select(Account.erased_key).where(Account.erased_key.is_not(None))))
    return {person.id for person in people if erased_key(session, person.id) in keys} if keys else set()


class _PeopleImporter:
    """Brings accounts into line with the files: who is in them can log in, who is not cannot."""

    def __init__(
        self, session: Session, region: Region, make_password: Passwords, must_change_password: bool,
        allow_departures: bool,
    ) -> None:  # fmt: skip
        self.session = session
        self.folder = region.folder
        self.people = _people_of(region)
        self.make_password = make_password
        self.must_change_password = must_change_password
        self.allow_departures = allow_departures
        self.created = self.returned = self.disabled = 0
        self.initial_passwords: list[tuple[str, str, str]] = []

    def run(self) -> None:
        accounts = self.session.scalars(select(Account).join(Identity)).all()
        known = {a.identity.external_id: a for a in accounts if a.identity and a.identity.external_id}
        present = {person.id for person in self.people}
        absent = [account for person_id, account in known.items() if person_id not in present]
        self._check_owners(known, absent)
        self._check_departures(known, absent)
        self._disable(absent)
        self._make_room(known)
        erased = _find_erased(self.session, self.people)
        for person in self.people:
            if person.id in known:
                self._update(known[person.id], person)
            elif person.id not in erased:
                self._create(person)

    def _check_owners(self, known: dict[str, Account], absent: list[Account]) -> None:
        """Nobody takes over the account, or the number, of somebody else."""
        left = {(a.identity.organisation, a.identity.number): a.identity.external_id for a in absent if a.identity}
        faults = []
        for person in self.people:
            account = known.get(person.id)
            if account and account.role != person.role and not {account.role, person.role} <= _STAFF:
                message = f"{person.id}: is known as a {account.role} and cannot become a {person.role}"
                faults.append(Fault(self.folder / person.file, 0, message))
            owner = left.get((person.organisation, person.number))
            if owner:
                message = (f"{person.id}: the number {person.number} of {person.organisation} belongs to {owner}, "
                           "who has left; give another number, or erase the former person")  # fmt: skip
                faults.append(Fault(self.folder / person.file, 0, message))
        if faults:
            raise AuthoredFileError(faults)

    def _check_departures(self, known: dict[str, Account], absent: list[Account]) -> None:
        """A folder that lacks many people is more likely half a folder than a school that has emptied."""
        leaving = sum(account.password_hash is not None for account in absent)
        in_all = sum(account.password_hash is not None for account in known.values())
        if leaving > _MANY and leaving > _MANY_SHARE * in_all and not self.allow_departures:
            message = (f"{leaving} of {in_all} people who can log in are missing and would be shut out; "
                       "if they have left, import with --allow-departures")  # fmt: skip
            raise AuthoredFileError([Fault(self.folder, 0, message)])

    def _disable(self, accounts: list[Account]) -> None:
        for account in accounts:
            self.disabled += account.password_hash is not None
            account.password_hash = None
        self.session.flush()
        without_password = select(Account.id).where(Account.password_hash.is_(None))
        self.session.execute(
            delete(LoginSession).where(LoginSession.account_id.in_(without_password)),
            execution_options={"synchronize_session": False},
        )

    def _make_room(self, known: dict[str, Account]) -> None:
        """Takes numbers away from those who get another, so that two people may swap theirs."""
        for person in self.people:
            identity = known[person.id].identity if person.id in known else None
            if identity and (identity.organisation, identity.number) != (person.organisation, person.number):
                identity.number = identity.account_id
        self.session.flush()

    def _update(self, account: Account, person: _Person) -> None:
        identity = account.identity
        assert identity is not None
        identity.organisation, identity.number, identity.name = person.organisation, person.number, person.name
        account.role = person.role.value
        for place, value in person.places.items():
            setattr(account, place, value)
        if account.password_hash is None:
            self._hand_out_password(account, person)
            self.returned += 1
        self._note_birth_and_consent(account, person)

    def _create(self, person: _Person) -> None:
        account = Account(id=new_id(person.role.value[0]), role=person.role.value, **person.places)
        account.identity = Identity(organisation=person.organisation, number=person.number, name=person.name,
                                    external_id=person.id)  # fmt: skip
        self._hand_out_password(account, person)
        self.session.add(account)
        self.session.flush()
        self.created += 1
        self._note_birth_and_consent(account, person)

    def _hand_out_password(self, account: Account, person: _Person) -> None:
        password, account.password_hash = self.make_password()
        account.must_change_password = self.must_change_password
        account.failed_logins, account.locked_until = 0, None
        self.initial_passwords.append((person.organisation, person.number, password))

    def _note_birth_and_consent(self, account: Account, person: _Person) -> None:
        student = person.student
        if student is None:
            return
        assert account.identity is not None
        account.identity.born = student.born
        known = find_consent(self.session, account.id)
        if student.consent and (known is None or known.at < student.consent.date):
            record_consent(self.session, account.id, Consent(
                version=student.consent.version, given=True, given_by=student.consent.by, at=student.consent.date
            ))  # fmt: skip
