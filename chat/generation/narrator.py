"""Has a model put one turn into words, checked on the way; what fails falls back to the authored words."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from chat.generation.brief import Brief, Passage
from chat.generation.gate import CalledOffError, Gate, sentences_of
from chat.generation.provider import Provider, ProviderError, ToolCall, Usage
from chat.generation.tools import TOOL_DEFINITIONS, Found, Toolbox, run_tool
from knowledge_graph import KnowledgeGraph

__all__ = ["Narrator", "Outcome", "Piece", "Told"]

log = logging.getLogger(__name__)

Outcome = Literal["told", "stopped", "too_slow", "provider_failed", "leak", "unsafe", "nothing_left"]
"""`told`, or `stopped` by the student; with all others the authored words stand."""

_MOST_ROUNDS = 3
_MOST_CALLS = 6
_LONGEST_FOUND = 700  # characters


@dataclass(frozen=True)
class Told:
    """How it ended.

    Attributes:
        text: What was shown; empty where the authored words stand.
        first_ms: Until the first sentence was shown; None: none was.
        cited: Passages that the text names.
    """

    text: str
    outcome: Outcome
    model: str
    usage: Usage
    first_ms: float | None
    total_ms: float
    cut: int = 0
    marked: int = 0
    tools: tuple[str, ...] = ()
    cited: tuple[Passage, ...] = ()


Piece = str | Told
"""A sentence to show; at last, and once, how it ended."""


class _Talk:
    """One turn with the model, while it runs."""

    def __init__(self, brief: Brief) -> None:
        self.brief, self.messages = brief, brief.messages()
        self.usage, self.tools = Usage(), list[str]()
        self.passages = list(brief.passages)
        self.calls: tuple[ToolCall, ...] = ()

    def note(self, found: Sequence[Found]) -> list[int]:
        """Takes what was found among the passages; one that is there keeps its number."""
        numbers = []
        for one in found:
            text = one.text[:_LONGEST_FOUND]
            known = next((passage.number for passage in self.passages if passage.text == text), None)
            if known is None:
                known = len(self.passages) + 1
                self.passages.append(Passage(known, one.title, text, one.source))
            numbers.append(known)
        self.brief = replace(self.brief, passages=tuple(self.passages))
        return numbers


class Narrator:
    """Tells turns.

    Args:
        provider: The model.
        graph: For the names of points.
        seconds: For a turn, tools included.
        most_tokens: Of one answer of the model.
    """

    def __init__(self, provider: Provider, graph: KnowledgeGraph, seconds: float = 15, most_tokens: int = 500) -> None:
        self._provider, self._graph, self._seconds, self._most_tokens = provider, graph, seconds, most_tokens

    def tell(self, brief: Brief, tools: Toolbox) -> Iterator[Piece]:
        """Sentences as they pass the gate, then how it ended. Closing the iterator stops the model."""
        started = time.perf_counter()
        talk, shown = _Talk(brief), list[str]()
        first: float | None = None
        outcome: Outcome = "told"
        gate: Gate | None = None
        terms = self._terms(brief)
        try:
            for round_ in range(_MOST_ROUNDS):
                gate = Gate(talk.brief, terms)
                for sentence in sentences_of(self._listen(talk, started, last=round_ == _MOST_ROUNDS - 1)):
                    admitted = gate.admit(sentence)
                    if admitted is None:
                        continue
                    first = first or _since(started)
                    shown.append(admitted)
                    yield admitted
                if not talk.calls:
                    break
                self._use_tools(talk, tools)
        except CalledOffError as error:
            outcome = error.why
        except ProviderError as error:
            outcome = (
                "too_slow" if "Timeout" in str(error) or _since(started) > self._seconds * 1000 else "provider_failed"
            )
            log.warning("the model gave no answer: %s", error)
        text = "".join(shown).strip() if outcome == "told" else ""
        if outcome == "told" and not text:
            outcome = "nothing_left"
        cited = tuple(one for one in talk.passages if gate and one.number in gate.cited)
        yield Told(
            text, outcome, self._provider.model, talk.usage, first, _since(started),
            gate.cut if gate else 0, gate.marked if gate else 0, tuple(talk.tools), cited,
        )  # fmt: skip

    def _listen(self, talk: _Talk, started: float, last: bool) -> Iterator[str]:
        left = self._seconds - _since(started) / 1000
        definitions: Sequence[dict[str, Any]] = TOOL_DEFINITIONS if talk.brief.may_use_tools and not last else ()
        talk.calls = ()
        for chunk in self._provider.stream(talk.messages, definitions, max(0.1, left), self._most_tokens):
            if _since(started) > self._seconds * 1000:
                raise ProviderError("Timeout of the turn")
            talk.usage += chunk.usage or Usage()
            talk.calls += chunk.calls
            if chunk.text:
                yield chunk.text

    def _use_tools(self, talk: _Talk, tools: Toolbox) -> None:
        asked = talk.calls[: _MOST_CALLS - len(talk.tools)]
        talk.messages.append({"role": "assistant", "content": None, "tool_calls": [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in asked
        ]})  # fmt: skip
        for call in asked:
            talk.tools.append(call.name)
            answer = run_tool(call, tools, talk.note)
            talk.messages.append({"role": "tool", "tool_call_id": call.id, "content": answer})

    def _terms(self, brief: Brief) -> frozenset[str]:
        points = self._graph.points_of(brief.subject) if brief.subject else []
        return frozenset(name for point in points for name in (point.name, *point.aliases))


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
