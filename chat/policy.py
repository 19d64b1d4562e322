"""What to do next: pure, from the state and what the student did. No words, no database, no model.

Understand, ask one thing at a time, find the gap, recommend one thing, see whether it helped,
go on. The student may ask
for a person, change the topic, or go back at any time; a bare answer is never given on request.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

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
from chat.ladder import find_rung
from chat.requests import Request
from chat.safety import Danger
from chat.shelf import Shelf
from chat.state import DialogueState, OwnQuestion, PlanStep, PosedItem, Topic
from chat.steps import check_step
from intent import QuestionProfile
from knowledge_graph import KnowledgePoint
from recommender.assessment.diagnosis import MOST_QUESTIONS, Diagnosis, Gap, Probe, begin_diagnosis, choose_probe
from recommender.assessment.items import AssessmentItem
from recommender.assessment.marking import is_giving_up, mark_answer
from recommender.items import Solved
from recommender.mastery import LEVELS, Answered, Level, Mastery, Sign, update_mastery
from recommender.mastery_spread import infer_beliefs

__all__ = ["Decision", "Evidence", "Message", "Policy"]

_CLEAR = 0.35  # confidence from which the first of several points is taken as meant
_SURELY_ELSEWHERE = 0.9
_ELSEWHERE_FROM = 8  # characters: a shorter text tells too little of what it is about
_ENOUGH_RIGHT, _ENOUGH_WRONG = 2, 2
_REMEMBERED = 0.49  # chance to get an item right that was explained before, without being able
_MOST_LESSONS = 2  # of one gap; then a person is better
_FELT: Mapping[Request, Sign] = {
    "too_hard": "found_too_hard", "too_easy": "found_too_easy", "fits": "found_fitting",
}  # fmt: skip
_GOING_ON = {
    "继续", "好", "好的", "嗯", "嗯嗯", "可以", "行", "ok", "下一步", "开始", "来吧", "走", "是", "要", "想",
}  # fmt: skip
_WHY = re.compile(
    r"为什么|为啥|为何|怎么(会|回事|来的|理解)|什么意思|(是|叫)什么|什么(是|叫)|区别|关系|有什么用|不(明白|理解)"
)
_LITTLE = 2  # characters
_NEAR = 2  # steps in the graph
_TASK_FROM = 24  # characters: a shorter text behind a waiting item is no new task


@dataclass(frozen=True)
class Message:
    """What the student did.

    Attributes:
        text: As typed; the given answer where an item was answered on its card.
        request: What the words ask for.
        profile: What the text is about; None where nothing had to be understood.
        same_question: The student's task, answered already.
        danger: Why it is not served; `distress` is not declined but cared for.
        point: A point that was chosen on a button.
        on_card: The item whose card was used.
    """

    text: str
    request: Request | None = None
    profile: QuestionProfile | None = None
    same_question: Solved | None = None
    danger: Danger | None = None
    point: str | None = None
    on_card: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What the turn says of the student's mastery."""

    point: str
    said: Answered | Sign


@dataclass(frozen=True)
class Decision:
    """The next state, what to do, and what has been learned of the student."""

    state: DialogueState
    action: Action
    feedback: Feedback | None = None
    evidence: tuple[Evidence, ...] = ()


class Policy:
    """The rules.

    Args:
        shelf: Graph and items.
        choose: Which item to ask next; another rule than ours only for comparison.
    """

    def __init__(
        self, shelf: Shelf, choose: Callable[[Diagnosis, Sequence[Probe]], Probe] = choose_probe
    ) -> None:  # fmt: skip
        self._shelf, self._choose = shelf, choose

    def decide(self, state: DialogueState, message: Message, mastery: Mapping[str, Mastery], now: datetime) -> Decision:
        """One turn.

        Args:
            state: Before it.
            message: What the student did.
            mastery: The student's evidence by point.
            now: For fading.
        """
        state = state.model_copy(update={"turns": state.turns + 1})
        return _Turn(self._shelf, self._choose, state, message, dict(mastery), now).take()


