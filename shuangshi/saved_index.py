"""Opens the content index that is saved in the home folder; what is wrong with it is said, and it is made again."""

import logging
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from models.encoder import EncoderMismatchError, TextEncoder
from recommender.answers.disk import DiskAnswers
from recommender.answers.index import AnswerIndex
from recommender.answers.postgres import PostgresAnswers, SharedIndexError
from recommender.content_index import ContentIndex, IndexFileError
from shuangshi.settings import Settings
from store.catalogue import count_answers, last_sequence
from store.database import Database
from store.installation import get_installation_id

__all__ = ["IndexPlace", "choose_place", "open_index"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class IndexPlace:
    """Where the content index is saved.

    Attributes:
        file: All items, or all but answered questions where these are kept elsewhere.
        answers: Folder of the answered questions where they are kept on disk.
        is_shared: Whether they are kept in the database, for all engine replicas.
    """

    file: Path
    answers: Path | None = None
    is_shared: bool = False


def choose_place(settings: Settings, database: Database) -> IndexPlace:
    """Answered questions are kept on disk from the number on that the settings say, or shared where they say so.

    Raises:
        SharedIndexError: They are to be shared, and the database is not PostgreSQL.
    """
    folder = settings.home / "indexes"
    if settings.shared_index:
        if database.is_sqlite:
            raise SharedIndexError("SHUANGSHI_SHARED_INDEX needs PostgreSQL; SHUANGSHI_DATABASE_URL names none")
        return IndexPlace(folder / _WITHOUT_ANSWERS, is_shared=True)
    with database.reading() as session:
        count = count_answers(session)
    if count < settings.disk_index_from:
        return IndexPlace(folder / "content.npz")
    log.info("%d answered questions: searched on disk, approximately", count)
    return IndexPlace(folder / _WITHOUT_ANSWERS, folder / "answers")


def open_index(place: IndexPlace, encoder: TextEncoder, database: Database) -> ContentIndex:
    """The saved index where it is of this encoder and database; else an empty one, and the saved one is gone."""
    with database.transaction() as session:
        source = get_installation_id(session)
    answers: AnswerIndex | None = None
    if place.is_shared:
        answers = _open_shared_answers(encoder, database, source)
    elif place.answers:
        answers = _open_answers(place.answers, encoder, database, source)
    saved, fault = None, ""
    if place.file.is_file():
        try:
            saved = ContentIndex.load(place.file, encoder, answers)
        except EncoderMismatchError:
            fault = _OTHER_ENCODER
        except IndexFileError as error:
            fault = f"is unreadable ({error})"
    if saved is not None:
        fault = _find_fault(saved.source, saved.sequence, database, source)
    if saved is not None and not fault:
        return saved
    if fault:
        log.warning("the saved content index %s; rebuilding it", fault)
        place.file.unlink(missing_ok=True)
    return ContentIndex(encoder, source, answers)


_WITHOUT_ANSWERS = "content-without-answers.npz"
_OTHER_ENCODER = "was made with another encoder"


def _open_shared_answers(encoder: TextEncoder, database: Database, source: str) -> PostgresAnswers:
    answers = PostgresAnswers(database.engine, encoder.hash, encoder.dimension, source)
    is_other = answers.encoder_hash != encoder.hash
    if fault := _OTHER_ENCODER if is_other else _find_fault(answers.source, answers.sequence, database, source):
        log.warning("the shared index of answered questions %s; rebuilding it", fault)
        answers.clear(encoder.hash, source)
    return answers


def _open_answers(folder: Path, encoder: TextEncoder, database: Database, source: str) -> DiskAnswers:
    try:
        answers = DiskAnswers(folder, encoder.hash, encoder.dimension, source)
    except sqlite3.OperationalError:
        raise  # locked, or no room: the index is not to blame
    except sqlite3.DatabaseError as error:
        fault = f"is unreadable ({error})"
    else:
        is_other = answers.encoder_hash != encoder.hash
        fault = _OTHER_ENCODER if is_other else _find_fault(answers.source, answers.sequence, database, source)
        if not fault:
            return answers
        answers.close()
    log.warning("the saved index of answered questions %s; rebuilding it", fault)
    shutil.rmtree(folder)
    return DiskAnswers(folder, encoder.hash, encoder.dimension, source)


def _find_fault(own_source: str, sequence: int, database: Database, source: str) -> str:
    """Why an index is of no use to this database; empty where it is. After loading: the log only grows, so a sound
    index cannot be ahead of it.
    """
    if own_source != source:
        return "is of another database"
    with database.reading() as session:
        newest = last_sequence(session)
    if sequence > newest:
        return f"is at {sequence}, ahead of the database at {newest}, as after restoring an older back-up"
    return ""
