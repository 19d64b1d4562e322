"""One turn in a model's words: what it is told, what its tools do here, and the reply that comes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chat.agent import Agent, Service, Turn
from chat.generation.brief import Brief, is_for_model, make_brief
from chat.generation.narrator import Narrator, Told
from chat.generation.tools import Found, Toolbox
from chat.reply import Card, Citation, Generation, Reply
from chat.state import DialogueState
from recommender.mastery import explain_mastery
from recommender.student import StudentContext

__all__ = ["Background", "Retold", "Teller", "stopped_reply"]

_MOST_FOUND = 3
_MOST_LESSONS = 1
_MOST_EARLIER = 2


@dataclass(frozen=True)
class Background:
    """What stands around a turn.

    Attributes:
        names: Of persons and places, which are hidden from the model.
        earlier: What both sides said before, oldest first, as (student, agent).
    """

    names: tuple[str, ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Retold:
    """The reply as it stands in the end, and how that came."""

    reply: Reply
    told: Told


class Teller:
    """Tells turns of an agent.

    Args:
        agent: Whose turns they are.
        service: The agent's.
        narrator: The model, checked.
    """

    def __init__(self, agent: Agent, service: Service, narrator: Narrator) -> None:
        self._agent, self._service, self._narrator = agent, service, narrator

    def can_tell(self, turn: Turn) -> bool:
        """Whether a model may write this turn: nothing that declines, comforts or was held back."""
        return is_for_model(turn.action) and turn.reply.safety in ("none", "withheld")

    def brief(self, turn: Turn, said: str, student: StudentContext, background: Background) -> Brief:
        """What the model is told.

        Args:
            turn: One that `can_tell` allows.
            said: The student's words.
            student: Whose turn it is.
            background: See `Background`.
        """
        own, secrets = turn.state.own, self._agent.secrets_of(turn.state)
        unknown = own is not None and own.answer is None
        return make_brief(
            self._agent.shelf.graph, turn.action, turn.reply, said, background.names, self._question(turn.state),
            secrets, strict=unknown, grade=student.grade,
            earlier=background.earlier[-_MOST_EARLIER:],
        )  # fmt: skip

    def tell(self, turn: Turn, brief: Brief, student: StudentContext) -> Iterator[str | Retold]:
        """Sentences to show at once, then the reply. Closing the iterator stops the model.

        Args:
            turn: One that `can_tell` allows.
            brief: Of the turn.
            student: Whose turn it is.
        """
        reply, cards = turn.reply, list[Card]()
        for piece in self._narrator.tell(brief, self._tools(brief.point, student, cards)):
            if isinstance(piece, str):
                yield piece
            else:
                yield Retold(_retold(reply, piece, cards) if piece.outcome == "told" else reply, piece)

    def _question(self, state: DialogueState) -> str:
        if state.posed is not None:
            item = self._agent.shelf.by_id[state.posed.item]
            return "\n".join((item.stem, *(f"{letter}. {text}" for letter, text in (item.options or {}).items())))
        return state.own.text if state.own else ""

    def _tools(self, here: str | None, student: StudentContext, cards: list[Card]) -> Toolbox:
        graph = self._agent.shelf.graph

        def search(query: str) -> Sequence[Found]:
            points = [Found(one.name, one.definition, f"point:{one.id}") for one in graph.suggest_points(query, most=2)]
            return [*self._service.read(self._service.recommend(query, student), _MOST_FOUND), *points][:_MOST_FOUND]

        def profile(point: str) -> str:
            known = student.mastery.get(graph.get_point(point or here or "").id) if student.personalised else None
            return explain_mastery(known, student.now) if known else "还没有这方面的记录"

        def recommend(query: str) -> Sequence[str]:
            if any(card.kind == "lesson" for card in cards):
                return []
            cards.extend(self._service.show("micro_courses", self._service.recommend(query, student), _MOST_LESSONS))
            return [str(card.body.get("title")) for card in cards if card.kind == "lesson"]

        def assess(point: str) -> str:
            wanted = graph.get_point(point or here or "")
            if not any(card.kind == "offer" for card in cards):
                cards.append(Card(kind="offer", body={"point": wanted.id, "name": wanted.name}))
            return wanted.name

        return Toolbox(search, profile, recommend, assess)


def stopped_reply(reply: Reply, shown: Sequence[str], model: str) -> Reply:
    """The reply where the student stopped it: what was shown stays; the authored words where nothing was."""
    text = "".join(shown).strip()
    if not text:
        return reply
    generation = Generation(model=model, authored=reply.text, stopped=True)
    return reply.model_copy(update={"text": text, "source": "ai", "generation": generation})


def _retold(reply: Reply, told: Told, cards: Sequence[Card]) -> Reply:
    cited = tuple(Citation(number=one.number, title=one.title, source=one.source) for one in told.cited)
    generation = Generation(
        model=told.model, authored=reply.text, citations=cited, cut=told.cut, marked=told.marked
    )  # fmt: skip
    return reply.model_copy(update={
        "text": told.text, "source": "ai", "generation": generation, "cards": (*reply.cards, *cards)
    })  # fmt: skip
