"""The text of a question, checked; what cannot be one becomes a problem for the student."""

from api.problems import Problem
from intent.question_text import MAX_CHARACTERS, QuestionTextError, check_question_text

__all__ = ["check_text"]


def check_text(text: str) -> str:
    """The text, cleaned.

    Raises:
        Problem: 413 where it is too long, 422 where it is no question.
    """
    try:
        return check_question_text(text)
    except QuestionTextError as error:
        raise Problem(413 if len(text) > MAX_CHARACTERS else 422, error.code, str(error)) from error
