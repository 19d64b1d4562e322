"""Who may do what: the one place that guards access.

A route names the roles it allows by depending on `allow(...)`; the few public ones are listed in the access test.
Which records a role may see is decided by the `get_*` functions here: what is out of scope does not exist (404),
so that ids tell nothing.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Cookie, Depends, Header, Request
from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from api.problems import Problem
from api.services import ServicesDep
from store.accounts import Account, LoginSession, Role
from store.assignments import Assignment
from store.attachments import Attachment
from store.audit import AuditEntry
from store.base import utc_now
from store.conversations import ChatRow
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.matches import Match, find_match
from store.organisations import District, School, SchoolClass
from store.outcomes import Outcome, Slate
from store.questions import AnswerProgress, Question
from store.rooms import Membership, find_membership, is_shown_to
from store.unit_tests import UnitTest

__all__ = [
    "CSRF_HEADER",
    "SESSION_COOKIE",
    "AccountDep",
    "Area",
    "Login",
    "LoginDep",
    "RoomGuestDep",
    "StudentDep",
    "TeacherDep",
    "allow",
    "check_still_there",
    "classes_in_scope",
    "get_answer_progress",
    "get_area",
    "get_assignment",
    "get_attachment",
    "get_class",
    "get_invitation",
    "get_match",
    "get_membership",
    "get_own_chat",
    "get_own_question",
    "get_own_request",
    "get_own_unit_test",
    "get_slate",
    "get_student",
    "hash_token",
    "outcomes_in_scope",
    "students_in_area",
    "students_in_scope",
]  # fmt: skip

SESSION_COOKIE = "shuangshi_session"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_NO_SUCH_PLACE = "没有找到这个区或学校。"


def hash_token(secret_key: str, token: str) -> str:
    """What is stored of a login cookie: a keyed hash, so that a stolen table opens no session."""
    return hmac.new(secret_key.encode(), token.encode(), hashlib.sha256).hexdigest()


class Login:
    """A valid login."""

    def __init__(self, account: Account, csrf_token: str, token_hash: str) -> None:
        self.account = account
        self.csrf_token = csrf_token
        self.token_hash = token_hash


def _login(
    request: Request, services: ServicesDep,
    token: Annotated[str | None, Cookie(alias=SESSION_COOKIE, include_in_schema=False)] = None,
    csrf: Annotated[str | None, Header(alias=CSRF_HEADER, include_in_schema=False)] = None,
) -> Login:  # fmt: skip
    if not token:
        raise Problem(401, "not_logged_in", "登录已过期或尚未登录，请重新登录。")
    with services.database.reading() as session:
        row = session.get(LoginSession, hash_token(services.config.secret_key, token))
        account = session.get(Account, row.account_id) if row and row.expires_at > utc_now() else None
    if row is None or account is None or account.erased_at is not None:
        raise Problem(401, "not_logged_in", "登录已过期或尚未登录，请重新登录。")
    if request.method not in _SAFE and not hmac.compare_digest((csrf or "").encode(), row.csrf_token.encode()):
        raise Problem(403, "csrf", "页面已过期，请刷新后再试。")
    return Login(account, row.csrf_token, row.token_hash)


LoginDep = Annotated[Login, Depends(_login)]


def allow(*roles: Role, before_password_change: bool = False) -> Any:
    """A dependency that lets these roles through; the roles stand on it as `allowed`, for tests and documents."""

    def check(login: LoginDep) -> Account:
        if login.account.role not in check.allowed:  # type: ignore[attr-defined]  # set below
            raise Problem(403, "wrong_role", "你的账号不能做这个操作。")
        if login.account.must_change_password and not before_password_change:
            raise Problem(403, "password_change_required", "第一次登录请先修改密码。")
        return login.account

    check.allowed = frozenset(roles)  # type: ignore[attr-defined]  # read by the access test
    return Depends(check)


AccountDep = Annotated[Account, allow(*Role)]
StudentDep = Annotated[Account, allow(Role.STUDENT)]
TeacherDep = Annotated[Account, allow(Role.TEACHER)]
RoomGuestDep = Annotated[Account, allow(Role.STUDENT, Role.TEACHER)]
"""Who may be in rooms at all; `get_membership` says in which."""


def students_in_scope(account: Account) -> ColumnElement[bool]:
    """Condition on `Account` rows: the students whose records `account` may read."""
    scopes: dict[str, Callable[[], ColumnElement[bool]]] = {
        Role.STUDENT: lambda: Account.id == account.id,
        Role.TEACHER: lambda: Account.class_id.in_(select(SchoolClass.id).where(classes_in_scope(account))),
        Role.SCHOOL_ADMIN: lambda: Account.school_id == account.school_id,
        Role.DISTRICT_ADMIN: lambda: Account.district_id == account.district_id,
        Role.CITY_ADMIN: true,
        Role.ENGINEER: false,
    }
    return _is_student() & scopes[account.role]()


def students_in_area(account: Account) -> ColumnElement[bool]:
    """Condition on `Account` rows: the students over whom `account` may see counts, though not their records."""
    scopes: dict[str, Callable[[], ColumnElement[bool]]] = {
        Role.TEACHER: lambda: Account.school_id == account.school_id,
        Role.SCHOOL_ADMIN: lambda: Account.school_id == account.school_id,
        Role.DISTRICT_ADMIN: lambda: Account.district_id == account.district_id,
        Role.CITY_ADMIN: true,
    }
    return _is_student() & scopes.get(account.role, false)()


def _is_student() -> ColumnElement[bool]:
    return (Account.role == Role.STUDENT) & Account.erased_at.is_(None)


def classes_in_scope(account: Account) -> ColumnElement[bool]:
    """Condition on `SchoolClass` rows: a class teacher's own classes, all of a school for its administrator."""
    scopes: dict[str, Callable[[], ColumnElement[bool]]] = {
        Role.TEACHER: lambda: SchoolClass.class_teacher_id == account.teacher_id,
        Role.SCHOOL_ADMIN: lambda: SchoolClass.school_id == account.school_id,
    }
    return scopes.get(account.role, false)()


