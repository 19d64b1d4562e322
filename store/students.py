"""A student's record: what ranking needs of it, its export, and its erasure."""

import logging
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, cast, get_args

from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from recommender.felt import Felt
from recommender.mastery import Answered, Finished, Mastery, Seen, Sign, take_back, update_mastery
from recommender.spaced_review import DueReview, Review, Said, find_due_reviews
from recommender.student import StudentContext
from store.accounts import Account, Identity, Role, end_logins, lock_account
from store.assignments import find_open_assignments
from store.attachments import Attachment
from store.audit import AuditEntry
from store.base import utc_now
from store.blobs import BlobStore
from store.consents import Consent
from store.conversations import CareAlert, ChatMessage, ChatRow, ItemAnswer, delete_conversation
from store.help_requests import HelpRequestRow
from store.installation import erased_key
from store.interactions import find_history, groups_of
from store.invitations import InvitationRow
from store.outcomes import MasteryRow, Outcome, Slate
from store.points_ledger import PointsEntry
from store.questions import AnswerProgress, ProfileCorrection, Question
from store.session_feedback import FeedbackRow
from store.session_log import SessionEvent
from store.tutored_student import erase_tutoring
from store.tutoring_sessions import TutoringSession
from store.unit_tests import UnitTest

__all__ = [
    "FEEDBACK_KINDS", "erase_student", "export_student", "find_due_lessons", "find_feedback", "find_mastery",
    "find_student", "finished_items", "read_context", "record_evidence", "withdraw_evidence",
]  # fmt: skip

log = logging.getLogger(__name__)

FEEDBACK_KINDS = ("too_easy", "fits", "too_hard", "feedback_withdrawn")
"""Outcomes by which a student says how a lesson was; the newest counts."""

_COURSE_SEEN = ("finished",)
_FELT_LATELY = timedelta(days=30)
_HISTORY = timedelta(days=180)
_LONGEST_HISTORY = 50


def find_student(session: Session, student: str) -> Account | None:
    """A student's account by pseudonym or by the id the region's files gave."""
    account = session.get(Account, student) or session.scalar(
        select(Account).join(Identity).where(Identity.external_id == student)
    )
    return account if account and account.role == Role.STUDENT else None


def find_mastery(session: Session, student_id: str) -> dict[str, Mastery]:
    """Mastery by knowledge point."""
    rows = session.scalars(select(MasteryRow).where(MasteryRow.student_id == student_id))
    return {row.point_id: row.value for row in rows}


def record_evidence(
    session: Session, student_id: str, point_ids: Iterable[str], evidence: Answered | Seen | Finished | Sign
) -> None:  # fmt: skip
    """Moves the student's mastery of some points by one piece of evidence."""
    now = utc_now()
    _move_mastery(session, student_id, point_ids, lambda mastery: update_mastery(mastery, evidence, now))


def withdraw_evidence(session: Session, student_id: str, point_ids: Iterable[str], sign: Sign) -> None:
    """Undoes `record_evidence` where the student took back what was said."""
    _move_mastery(session, student_id, point_ids, lambda mastery: take_back(mastery, sign))


def _move_mastery(
    session: Session, student_id: str, point_ids: Iterable[str], move: Callable[[Mastery], Mastery]
) -> None:  # fmt: skip
    lock_account(session, student_id)
    for point_id in point_ids:
        row = session.get(MasteryRow, (student_id, point_id))
        after = move(row.value if row else Mastery(at=utc_now()))
        if row is None:
            row = MasteryRow(student_id=student_id, point_id=point_id)
            session.add(row)
        row.value = after


def read_context(session: Session, account: Account, now: datetime, temperature: float = 0.0) -> StudentContext:
    """What the engine is told about a student; about who wants nothing personal, only grade and what teachers set."""
    known = StudentContext(
        student=account.id, grade=account.grade, personalised=account.personalised, now=now, temperature=temperature,
        assigned=frozenset(course.id for _, course in find_open_assignments(session, account)),
    )  # fmt: skip
    if not account.personalised:
        return known
    return known.model_copy(update={
        "mastery": find_mastery(session, account.id), "excluded": frozenset(finished_items(session, account.id)),
        "felt": _find_felt(session, account.id, now - _FELT_LATELY),
        "due": find_due_lessons(session, account.id, now),
        "history": find_history(session, account.id, now - _HISTORY, _LONGEST_HISTORY),
        "groups": groups_of(account),
    })  # fmt: skip


