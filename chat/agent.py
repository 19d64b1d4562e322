"""AI 智能学, one turn: what was said → is it safe → what is meant → what to do → in which words → is it told too soon.

Everything is deterministic. What it cannot do by itself it asks of a `Service`: understanding a text and finding
lessons and teachers is the engine's, and the answered questions are the store's.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chat.actions import Action, Explain, FindTeacher, Hint, Recommend, ShowLessons, WorkStep
from chat.generation.tools import Found
from chat.leaks import Secret, find_leak, secret_of_item
from chat.policy import Decision, Evidence, Message, Policy
from chat.reply import Card, Reply
from chat.requests import find_request
from chat.safety import find_danger
from chat.shelf import Shelf
from chat.state import DialogueState
from chat.wording import Wording
from intent import QuestionProfile
from intent.profile import AbilityGuess, IntentGuess, PointGuess
from recommender.assessment.items import AssessmentItem
from recommender.assessment.marking import mark_answer
from recommender.items import Solved
from recommender.mastery import LEVELS, Answered, Mastery, update_mastery
from recommender.mastery_spread import infer_beliefs
from recommender.slate import ListName, Recommendation
from recommender.student import StudentContext

__all__ = ["Agent", "ItemResult", "Said", "Service", "Turn"]

log = logging.getLogger(__name__)

_LESSONS = 2
_LONGEST_ANSWER = 12  # characters
_MOST_BROUGHT, _MOST_LEFT = 5, 5
_TEACHERS = 3


class Service(Protocol):
    """What the dialogue needs of the rest of the engine."""

    def recommend(
        self, text: str, student: StudentContext, profile: QuestionProfile | None = None
    ) -> Recommendation:  # fmt: skip
        """Understands a text and finds lessons, answered questions and teachers."""
        ...

    def find_solved(self, answer_id: str) -> Solved | None:
        """An answered question with its solution, which the student does not see."""
        ...

    def show(self, name: ListName, found: Recommendation, most: int) -> list[Card]:
        """Cards of a list; none where there is nothing. What is shown is logged."""
        ...

    def read(self, found: Recommendation, most: int) -> list[Found]:
        """What the lessons of a list say, those that fit directly; never an answered question."""
        ...


@dataclass(frozen=True)
class Said:
    """What the student sent.

    Attributes:
        item: The item whose card was used.
        point: The point whose button was tapped.
    """

    text: str
    item: str | None = None
    point: str | None = None


@dataclass(frozen=True)
class ItemResult:
    """An item was answered.

    Attributes:
        verdict: right or wrong.
        able: Probability, before it, that the student can do the item.
    """

    item: AssessmentItem
    verdict: str
    able: float


@dataclass(frozen=True)
class Turn:
    """One turn's outcome."""

    state: DialogueState
    action: Action
    reply: Reply
    evidence: tuple[Evidence, ...]
    answered: ItemResult | None = None
    needs_care: bool = False


