"""Whole conversations of simulated students with the agent as it is served: items of the bank, lessons of the region.

Where `eval.dialogue` measures the policy on a bank as it should be, this reads what a student would: is one thing asked
at a time, is the plan kept, how does it end.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np

from chat.agent import Agent, Said
from chat.conversation import Conversation
from chat.reply import Reply
from chat.state import PlanStep
from eval.simulator.learners import TEMPERAMENTS, Learner, draw_learner, learned
from models.tracking import Track, untracked

__all__ = ["Transcript", "hold_conversations", "judge_transcripts"]

_MOST_TURNS = 40
_ENDS = frozenset({"nothing_found", "passed", "not_yet", "unchecked", "find_teacher", "goodbye"})


@dataclass
class Transcript:
    """A conversation.

    Attributes:
        said: What the student wrote, turn by turn; an item's answer as it was given on its card.
        replies: What the agent made of it.
        plans: How far the plan was after each turn.
    """

    temperament: str
    learner: Learner
    said: list[str] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    plans: list[tuple[PlanStep, ...]] = field(default_factory=list)

    @property
    def ending(self) -> str:
        """The last action; `turn limit` where it did not come to an end."""
        last = self.replies[-1].action if self.replies else ""
        return last if last in _ENDS else "turn limit"


def hold_conversations(
    agent: Agent, now: datetime, of_each: int = 10, seed: int = 0, track: Track = untracked
) -> list[Transcript]:
    """So many students of each temperament, each from “我不会…” to an end.

    Args:
        agent: As it is served.
        now: Local time, the same for all.
        of_each: Students of each temperament.
        seed: Of students and answers.
        track: Shows progress over conversations.
    """
    rng, graph = np.random.default_rng(seed), agent.shelf.graph
    starts = [
        point.id for point in graph
        if point.stage == "初中" and point.needs and len(agent.shelf.by_point.get(point.id, ())) > 1
    ]  # fmt: skip
    wanted = [name for name in TEMPERAMENTS for _ in range(of_each)]
    found = []
    for temperament in track(wanted, "conversations", len(wanted)):
        learner = draw_learner(graph, starts, TEMPERAMENTS[temperament], rng)
        found.append(_hold(agent, now, Transcript(temperament, learner), rng))
    return found


def judge_transcripts(transcripts: Sequence[Transcript]) -> dict[str, Any]:
    """What can be counted of them.

    Returns:
        `conversations`, `replies`, `endings` by name, `median_turns`, `one_question` (share of replies that ask one
        thing at most), `plan_kept` (share of conversations in which no step of the plan was done before those that
        come first), `latency_p95_ms`.
    """
    replies = [reply for one in transcripts for reply in one.replies]
    return {
        "simulated": True, "conversations": len(transcripts), "replies": len(replies),
        "endings": dict(Counter(one.ending for one in transcripts).most_common()),
        "median_turns": float(np.median([len(one.replies) for one in transcripts])),
        "one_question": round(float(np.mean([_questions(reply) <= 1 for reply in replies])), 4),
        "plan_kept": round(float(np.mean([all(map(_is_kept, one.plans)) for one in transcripts])), 4),
        "latency_p95_ms": round(float(np.percentile([reply.timings_ms["total"] for reply in replies], 95)), 1),
    }  # fmt: skip


def _hold(agent: Agent, now: datetime, transcript: Transcript, rng: np.random.Generator) -> Transcript:
    conversation, learner = Conversation(agent, now), transcript.learner
    name = agent.shelf.graph.get_point(learner.start).name
    said = Said(f"我不会{name}", point=learner.start)
    for _ in range(_MOST_TURNS):
        reply = conversation.say(said)
        transcript.said.append(said.text)
        transcript.replies.append(reply)
        transcript.plans.append(conversation.state.plan)
        if reply.action in _ENDS:
            break
        if reply.action == "recommend" and conversation.state.topic is not None:
            gap = conversation.state.topic.gap
            if gap is not None and learned(learner, [gap], rng):
                learner = replace(learner, blocked=frozenset())
        said = _answer(agent, reply, learner, rng)
    return transcript


def _answer(agent: Agent, reply: Reply, learner: Learner, rng: np.random.Generator) -> Said:
    """What the student does next."""
    posed = next((str(card.body["id"]) for card in reply.cards if card.kind == "item"), None)
    mood, temperament = rng.random(), learner.temperament
    if mood < temperament.impatient:
        return Said("直接告诉我答案吧")
    if mood < temperament.impatient + temperament.wanders:
        return Said("今天几号")
    if posed is not None:
        return Said(learner.answer(agent.shelf.by_id[posed], rng), item=posed)
    match reply.action:
        case "recommend":
            return Said("学完了")
        case "ask_felt":
            return Said("正好")
        case _:
            return Said(reply.quick[0] if reply.quick else "继续")


def _questions(reply: Reply) -> int:
    """Things that the student is asked to answer: an item, or a question in the words where there is none."""
    items = sum(card.kind == "item" for card in reply.cards)
    return items if items else reply.text.count("？")


def _is_kept(plan: Sequence[PlanStep]) -> bool:
    done = [step.done for step in plan]
    return done == sorted(done, reverse=True)