def find_due_lessons(session: Session, student_id: str, now: datetime) -> dict[str, DueReview]:
    """Lessons that the student has learned and begins to forget, by id; `now` in the service's time zone."""
    rows = session.execute(
        select(Outcome.item_id, Outcome.at, Outcome.kind).where(
            Outcome.student_id == student_id, Outcome.kind.in_(get_args(Said)), Outcome.item_id.is_not(None)
        )
    )
    return find_due_reviews((Review(str(item), at, cast(Said, kind)) for item, at, kind in rows), now)


def find_feedback(
    session: Session, student_id: str, course_id: str | None = None, since: datetime | None = None
) -> dict[str, str]:  # fmt: skip
    """The last word on each micro-course, or on one: too_easy, fits or too_hard; what was taken back is absent."""
    query = select(Outcome.item_id, Outcome.kind).where(
        Outcome.student_id == student_id, Outcome.kind.in_(FEEDBACK_KINDS)
    )
    query = query if course_id is None else query.where(Outcome.item_id == course_id)
    query = query if since is None else query.where(Outcome.at >= since)
    last = {item_id: kind for item_id, kind in session.execute(query.order_by(Outcome.at, Outcome.id)) if item_id}
    return {item_id: kind for item_id, kind in last.items() if kind != "feedback_withdrawn"}


def _find_felt(session: Session, student_id: str, since: datetime) -> dict[str, Felt]:
    """Micro-courses that the student lately found too easy or too hard."""
    said = find_feedback(session, student_id, since=since)
    return {item_id: cast(Felt, kind) for item_id, kind in said.items() if kind in get_args(Felt)}


def finished_items(session: Session, student_id: str) -> set[str]:
    """Items the student has finished, which are not recommended again."""
    query = select(Outcome.item_id).where(Outcome.student_id == student_id, Outcome.kind.in_(_COURSE_SEEN))
    return {item_id for item_id in session.scalars(query) if item_id}


def export_student(session: Session, blobs: BlobStore, account: Account) -> dict[str, Any]:
    """Everything stored about a student, photographs in base64 included, as one JSON-ready document."""
    identity = account.identity
    chats = select(ChatRow.id).where(ChatRow.student_id == account.id)
    asked = select(HelpRequestRow.id).where(HelpRequestRow.student_id == account.id)
    held = select(TutoringSession.id).where(TutoringSession.request_id.in_(asked))
    return {
        "id": account.id,
        "created_at": account.created_at.isoformat(),
        "district": account.district_id,
        "school": account.school_id,
        "class": account.class_id,
        "identity": _row(identity) if identity else None,
        "grade": account.grade,
        "personalised": account.personalised,
        "consents": _rows(session, Consent, Consent.account_id == account.id),
        "questions": _rows(session, Question, Question.student_id == account.id),
        "corrections": _rows(
            session, ProfileCorrection,
            ProfileCorrection.question_id.in_(select(Question.id).where(Question.student_id == account.id)),
        ),
        "answers": _rows(session, AnswerProgress, AnswerProgress.student_id == account.id),
        "slates": _rows(session, Slate, Slate.student_id == account.id),
        "outcomes": _rows(session, Outcome, Outcome.student_id == account.id),
        "help_requests": _rows(session, HelpRequestRow, HelpRequestRow.student_id == account.id),
        "invitations": _rows(session, InvitationRow, InvitationRow.request_id.in_(asked)),
        "tutoring_sessions": _rows(session, TutoringSession, TutoringSession.request_id.in_(asked)),
        "session_events": _rows(session, SessionEvent, SessionEvent.session_id.in_(held)),
        "session_feedback": _rows(
            session, FeedbackRow, FeedbackRow.session_id.in_(held) & (FeedbackRow.role == Role.STUDENT)
        ),
        "points_entries": _rows(session, PointsEntry, PointsEntry.person_id == account.id),
        "mastery": _rows(session, MasteryRow, MasteryRow.student_id == account.id),
        "conversations": _rows(session, ChatRow, ChatRow.student_id == account.id),
        "chat_messages": _rows(session, ChatMessage, ChatMessage.conversation_id.in_(chats)),
        "item_answers": _rows(session, ItemAnswer, ItemAnswer.student_id == account.id),
        "unit_tests": _rows(session, UnitTest, UnitTest.student_id == account.id),
        "care_alerts": _rows(session, CareAlert, CareAlert.student_id == account.id),
        "attachments": [
            _row(row) | {"base64": _base64(blobs, row.sha256)}
            for row in session.scalars(select(Attachment).where(Attachment.owner_id == account.id))
        ],
        "accesses": _rows(session, AuditEntry, AuditEntry.subject_id == account.id),
    }  # fmt: skip