class Agent:
    """The dialogue.

    Args:
        shelf: Graph and items.
        service: The rest.
        wording: The words.
    """

    def __init__(self, shelf: Shelf, service: Service, wording: Wording | None = None) -> None:
        self.shelf, self._service = shelf, service
        self._policy, self._wording = Policy(shelf), wording or Wording(shelf.graph)

    def reply(
        self, state: DialogueState, said: Said, student: StudentContext, now: datetime
    ) -> Turn:  # fmt: skip
        """One turn of a conversation.

        Args:
            state: What came of the turns before.
            said: What the student sent.
            student: What is known of them; no name.
            now: Local time.
        """
        started = time.perf_counter()
        message, found = self._understand(state, said, student)
        understood = time.perf_counter()
        decision = self._policy.decide(state, message, student.mastery if student.personalised else {}, now)
        mastery = dict(student.mastery)
        for piece in decision.evidence:
            mastery[piece.point] = _with(mastery, piece, now)
        reply = self._wording.put(decision.action, decision.feedback, decision.state, mastery, now)
        decision, reply = self._resolve(decision, reply, found, student)
        answered = [piece.point for piece in decision.evidence if isinstance(piece.said, Answered)]
        if answered and not any(card.kind == "mastery" for card in reply.cards):
            change = self._wording.show_change(answered[0], student.mastery, mastery, now)
            reply = _with_cards(reply, [change], first=True)
        reply = self._keep_secrets(decision, reply)
        spent = {"understand": understood - started, "total": time.perf_counter() - started}
        reply = reply.model_copy(update={"timings_ms": {name: round(value * 1000, 2) for name, value in spent.items()}})
        care = message.danger == "distress"
        result = self._result(decision, student, now)
        return Turn(decision.state, decision.action, reply, decision.evidence, result, care)

    def _result(self, decision: Decision, student: StudentContext, now: datetime) -> ItemResult | None:
        if decision.feedback is None:
            return None
        item, graph = decision.feedback.item, self.shelf.graph
        point = graph.current_id(item.point)
        before = infer_beliefs(student.mastery, graph, [point], now)[point]
        return ItemResult(item, decision.feedback.marked.verdict, before.reaches(LEVELS["ABC".index(item.group)]))

    def _understand(
        self, state: DialogueState, said: Said, student: StudentContext
    ) -> tuple[Message, Recommendation | None]:
        text = said.text.strip()
        on_card = said.item if state.posed is not None and said.item == state.posed.item else None
        danger = find_danger(text) if on_card is None or len(text) > len("ABCDEF") else None
        request = find_request(text)
        if danger or on_card or said.point or self._is_plain(state, text, request):
            return Message(text, request, danger=danger, point=said.point, on_card=on_card), None
        found = self._service.recommend(text, student)
        same = next((answer.id for answer in found.answers if answer.near_duplicate), None)
        own = state.own.answer if state.own and not same else same
        solved = self._service.find_solved(own) if own else None
        danger = find_danger(text, found.profile)
        return Message(text, request, found.profile, solved, danger), found

    def _is_plain(self, state: DialogueState, text: str, request: object) -> bool:
        """Whether nothing has to be understood: a marked answer, or words that mean the same everywhere."""
        if state.posed is not None:
            if len(text) > _LONGEST_ANSWER:  # more than an answer: it may tell how somebody feels
                return False
            return request is not None or mark_answer(self.shelf.by_id[state.posed.item], text).verdict != "unsure"
        under_way = state.phase in ("learning", "checking") or bool(state.choosing)
        return request in ("stop", "plan", "change") or (under_way and request is not None) or not text

    def _resolve(
        self, decision: Decision, reply: Reply, found: Recommendation | None, student: StudentContext
    ) -> tuple[Decision, Reply]:
        """Adds what the engine found, in place of what the graph alone can say."""
        action, state = decision.action, decision.state
        if isinstance(action, Recommend):
            found = self._service.recommend(self._words_of(action), student, self._profile_of(action))
            lessons = self._service.show("micro_courses", _without(found, state), 1)
            if lessons and state.topic is not None:
                taken = (*state.topic.lessons, str(lessons[0].body["id"]))
                state = state.model_copy(update={"topic": state.topic.model_copy(update={"lessons": taken})})
            return Decision(state, action, decision.feedback, decision.evidence), _with_cards(
                reply, lessons, first=True
            )
        if isinstance(action, FindTeacher):
            if found is None:
                found = self._service.recommend(self._about(action.point), student)
            cards = self._service.show("teachers", found, _TEACHERS)
            none = "现在没有空闲的老师，可以先把问题发到问答中心，老师看到会回答。"
            return decision, _with_cards(reply, cards) if cards else reply.model_copy(update={"text": none})
        if isinstance(action, ShowLessons) and found is not None:
            return decision, _with_cards(reply, self._service.show("micro_courses", found, _LESSONS))
        return decision, reply

    def _words_of(self, action: Recommend) -> str:
        point = self.shelf.graph.get_point(action.point)
        return f"{point.name} {point.can_do.get(action.level, point.definition)}"

    def _about(self, point: str | None) -> str:
        return self.shelf.graph.get_point(point).name if point else "想找老师"

    def _profile_of(self, action: Recommend) -> QuestionProfile:
        point = self.shelf.graph.get_point(action.point)
        return QuestionProfile(
            subject=point.subject, subject_confidence=1, stage=point.stage, stage_confidence=1,
            knowledge_points=[PointGuess(id=point.id, name=point.name, confidence=min(1.0, action.sure))],
            ability=AbilityGuess.model_validate({"code": f"{action.level}1", "confidence": min(1.0, action.sure)}),
            difficulty=0.4, difficulty_confidence=0.5,
            intent=IntentGuess(name="explain_point", sub="none", confidence=1),
        )  # fmt: skip

    def _keep_secrets(self, decision: Decision, reply: Reply) -> Reply:
        """Holds back words that would give away what is not due. Authored texts should not; this makes sure."""
        if not isinstance(decision.action, Hint | Explain | WorkStep):
            return reply
        secrets = self.secrets_of(decision.state)
        shown = [reply.text, *(str(card.body) for card in reply.cards if card.kind in ("example", "point"))]
        if not any(find_leak(text, secret) for secret in secrets for text in shown):
            return reply
        log.warning("a reply of kind %s would have given an answer away and was held back", reply.action)
        cards = tuple(card for card in reply.cards if card.kind not in ("example", "point"))
        safe = "先不看提示，自己试一步：把已知条件写下来，想想它们和要求的量有什么关系。"
        return reply.model_copy(update={"text": safe, "cards": cards, "safety": "leak_stopped"})

    def secrets_of(self, state: DialogueState) -> tuple[Secret, ...]:
        """What must not be told as things stand: the item that waits, and the student's own task as far as known."""
        waits = (*((state.posed.item,) if state.posed else ()), *state.left[-_MOST_LEFT:])
        items = (secret_of_item(self.shelf.by_id[item]) for item in waits if item in self.shelf.by_id)
        solved = (self._service.find_solved(answer) for answer in dict.fromkeys(state.brought[-_MOST_BROUGHT:]))
        return (*items, *(
            Secret(one.question, result=one.final, solution=one.solution) for one in solved if one is not None
        ))  # fmt: skip


def _with(mastery: Mapping[str, Mastery], piece: Evidence, now: datetime) -> Mastery:
    return update_mastery(mastery.get(piece.point, Mastery()), piece.said, now)


def _with_cards(reply: Reply, cards: list[Card], first: bool = False) -> Reply:
    return reply.model_copy(update={"cards": (*cards, *reply.cards) if first else (*reply.cards, *cards)})


def _without(found: Recommendation, state: DialogueState) -> Recommendation:
    """Lessons that fit directly and were not recommended for this gap before."""
    before = state.topic.lessons if state.topic else ()
    fitting = [course for course in found.micro_courses if course.id not in before and not course.loose]
    return found.model_copy(update={"micro_courses": fitting})
