"""An answered item, wherever it was answered: what is kept of it, and what it teaches of the item."""

from sqlalchemy.orm import Session

from api.services import Services
from recommender.assessment.calibration import count_answer
from recommender.assessment.families import family_of
from recommender.assessment.items import AssessmentItem
from store.accounts import Account
from store.assessment import add_item_counts
from store.base import new_id
from store.consents import is_training_allowed
from store.conversations import ItemAnswer

__all__ = ["record_item_result"]


def record_item_result(
    session: Session, services: Services, student: Account, item: AssessmentItem, verdict: str, able: float
) -> None:
    """Writes down that an item was answered.

    Args:
        session: The transaction to write in.
        services: Of the API.
        student: Who answered; their answers teach of the item only where their data may.
        item: What was answered.
        verdict: right or wrong.
        able: Probability, before it, that the student can do the item.
    """
    session.add(ItemAnswer(id=new_id("ia"), student_id=student.id, item_id=item.id, verdict=verdict))
    if is_training_allowed(session, student, services.config.local_now().date()):
        response = services.shelf().response_of(item)
        add_item_counts(session, family_of(item.id), count_answer(response, able, verdict == "right"))