def get_class(session: Session, account: Account, class_id: str) -> SchoolClass:
    """A class in scope, or 404."""
    row = session.scalar(select(SchoolClass).where(SchoolClass.id == class_id, classes_in_scope(account)))
    if row is None:
        raise Problem(404, "no_such_class", "没有找到这个班级。")
    return row


def get_assignment(session: Session, account: Account, assignment_id: str) -> Assignment:
    """What was set to a class in scope, or 404."""
    row = session.scalar(
        select(Assignment).join(SchoolClass, SchoolClass.id == Assignment.class_id)
        .where(Assignment.id == assignment_id, classes_in_scope(account))
    )  # fmt: skip
    if row is None:
        raise Problem(404, "no_such_assignment", "没有找到这项布置。")
    return row


def outcomes_in_scope(account: Account) -> ColumnElement[bool]:
    """Condition on `Outcome` rows: those of the account's school, district or city."""
    scopes: dict[str, Callable[[], ColumnElement[bool]]] = {
        Role.SCHOOL_ADMIN: lambda: Outcome.school_id == account.school_id,
        Role.DISTRICT_ADMIN: lambda: Outcome.district_id == account.district_id,
        Role.CITY_ADMIN: true,
        Role.ENGINEER: true,
    }
    return scopes.get(account.role, false)()


@dataclass(frozen=True)
class Area:
    """Over whom counts are looked at: a school, a district, or with neither the whole city."""

    district: str | None
    school: str | None


def get_area(session: Session, account: Account, district_id: str | None, school_id: str | None) -> Area:
    """The area that was asked for, within the account's own; without a wish the account's own.

    Raises:
        Problem: 404 where there is none such in scope.
    """
    own_school = account.school_id if account.role == Role.SCHOOL_ADMIN else None
    own_district = None if account.role == Role.CITY_ADMIN else account.district_id
    school = session.get(School, school_id or own_school) if school_id or own_school else None
    district = school.district_id if school else district_id or own_district
    outside = (
        (school_id is not None and (school is None or own_school not in (None, school.id)))
        or (own_district is not None and district != own_district)
        or (district_id is not None and (district != district_id or session.get(District, district_id) is None))
    )
    if outside:
        raise Problem(404, "no_such_place", _NO_SUCH_PLACE)
    return Area(district, school.id if school else None)


def get_match(session: Session, account: Account, match_id: str) -> Match:
    """A match in scope with its reasons; audited, for it is a student's.

    Raises:
        Problem: 404 where there is none in scope.
    """
    match = find_match(session, match_id)
    scopes: dict[str, Callable[[Match], bool]] = {
        Role.SCHOOL_ADMIN: lambda found: found.request.school_id == account.school_id,
        Role.DISTRICT_ADMIN: lambda found: found.request.district_id == account.district_id,
        Role.CITY_ADMIN: lambda _found: True,
    }
    if match is None or account.role not in scopes or not scopes[account.role](match):
        raise Problem(404, "no_such_match", "没有找到这次匹配。")
    student_id = match.request.student_id
    session.add(AuditEntry(actor_id=account.id, action="read_match", subject_id=student_id, detail=match_id))
    return match


