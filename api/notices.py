"""What is said above the lists where lists alone would be wrong: out of scope, worries, distress."""

from typing import Literal

from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.config import ApiConfig
from intent.profile import CONFIRM_BELOW
from recommender.slate import Recommendation
from store.accounts import Account
from store.organisations import School

__all__ = ["Notice", "make_notice"]


class Notice(BaseModel):
    """A message to the student, with whom to turn to where that matters."""

    kind: Literal["out_of_scope", "distress", "study_method", "personal_growth", "small_talk", "unsure"]
    message: str
    contact: str | None = None
    hotline: str | None = None


def make_notice(session: Session, config: ApiConfig, student: Account, shown: Recommendation) -> Notice | None:
    """The notice that a recommendation needs, or None."""
    profile = shown.profile
    if profile.intent.sub == "distress":
        school = session.get(School, student.school_id) if student.school_id else None
        return Notice(
            kind="distress", contact=school.contact if school else None, hotline=config.hotline,
            message="听起来你现在很难受，谢谢你愿意说出来。你不用一个人扛着：请现在就告诉一位你信任的大人，"
                    "比如家长、班主任或学校的心理老师，他们会陪你一起想办法。",
        )  # fmt: skip
    if profile.intent.name == "study_method":
        return Notice(kind="study_method", message="这是学习方法的问题，为你找了相关的微课和擅长指导的老师。")
    if profile.intent.name == "personal_growth":
        return Notice(kind="personal_growth", message="成长中的烦恼谁都会有，这里有几节小课，也可以和老师聊聊。")
    if profile.intent.sub == "small_talk":
        return Notice(
            kind="small_talk", message="你好！把题目拍下来，或者打字告诉我哪里不懂，我来帮你找合适的微课和老师。"
        )
    if profile.subject is None and profile.intent.name != "other":
        return Notice(
            kind="unsure", message="还没看出是哪一科的问题。请把题目拍清楚或写完整一些，也可以在上面选一下学科。"
        )
    if profile.subject is None:
        return Notice(
            kind="out_of_scope",
            message="这个问题好像不属于初中九门学科，我这里帮不上忙。如果它其实是某一科的题，可以在上面改一下学科。",
        )
    if not profile.knowledge_points or profile.subject_confidence < CONFIRM_BELOW:
        return Notice(kind="unsure", message="我不太确定题目考查什么，请看看上面的学科和知识点对不对，可以直接改。")
    return None
