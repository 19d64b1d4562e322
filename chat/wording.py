"""Words and cards for what the policy decided. Short sentences, one question at most, nothing that shames."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import singledispatchmethod
from itertools import pairwise

from chat.actions import (
    Action,
    AskAgain,
    AskFelt,
    AskTopic,
    Comfort,
    Decline,
    Explain,
    Feedback,
    FindTeacher,
    Goodbye,
    Hint,
    Invite,
    NothingFound,
    NotYet,
    Passed,
    PoseItem,
    Recommend,
    ShowLessons,
    ShowPlan,
    Unchecked,
    WorkStep,
)
from chat.reply import Card, Reply, SafetyLabel
from chat.state import DialogueState
from knowledge_graph import KnowledgeGraph, KnowledgePoint
from recommender.assessment.items import AssessmentItem
from recommender.mastery import Level, Mastery, explain_mastery
from recommender.mastery_spread import infer_beliefs

__all__ = ["Wording", "action_name"]

_AFTER_LESSON = ("学完了", "太难了", "找老师")
_LEVEL_NAMES: Mapping[Level, str] = {"A": "学习理解", "B": "应用实践", "C": "迁移创新"}
_LACKS: Mapping[Level, str] = {
    "A": "基本概念还不牢", "B": "概念有了，用到新情境里还不熟", "C": "会用了，综合和推理还差一步",
}  # fmt: skip
_MOST_AROUND = 6
_STEP_NAMES = {"diagnose": "找到卡住的地方", "learn": "学一节", "check": "小测一下", "return": "回到"}
_PRAISE = ("答对了！", "对的！", "很好，正确。", "没错！")
_COMFORT = ("没关系，", "不要紧，", "别着急，", "正常的，")
_DECLINED = {
    "off_topic": "这个我帮不上忙，我只会陪你学这九门课。",
    "unsuitable": "这个内容不适合在这里聊，我不能帮你。如果你遇到了让你不舒服或害怕的事，请告诉信任的大人。",
    "injection": "我的规则改不了，这样说没有用哦。我还是会一步一步陪你学。",
    "privacy": "为了安全，不要在这里写电话、住址、证件号或密码，我也不能提供别人的信息。刚才的号码不会被保存。",
    "cheating": "考试和测验要靠自己，我不能帮忙。考完以后，欢迎把题拿来，我们一起弄懂它。",
}


class Wording:
    """Gives words to a decision.

    Args:
        graph: For names and sentences of points.
        contact: The school's contact for students in need.
        hotline: A telephone that is always open.
    """

    def __init__(self, graph: KnowledgeGraph, contact: str = "班主任或学校心理老师", hotline: str = "12355") -> None:
        self._graph, self._contact, self._hotline = graph, contact, hotline

    def put(
        self, action: Action, feedback: Feedback | None, state: DialogueState, mastery: Mapping[str, Mastery],
        now: datetime,
    ) -> Reply:  # fmt: skip
        """The reply without what only the engine knows: lessons and teachers are added by the agent."""
        reply = self._say(action, state, mastery, now)
        before = self._of_feedback(feedback, state) if feedback else ""
        return reply.model_copy(update={"text": f"{before}{reply.text}", "action": action_name(action)})

    def show_change(
        self, point_id: str, before: Mapping[str, Mastery], after: Mapping[str, Mastery], now: datetime
    ) -> Card:  # fmt: skip
        """What an answer has changed: the point before and after, and the points that it rests on."""
        around = [point_id, *self._point(point_id).needs][:_MOST_AROUND]
        beliefs = [infer_beliefs(known, self._graph, around, now) for known in (before, after)]
        was, now_ = (belief[point_id].reaches("B") for belief in beliefs)
        cells = [
            {"id": one, "name": self._point(one).name, "value": round(beliefs[1][one].reaches("B"), 3)}
            for one in around
        ]
        because = explain_mastery(after.get(point_id, Mastery()), now)
        name = self._point(point_id).name
        return Card(kind="change", body={
            "id": point_id, "name": name, "before": round(was, 3), "after": round(now_, 3), "because": because,
            "around": cells,
        })  # fmt: skip

    def _of_feedback(self, feedback: Feedback, state: DialogueState) -> str:
        item, marked = feedback.item, feedback.marked
        note = marked.note
        if marked.verdict == "right":
            return f"{_PRAISE[state.turns % len(_PRAISE)]}{note}\n\n"
        calm = _COMFORT[state.turns % len(_COMFORT)]
        if feedback.gave_up:
            return f"{calm}不会也是重要的信息。\n\n"
        idea = self._point(item.point).misconceptions
        if item.reveals and feedback.given.strip().upper().endswith(item.reveals) and idea:
            return f"{calm}这里有个常见的误区：“{idea[0].belief}”。{_sentence(idea[0].repair)}\n\n"
        return f"{calm}这道没有做对。{note}{_sentence(item.explanation)}\n\n"

    @singledispatchmethod
    def _say(self, action: Action, state: DialogueState, mastery: Mapping[str, Mastery], now: datetime) -> Reply:
        raise TypeError(f"no words for {type(action).__name__}")

    @_say.register
    def _(self, action: Invite, state: DialogueState, *_: object) -> Reply:
        start = "好，换一个。" if action.again else "你好，我是 AI 智能学。" if state.turns <= 1 else ""
        return _reply(
            f"{start}告诉我你哪里不会就行，比如“我不会浮力”，或者把一道题拍下来、打出来。",
            quick=("我不会浮力", "一元二次方程怎么解", "给我一节微课"),
        )

    @_say.register
    def _(self, action: AskTopic, *_: object) -> Reply:
        first = self._point(action.points[0])
        names = tuple(self._point(point).name for point in action.points)
        return _reply(f"先说一句：{_sentence(first.definition)}你想弄懂的是哪一个？", quick=names)

    @_say.register
    def _(self, action: PoseItem, state: DialogueState, *_: object) -> Reply:
        if action.opening:
            point = self._point(action.opening)
            text = f"{point.name}：{_sentence(point.definition)}先做一道小题，看看卡在哪里；不会就直接说“不会”。"
        elif state.posed is not None and state.posed.seen:
            text = "刚才没做对的这道，现在再试一次。"
        elif action.purpose == "check":
            text = "来一道小题，看看学得怎么样。"
        else:
            text = "再看一道。" if state.topic and state.topic.questions else "看看这道。"
        return _reply(text, cards=(self._item(action.item),), quick=("不会", "给个提示"))

    @_say.register
    def _(self, action: AskAgain, *_: object) -> Reply:
        return _reply(action.note, cards=(self._item(action.item),), quick=("不会", "给个提示"))

    @_say.register
    def _(self, action: Recommend, state: DialogueState, mastery: Mapping[str, Mastery], now: datetime) -> Reply:
        point = self._point(action.point)
        known = mastery.get(action.point)
        because = f"（{explain_mastery(known, now)}）" if known and known.answered else ""
        if action.again:
            text = f"我们换一种讲法，再来一次「{point.name}」。"
        else:
            start, level = self._point(action.start).name, action.level
            through = "" if action.point == action.start else f"问题不在「{start}」本身，而在它的前提。"
            where = f"你卡在「{point.name}」的{level}层级（{_LEVEL_NAMES[level]}）：{_LACKS[level]}{because}。"
            text = f"{through}{where}先学这个，学完告诉我。"
        return _reply(text, cards=(self._point_card(point, action.level), self._plan(state)), quick=_AFTER_LESSON)

    @_say.register
    def _(self, action: NothingFound, state: DialogueState, mastery: Mapping[str, Mastery], now: datetime) -> Reply:
        name, count = (
            self._point(action.point).name,
            f"这 {action.questions} 道你都" if action.questions > 1 else "这道你",
        )
        text = f"{count}做对了，没有找到卡住的地方，「{name}」可以放心往前学。如果是某一道题不会，把题发给我。"
        return _reply(text, cards=(self._mastery(action.point, mastery, now),), quick=("换个话题", "找老师"))

    @_say.register
    def _(self, action: AskFelt, *_: object) -> Reply:
        return _reply("这一节对你来说难度怎么样？", quick=("太简单", "正好", "太难"))

    @_say.register
    def _(self, action: Passed, state: DialogueState, mastery: Mapping[str, Mastery], now: datetime) -> Reply:
        name = self._point(action.point).name
        then = f"现在可以回到「{self._point(action.then).name}」了，继续吗？" if action.then else "想接着学什么？"
        cards = (self._mastery(action.point, mastery, now), self._plan(state))
        return _reply(
            f"小测通过，「{name}」这一关过了！{then}", cards=cards, quick=("继续", "休息一下") if action.then else ()
        )

    @_say.register
    def _(self, action: Unchecked, state: DialogueState, *_: object) -> Reply:
        then = f"现在可以回到「{self._point(action.then).name}」了，继续吗？" if action.then else "想接着学什么？"
        text = f"这一节学完了。「{self._point(action.point).name}」暂时没有你没做过的小测题，先不打分。{then}"
        return _reply(text, cards=(self._plan(state),), quick=("继续", "休息一下") if action.then else ())

    @_say.register
    def _(self, action: NotYet, state: DialogueState, mastery: Mapping[str, Mastery], now: datetime) -> Reply:
        name = self._point(action.point).name
        return _reply(
            f"「{name}」还差一点，光看可能不够，找一位老师一对一讲会更快。要帮你找吗？",
            cards=(self._mastery(action.point, mastery, now),), quick=("找老师", "换个话题"),
        )  # fmt: skip

    @_say.register
    def _(self, action: Hint, *_: object) -> Reply:
        held = "答案先不说，自己想出来才是你的。" if action.withheld else ""
        safety: SafetyLabel = "withheld" if action.withheld else "none"
        if action.item is not None:
            return _reply(f"{held}{self._item_hint(action)}", (self._item(action.item),), ("不会",), safety)
        text, cards = self._own_hint(action)
        return _reply(f"{held}{text}", cards, ("再给一点提示", "类似的题", "找老师"), safety)

    @_say.register
    def _(self, action: Explain, state: DialogueState, *_: object) -> Reply:
        point = self._point(action.point)
        wrong = max(point.misconceptions, key=lambda idea: _likeness(idea.belief, action.question), default=None)
        repair = f"容易想错的是“{wrong.belief}”：{_sentence(wrong.repair)}" if wrong else ""
        text = f"{point.name}：{_sentence(point.definition)}{repair}"
        if action.item is not None:
            return _reply(f"{text}\n\n再回来看这道题。", (self._item(action.item),), ("不会", "给个提示"))
        learning = ("学完了", "找老师") if state.phase == "learning" else ("再给一点提示", "找老师")
        return _reply(text, quick=learning)

    @_say.register
    def _(self, action: WorkStep, *_: object) -> Reply:
        more = "接着写下一步吧。" if action.check.holds else "改好以后再发给我。"
        return _reply(f"{action.check.note}{more}", quick=("再给一点提示", "找老师"))

    @_say.register
    def _(self, action: FindTeacher, *_: object) -> Reply:
        about = f"擅长「{self._point(action.point).name}」的" if action.point else ""
        return _reply(f"好，下面是{about}老师，点一位就可以求助。")

    @_say.register
    def _(self, action: ShowLessons, *_: object) -> Reply:
        words = {
            "lessons": "给你找了这些，从第一个开始就好。", "study_method": "学习方法可以练出来，先看这一个。",
            "personal_growth": "谢谢你愿意说出来。这些内容别的同学觉得有帮助；想找人聊，也可以找老师。",
        }  # fmt: skip
        return _reply(words[action.of])

    @_say.register
    def _(self, action: ShowPlan, state: DialogueState, *_: object) -> Reply:
        if not state.plan:
            return _reply("今天还没有计划。告诉我你想弄懂什么，我们就开始。")
        quick = _AFTER_LESSON if state.phase == "learning" else ()
        done = sum(step.done for step in state.plan)
        return _reply(f"今天：{done}/{len(state.plan)}。", cards=(self._plan(state),), quick=quick)

    @_say.register
    def _(self, action: Decline, *_: object) -> Reply:
        return _reply(f"{_DECLINED[action.why]}我们回到学习上吧。", safety=action.why)

    @_say.register
    def _(self, action: Comfort, *_: object) -> Reply:
        text = (
            "谢谢你告诉我，你一定很难受。这不是你的错，也不用一个人扛。"
            f"请现在就告诉一个你信任的大人，比如爸爸妈妈、{self._contact}；"
            f"也可以打 {self._hotline}，随时有人听你说。如果你正处在危险里，请马上打 110 或 120。"
        )
        card = Card(kind="help_line", body={"contact": self._contact, "hotline": self._hotline})
        return _reply(text, cards=(card,), safety="distress")

    @_say.register
    def _(self, action: Goodbye, *_: object) -> Reply:
        return _reply("好，今天就到这里。让眼睛休息一下，下次从这里接着学。")

    def _item_hint(self, hint: Hint) -> str:
        assert hint.item is not None
        point = self._point(hint.item.point)
        match hint.rung:
            case 1:
                return f"想一想：{_sentence(point.definition)}"
            case 2 if point.misconceptions:
                idea = point.misconceptions[0]
                return f"小心，有同学以为“{idea.belief}”。{_sentence(idea.repair)}"
            case _:
                return "先大胆试一试；实在没有把握，说“不会”也可以，我会换一种方式。"

    def _own_hint(self, hint: Hint) -> tuple[str, tuple[Card, ...]]:
        name = f"这道题考的是「{self._point(hint.point).name}」。" if hint.point else ""
        if hint.rung == 1:
            return f"{name}先说说：题目给了哪些条件，要求的是什么？", ()
        if hint.text is not None:
            lead = "可以这样想" if hint.rung == 2 else "下一步"
            return f"{lead}：{_sentence(hint.text)}写出来给我看看？", ()
        if hint.example is not None:
            return "看一道同类题是怎么做的，再回到你的题。", (self._example(hint.example),)
        return "提示都用完了。把你写到哪一步发给我，或者找老师一起看。", ()

    def _point(self, point_id: str | None) -> KnowledgePoint:
        assert point_id is not None
        return self._graph.get_point(point_id)

    def _item(self, item: AssessmentItem) -> Card:
        body = {"id": item.id, "kind": item.kind, "stem": item.stem, "options": item.options, "unit": item.unit}
        return Card(kind="item", body=body | {"point": self._point(item.point).name, "level": item.level})

    def _example(self, item: AssessmentItem) -> Card:
        body = {"stem": item.stem, "options": item.options, "explanation": item.explanation}
        return Card(kind="example", body=body)

    def _point_card(self, point: KnowledgePoint, level: Level) -> Card:
        idea = point.misconceptions[0] if point.misconceptions else None
        return Card(kind="point", body={
            "id": point.id, "name": point.name, "unit": point.unit.name, "definition": point.definition, "level": level,
            "can_do": point.can_do.get(level), "belief": idea.belief if idea else None,
            "repair": idea.repair if idea else None,
        })  # fmt: skip

    def _plan(self, state: DialogueState) -> Card:
        steps = [
            {"name": _STEP_NAMES[step.kind] + (f"「{self._point(step.point).name}」" if step.kind != "check" else ""),
             "done": step.done}
            for step in state.plan
        ]  # fmt: skip
        return Card(kind="plan", body={"steps": steps, "done": sum(step.done for step in state.plan)})

    def _mastery(self, point: str, mastery: Mapping[str, Mastery], now: datetime) -> Card:
        known = mastery.get(point, Mastery())
        belief = known.belief(now)
        return Card(kind="mastery", body={
            "id": point, "name": self._point(point).name, "after": round(belief.reaches("B"), 3),
            "levels": [round(value, 3) for value in belief.levels], "because": explain_mastery(known, now),
            "mastered": known.is_mastered(now),
        })  # fmt: skip


def action_name(action: Action) -> str:
    """`PoseItem` as `pose_item`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(action).__name__).lower()


def _likeness(one: str, other: str) -> int:
    """Pairs of characters that both have."""
    return len({*pairwise(one)} & {*pairwise(other)})


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text[-1:] in "。！？!?" else f"{text}。"


def _reply(
    text: str, cards: tuple[Card, ...] = (), quick: tuple[str, ...] = (), safety: SafetyLabel = "none"
) -> Reply:  # fmt: skip
    return Reply(text=text, action="", cards=cards, quick=quick, safety=safety)