def erase_student(session: Session, blobs: BlobStore, account: Account, actor_id: str) -> None:
    """Removes mapping, photographs and free text. Pseudonymous outcomes and mastery stay for aggregates."""
    for attachment in session.scalars(select(Attachment).where(Attachment.owner_id == account.id)).all():
        remove_attachment(session, blobs, attachment)
    session.execute(
        update(Question)
        .where(Question.student_id == account.id)
        .values(
            text="",
            regions=[],
            picture_id=None,
            ready_to_publish=False,
            problem=None,
            profile=None,
            state="failed",
            lease_until=None,
        )
    )
    session.execute(update(AnswerProgress).where(AnswerProgress.student_id == account.id).values(attempt=None))
    session.execute(update(Outcome).where(Outcome.student_id == account.id).values(note=None))
    for chat in session.scalars(select(ChatRow).where(ChatRow.student_id == account.id)).all():
        delete_conversation(session, chat)
    session.execute(delete(CareAlert).where(CareAlert.student_id == account.id))
    erase_tutoring(session, account.id)
    end_logins(session, account.id)
    session.execute(delete(Consent).where(Consent.account_id == account.id))
    if account.identity is not None and account.identity.external_id is not None:
        account.erased_key = erased_key(session, account.identity.external_id)
    session.execute(delete(Identity).where(Identity.account_id == account.id))
    account.class_id = None
    account.password_hash = None
    account.erased_at = utc_now()
    session.add(AuditEntry(actor_id=actor_id, action="erase_student", subject_id=account.id))


def remove_attachment(
    session: Session, blobs: BlobStore, attachment: Attachment, stored_before: datetime | None = None
) -> None:
    """Deletes the row and, once that is committed, the blob where no other row shares it.

    Args:
        session: The transaction to write in.
        blobs: Where the blob lies; a slow store holds up no writer, and one that fails leaves an orphan to the sweep.
        attachment: What to delete.
        stored_before: A blob stored again since then stays: somebody's row for it may be on its way.
    """
    sha256 = attachment.sha256
    shared = session.scalar(
        select(Attachment.id).where(Attachment.sha256 == sha256, Attachment.id != attachment.id).limit(1)
    )
    session.execute(update(Question).where(Question.picture_id == attachment.id).values(picture_id=None))
    session.delete(attachment)
    session.flush()
    if shared is None:
        _once_committed(session, lambda: _delete_blob(blobs, sha256, stored_before))


def _once_committed(session: Session, act: Callable[[], None]) -> None:
    """Acts when the transaction is committed and its connection, SQLite's only one for writing, is free again."""

    def act_at_the_end(session: Session) -> None:
        event.listen(session, "after_transaction_end", lambda _session, _transaction: act(), once=True)

    event.listen(session, "after_commit", act_at_the_end, once=True)


def _delete_blob(blobs: BlobStore, sha256: str, stored_before: datetime | None) -> None:
    try:
        blobs.delete(sha256, stored_before)
    except Exception:  # the rows are gone for good: whoever committed must not hear of a failure
        log.exception("a deleted file's bytes could not be removed; the sweep for orphans takes them")


def _base64(blobs: BlobStore, sha256: str) -> str | None:
    """The file's bytes; None where they are gone already."""
    try:
        return b64encode(b"".join(blobs.read(sha256))).decode("ascii")
    except FileNotFoundError:
        return None


def _rows(session: Session, table: Any, condition: Any) -> list[dict[str, Any]]:
    return [_row(row) for row in session.scalars(select(table).where(condition))]


def _row(row: Any) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}
