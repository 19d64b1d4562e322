"""A question → its QuestionProfile: subject, stage, knowledge points, ability level, difficulty, intent."""

from intent.linking import PointLinker
from intent.profile import QuestionProfile
from intent.profiler import Profiler
from intent.question_text import QuestionTextError, check_question_text

__all__ = ["PointLinker", "Profiler", "QuestionProfile", "QuestionTextError", "check_question_text"]