def get_membership(session: Session, account: Account, session_id: str) -> Membership:
    """The account's place in a room, or 404."""
    member = find_membership(session, account.id, session_id)
    if member is None:
        raise Problem(404, "no_such_room", "没有找到这个辅导室。")
    return member


def get_student(session: Session, account: Account, student_id: str, action: str) -> Account:
    """A student in scope; a read by another person is audited.

    Raises:
        Problem: 404 where there is none in scope.
    """
    student = session.scalar(select(Account).where(Account.id == student_id, students_in_scope(account)))
    if student is None:
        raise Problem(404, "no_such_student", "没有找到这名学生。")
    if student.id != account.id:
        session.add(AuditEntry(actor_id=account.id, action=action, subject_id=student.id))
    return student


def check_still_there(session: Session, student: Account) -> None:
    """Refuses to store anything of a student who was erased while the request was under way.

    Raises:
        Problem: 401.
    """
    row = session.get(Account, student.id, with_for_update={"of": Account})
    if row is None or row.erased_at is not None:
        raise Problem(401, "not_logged_in", "登录已过期或尚未登录，请重新登录。")


def get_own_question(session: Session, student: Account, question_id: str) -> Question:
    """The student's own question, or 404."""
    question = session.get(Question, question_id)
    if question is None or question.student_id != student.id:
        raise Problem(404, "no_such_question", "没有找到这个问题。")
    return question


def get_own_request(session: Session, student: Account, request_id: str) -> HelpRequestRow:
    """The student's own request for a teacher, or 404."""
    request = session.get(HelpRequestRow, request_id)
    if request is None or request.student_id != student.id:
        raise Problem(404, "no_such_request", "没有找到这次求助。")
    return request


def get_invitation(session: Session, teacher: Account, invitation_id: str) -> InvitationRow:
    """An invitation to the teacher, or 404."""
    invitation = session.get(InvitationRow, invitation_id)
    if invitation is None or teacher.teacher_id is None or invitation.teacher_id != teacher.teacher_id:
        raise Problem(404, "no_such_invitation", "没有找到这个辅导邀请。")
    return invitation


def get_own_chat(session: Session, student: Account, chat_id: str) -> ChatRow:
    """The student's own conversation, or 404."""
    chat = session.get(ChatRow, chat_id)
    if chat is None or chat.student_id != student.id:
        raise Problem(404, "no_such_chat", "没有找到这段对话。")
    return chat


def get_own_unit_test(session: Session, student: Account, test_id: str) -> UnitTest:
    """The student's own test of a unit, or 404."""
    test = session.get(UnitTest, test_id)
    if test is None or test.student_id != student.id:
        raise Problem(404, "no_such_test", "没有找到这次小测。")
    return test


def get_slate(session: Session, student: Account, slate_id: str) -> Slate:
    """A slate shown to the student, or 404."""
    slate = session.get(Slate, slate_id)
    if slate is None or slate.student_id != student.id:
        raise Problem(404, "no_such_slate", "没有找到这次推荐。")
    return slate


def get_answer_progress(session: Session, student: Account, answer_id: str) -> AnswerProgress:
    """The student's progress on an answer that was recommended to them, or 404."""
    progress = session.get(AnswerProgress, (student.id, answer_id))
    if progress is None:
        raise Problem(404, "no_such_answer", "没有找到这个问答，或它没有推荐给你。")
    return progress


def get_attachment(session: Session, account: Account, attachment_id: str) -> Attachment:
    """A file of public content, or of a student in scope (audited), or 404."""
    attachment = session.get(Attachment, attachment_id)
    if attachment is None:
        raise Problem(404, "no_such_file", "没有找到这个文件。")
    if attachment.owner_id is not None and attachment.owner_id != account.id:
        if is_shown_to(session, account, attachment):
            session.add(AuditEntry(actor_id=account.id, action="read_photo", subject_id=attachment.owner_id))
            return attachment
        try:
            get_student(session, account, attachment.owner_id, "read_photo")
        except Problem as error:
            raise Problem(404, "no_such_file", "没有找到这个文件。") from error
    return attachment
