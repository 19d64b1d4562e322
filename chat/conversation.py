"""A conversation in memory: state and mastery carried from turn to turn, nothing stored."""

from datetime import datetime

from chat.agent import Agent, Said
from chat.reply import Reply
from chat.state import DialogueState
from recommender.mastery import Mastery, update_mastery
from recommender.student import StudentContext

__all__ = ["Conversation"]


class Conversation:
    """A student who is known by this conversation alone.

    Args:
        agent: Who replies.
        now: Local time, the same for all turns.
    """

    def __init__(self, agent: Agent, now: datetime) -> None:
        self._agent, self._now = agent, now
        self.state = DialogueState()
        self.mastery: dict[str, Mastery] = {}

    def say(self, said: Said) -> Reply:
        """One turn."""
        student = StudentContext(mastery=self.mastery, now=self._now)
        turn = self._agent.reply(self.state, said, student, self._now)
        self.state = turn.state
        for piece in turn.evidence:
            known = self.mastery.get(piece.point, Mastery())
            self.mastery[piece.point] = update_mastery(known, piece.said, self._now)
        return turn.reply
