"""A question → its QuestionProfile: subject, stage, knowledge points, ability level, difficulty, intent.

What the parts exchange is here; `intent.profiler` and `intent.linking` bring the models' libraries with them.
"""

from intent.profile import QuestionProfile
from intent.question_text import QuestionTextError, check_question_text

__all__ = ["QuestionProfile", "QuestionTextError", "check_question_text"]