class _Turn:
    """One turn while it is worked out."""

    def __init__(
        self, shelf: Shelf, choose: Callable[[Diagnosis, Sequence[Probe]], Probe], state: DialogueState,
        message: Message, mastery: dict[str, Mastery], now: datetime,
    ) -> None:  # fmt: skip
        self.shelf, self.graph, self.state, self.message = shelf, shelf.graph, state, message
        self.choose = choose
        self.mastery, self.now = mastery, now
        self.evidence: list[Evidence] = []
        self.feedback: Feedback | None = None

    def take(self) -> Decision:
        waited, same = self.state.posed, self.message.same_question
        if same is not None and same.id not in self.state.brought:
            self._set(brought=(*self.state.brought, same.id))
        action = self._guard() or self._command() or self._continue() or self._begin()
        waits = self.state.posed
        if waited is not None and self.feedback is None and (waits is None or waits.item != waited.item):
            self._set(left=(*self.state.left, waited.item))
        return Decision(self.state, action, self.feedback, tuple(self.evidence))

    def _guard(self) -> Action | None:
        danger = self.message.danger
        if danger == "distress":
            self._set(posed=None)
            return Comfort()
        return Decline(danger) if danger is not None else None

    def _command(self) -> Action | None:
        point = self._point_at_hand()
        match self.message.request:
            case "human":
                return FindTeacher(point)
            case "stop":
                return Goodbye()
            case "plan":
                return ShowPlan()
            case "change":
                self._set(topic=None, own=None, posed=None, choosing=(), waiting_felt=False, plan=(), phase="opening")
                return Invite(again=True)
            case "back" if self.state.posed is not None:
                return self._pose(self.shelf.by_id[self.state.posed.item], again=True)
        return None

    def _continue(self) -> Action | None:
        """Goes on with what is under way; None where the message is about something else."""
        if self.message.point is not None or self.state.choosing:
            chosen = self.message.point or self._chosen_by_name()
            self._set(choosing=())
            if self._is_being_learned(chosen):
                return self._begin_check()
            if chosen is not None:
                return self._begin_topic(chosen)
        if self.state.posed is not None and not self._is_new_task():
            return self._on_item(self.shelf.by_id[self.state.posed.item])
        if self.state.phase == "learning" and self.state.topic is not None:
            return self._on_lesson(self.state.topic) or (ShowPlan() if self._says_little() else self._explain())
        if self.state.phase == "tutoring" and self.state.own is not None and not self._is_new_task():
            return self._on_own(self.state.own)
        left = next((step for step in self.state.plan if step.kind == "return" and not step.done), None)
        if left is not None and self.message.request in ("finished", "fits", None) and _goes_on(self.message.text):
            return self._begin_topic(left.point)
        return None

    def _is_being_learned(self, point: str | None) -> bool:
        topic = self.state.topic
        return self.state.phase == "learning" and topic is not None and topic.gap is not None and topic.gap[0] == point

    def _says_little(self) -> bool:
        """Too short to be a topic of its own."""
        return len(self.message.text) <= _LITTLE

    def _begin(self) -> Action:
        profile = self.message.profile
        if profile is None or len(self.message.text) < _LITTLE:
            return Invite()
        intent, points = profile.intent, profile.knowledge_points
        if intent.sub == "find_teacher":
            return FindTeacher(points[0].id if points else None)
        if intent.name in ("study_method", "personal_growth"):
            return ShowLessons(intent.name)
        if intent.sub == "out_of_scope":
            return Decline("off_topic")
        if not points or intent.sub == "small_talk" or (intent.name == "other" and points[0].confidence < _CLEAR):
            return Invite()
        if intent.name == "homework_question" and intent.sub != "similar_exercises":
            return self._begin_own(points[0].id)
        if intent.name == "resources":
            return ShowLessons("lessons")
        if points[0].confidence < _CLEAR and len(points) > 1:
            self._set(choosing=tuple(point.id for point in points[:3]), phase="opening")
            return AskTopic(self.state.choosing)
        return self._begin_topic(points[0].id, LEVELS["ABC".index(profile.ability.code[0])])

    def _begin_topic(self, start: str, asked: Level | None = None) -> Action:
        start = self.graph.get_point(start).id
        self._sign(start, "asked_about")
        candidates = begin_diagnosis(self.graph, start).points
        beliefs = infer_beliefs(self.mastery, self.graph, candidates, self.now)
        diagnosis = begin_diagnosis(self.graph, start, beliefs, asked)
        prior, logs = tuple(diagnosis.prior.tolist()), tuple(diagnosis.logs.tolist())
        topic = Topic(start=start, asked=asked, prior=prior, logs=logs)
        plan = tuple(PlanStep(kind=kind, point=start) for kind in ("diagnose", "learn", "check"))
        self._set(topic=topic, own=None, posed=None, waiting_felt=False, plan=plan, phase="diagnosing")
        return self._ask_or_settle(diagnosis, opening=start)

    def _ask_or_settle(self, diagnosis: Diagnosis, opening: str | None = None) -> Action:
        topic = self._topic()
        probes = self._probes(diagnosis)
        if opening is not None:  # the first question is about what was named
            probes = [pair for pair in probes if self.graph.current_id(pair[1].point) == opening] or probes
        if not probes or (diagnosis.is_settled and diagnosis.asked) or diagnosis.asked >= MOST_QUESTIONS:
            gap, sure = diagnosis.likeliest
            if diagnosis.asked and not topic.wrong:  # by elimination alone: ask for it before saying so
                item = next((item for _, item in probes if self._tests(item, gap)), None)
                if item is None or diagnosis.asked >= MOST_QUESTIONS:
                    return self._find_nothing(diagnosis.asked)
                return self._pose(item)
            self._set(topic=topic.model_copy(update={"gap": (gap.point, gap.level), "sure": sure}))
            return self._recommend()
        chosen = self.choose(diagnosis, [probe for probe, _ in probes])
        item = next(item for probe, item in probes if probe is chosen)
        return self._pose(item, opening=opening)

    def _tests(self, item: AssessmentItem, gap: Gap) -> bool:
        return (self.graph.current_id(item.point), _level(item)) == (gap.point, gap.level)

    def _find_nothing(self, questions: int) -> Action:
        start = self._topic().start
        self._set(topic=None, phase="opening", plan=(PlanStep(kind="diagnose", point=start, done=True),))
        return NothingFound(start, questions)

    def _probes(self, diagnosis: Diagnosis) -> list[tuple[Probe, AssessmentItem]]:
        return [
            (self._probe(diagnosis, item), item)
            for item in self.shelf.new_items_on(diagnosis.points, self.state.used, self.state.seed)
        ]  # fmt: skip

    def _probe(self, diagnosis: Diagnosis, item: AssessmentItem) -> Probe:
        response = self.shelf.response_of(item)
        return diagnosis.probe_of(
            item.id, self.graph.current_id(item.point), _level(item), response.slip, response.guess
        )

    def _pose(self, item: AssessmentItem, opening: str | None = None, again: bool = False) -> Action:
        if not again:
            seen = item.id in self.state.used
            used = self.state.used if seen else (*self.state.used, item.id)
            self._set(posed=PosedItem(item=item.id, seen=seen), used=used)
        return PoseItem(item, "check" if self.state.phase == "checking" else "diagnose", opening)

    def _on_item(self, item: AssessmentItem) -> Action:
        posed, text = self.state.posed, self.message.text
        assert posed is not None
        wants_help = self.message.request in ("answer", "hint", "example", "too_hard", "similar")
        if wants_help and self.message.on_card is None and not is_giving_up(text):
            self._set(posed=posed.model_copy(update={"hints": posed.hints + 1}))
            return Hint(posed.hints + 1, item.point, self.message.request == "answer", item)
        marked = mark_answer(item, text)
        if marked.verdict == "unsure":
            elsewhere = Decline("off_topic") if self._is_off_topic() else None
            return self._explain(item) or elsewhere or AskAgain(item, marked.note)
        right = marked.verdict == "right"
        self.feedback = Feedback(item, marked, text, is_giving_up(text))
        response = self.shelf.response_of(item)
        guess = _REMEMBERED if posed.seen else response.guess
        answered = Answered(level=_level(item), right=right, slip=response.slip, guess=guess)
        self._know(self.graph.current_id(item.point), answered)
        self._set(posed=None, topic=self._after_answer(item, right or posed.seen, right))
        return self._after_check(right) if self.state.phase == "checking" else self._after_probe(item, right)

    def _after_answer(self, item: AssessmentItem, settled: bool, right: bool) -> Topic | None:
        topic = self.state.topic
        if topic is None:
            return None
        others = tuple(one for one in topic.missed if one != item.id)
        missed = others if settled else (*others, item.id)  # what was missed is asked again once
        return topic.model_copy(update={"missed": missed, "wrong": topic.wrong + (not right)})

    def _after_probe(self, item: AssessmentItem, right: bool) -> Action:
        topic = self._topic()
        diagnosis = self._diagnosis(topic)
        diagnosis = diagnosis.after(self._probe(diagnosis, item), int(right))
        self._set(topic=topic.model_copy(update={"logs": tuple(diagnosis.logs.tolist()), "questions": diagnosis.asked}))
        return self._ask_or_settle(diagnosis)

    def _recommend(self, again: bool = False) -> Action:
        topic = self._topic()
        assert topic.gap is not None
        point, level = topic.gap
        kinds: Sequence[str] = ("learn", "check") if point == topic.start else ("learn", "check", "return")
        steps = (PlanStep(kind="diagnose", point=topic.start, done=True), *(
            PlanStep(kind=kind, point=topic.start if kind == "return" else point) for kind in kinds
        ))  # fmt: skip
        topic = topic.model_copy(update={"rounds": topic.rounds + 1})
        self._set(plan=steps, phase="learning", waiting_felt=False, topic=topic)
        return Recommend(point, level, topic.start, topic.sure, again)

    def _on_lesson(self, topic: Topic) -> Action | None:
        assert topic.gap is not None
        request = self.message.request
        felt = _FELT.get(request) if request else None
        if felt is not None:
            self._sign(topic.gap[0], felt)
            if request == "too_hard" and topic.rounds < _MOST_LESSONS:
                return self._recommend(again=True)
            return self._begin_check()
        if request == "finished" or is_giving_up(self.message.text) or _goes_on(self.message.text):
            if self.state.waiting_felt:
                return self._begin_check()
            self._set(waiting_felt=True)
            return AskFelt()
        if request in ("answer", "hint"):  # of an item, and none waits
            return AskFelt() if self.state.waiting_felt else ShowPlan()
        return None

    def _explain(self, item: AssessmentItem | None = None) -> Action | None:
        """Where the message asks why or what, about something near what is under way."""
        profile, text = self.message.profile, self.message.text
        if profile is None or self.message.request is not None or _WHY.search(text) is None or len(text) >= _TASK_FROM:
            return None
        here = self.graph.current_id(item.point) if item else self._point_at_hand()
        named = next((point.id for point in profile.knowledge_points if point.confidence >= _CLEAR), None)
        if here is None:
            return Explain(named, text) if named else None
        if named is None or item is not None:
            return Explain(here, text, item)
        near = self.graph.neighbourhood(here, _NEAR).keys() | {one.id for one in self._unit_of(here)}
        return Explain(named, text) if named in near else None

    def _unit_of(self, point: str) -> list[KnowledgePoint]:
        return self.graph.unit_points(self.graph.get_point(point).unit.id)

    def _begin_check(self) -> Action:
        topic = self._topic()
        self._done("learn")
        self._set(phase="checking", waiting_felt=False, topic=topic.model_copy(update={"passed": 0, "failed": 0}))
        return self._next_check()

    def _after_check(self, right: bool) -> Action:
        topic = self._topic()
        self._set(topic=topic.model_copy(update={"passed": topic.passed + right, "failed": topic.failed + (not right)}))
        return self._next_check()

    def _next_check(self) -> Action:
        topic = self._topic()
        assert topic.gap is not None
        point, level = topic.gap
        left = self.shelf.check_items(point, level, self.state.used, self.state.seed, topic.missed)
        then = topic.start if point != topic.start else None
        if topic.passed >= _ENOUGH_RIGHT or (not left and topic.passed > topic.failed):
            self._done("check")
            self._set(phase="opening", topic=None)
            return Passed(point, level, then)
        if not left and not topic.failed:
            self._set(phase="opening", topic=None)
            return Unchecked(point, then)
        if topic.failed >= _ENOUGH_WRONG or not left:
            if topic.rounds < _MOST_LESSONS:
                return self._recommend(again=True)
            self._set(phase="opening", topic=None)
            return NotYet(point)
        return self._pose(left[0])

    def _begin_own(self, point: str) -> Action:
        solved = self.message.same_question
        own = OwnQuestion(text=self.message.text, point=point, answer=solved.id if solved else None)
        self._set(own=own, topic=None, posed=None, plan=(), phase="tutoring", waiting_felt=False)
        self._sign(point, "asked_about")
        check = check_step(self.message.text) if _asks_to_check(self.message) else None
        if check is not None:
            return WorkStep(check)
        return self._climb(own, self.message.request == "answer" or _wants_all(self.message))

    def _on_own(self, own: OwnQuestion) -> Action:
        request = self.message.request
        if (explained := self._explain()) is not None:
            return explained
        if self._is_off_topic():
            return Decline("off_topic")
        if request is None and (check := check_step(self.message.text, own.text)) is not None:
            self._set(own=own.model_copy(update={"attempted": True}))
            return WorkStep(check)
        tried = request is None and len(self.message.text) >= 6 and not is_giving_up(self.message.text)
        return self._climb(own.model_copy(update={"attempted": own.attempted or tried}), request == "answer")

    def _climb(self, own: OwnQuestion, withheld: bool) -> Action:
        own = own.model_copy(update={"rung": own.rung + 1})
        self._set(own=own)
        rung = find_rung(self.shelf, own, self.message.same_question)
        if rung.example is not None:
            self._set(used=(*self.state.used, rung.example.id))
        return replace(rung, withheld=withheld)

    def _know(self, point: str, said: Answered | Sign) -> None:
        self.evidence.append(Evidence(point, said))
        self.mastery[point] = update_mastery(self.mastery.get(point, Mastery()), said, self.now)

    def _sign(self, point: str, sign: Sign) -> None:
        self._know(self.graph.current_id(point), sign)

    def _set(self, **parts: object) -> None:
        self.state = self.state.model_copy(update=parts)

    def _done(self, kind: str) -> None:
        self._set(plan=tuple(
            step.model_copy(update={"done": True}) if step.kind == kind else step for step in self.state.plan
        ))  # fmt: skip

    def _topic(self) -> Topic:
        assert self.state.topic is not None
        return self.state.topic

    def _diagnosis(self, topic: Topic) -> Diagnosis:
        begun = begin_diagnosis(self.graph, topic.start)
        return replace(begun, prior=np.array(topic.prior), logs=np.array(topic.logs), asked=topic.questions)

    def _point_at_hand(self) -> str | None:
        if self.state.topic is not None:
            return self.state.topic.gap[0] if self.state.topic.gap else self.state.topic.start
        return self.state.own.point if self.state.own else None

    def _is_new_task(self) -> bool:
        """Whether a task came that is neither an answer to the item that waits nor a step of the task at hand."""
        text, profile, own = self.message.text, self.message.profile, self.state.own
        if self.message.on_card or profile is None or profile.intent.name != "homework_question":
            return False
        if len(text) < _TASK_FROM or self.message.request == "answer" or (own is not None and own.text == text):
            return False
        waits = self.shelf.by_id[self.state.posed.item] if self.state.posed else None
        if waits is not None and mark_answer(waits, text).verdict != "unsure":
            return False
        return check_step(text, own.text if own else "") is None

    def _is_off_topic(self) -> bool:
        """Whether a message surely has nothing to do with learning; what waits goes on waiting."""
        if self.message.profile is None or self.message.request is not None or len(self.message.text) < _ELSEWHERE_FROM:
            return False
        intent = self.message.profile.intent
        return intent.sub == "out_of_scope" and intent.confidence >= _SURELY_ELSEWHERE

    def _chosen_by_name(self) -> str | None:
        text = self.message.text.strip()
        numbers = {str(number): point for number, point in enumerate(self.state.choosing, start=1)}
        named = [point for point in self.state.choosing if self.graph.get_point(point).name in text]
        return numbers.get(text) or (named[0] if named else None)


def _level(item: AssessmentItem) -> Level:
    return LEVELS["ABC".index(item.group)]


def _goes_on(text: str) -> bool:
    return text.strip("。！!，, ").lower() in _GOING_ON


def _asks_to_check(message: Message) -> bool:
    return message.profile is not None and message.profile.intent.sub == "check_answer"


def _wants_all(message: Message) -> bool:
    return message.profile is not None and message.profile.intent.sub == "full_solution"
