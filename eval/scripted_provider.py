"""Models that write what a script says: for tests, and for measuring what the checks let through."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chat.generation.provider import Chunk, ProviderError, ToolCall, Usage

__all__ = ["ScriptedProvider"]

_PIECE = 4  # characters of a chunk

Line = str | ToolCall | ProviderError
"""Words, a wish for a tool, or a failure."""


@dataclass
class ScriptedProvider:
    """See `chat.generation.provider.Provider`.

    Attributes:
        script: What to write, from the messages of the call.
        asked: The messages of every call so far.
        model: Its name.
    """

    script: Callable[[Sequence[dict[str, Any]]], Sequence[Line]]
    asked: list[list[dict[str, Any]]] = field(default_factory=list)
    model: str = "scripted"

    def stream(
        self, messages: Sequence[dict[str, Any]], tools: Sequence[dict[str, Any]], seconds: float, most_tokens: int
    ) -> Iterator[Chunk]:  # fmt: skip
        """See `Provider`."""
        self.asked.append([dict(message) for message in messages])
        written = 0
        for line in self.script(messages):
            if isinstance(line, ProviderError):
                raise line
            if isinstance(line, ToolCall):
                yield Chunk(calls=(line,))
                continue
            written += len(line)
            for at in range(0, len(line), _PIECE):
                yield Chunk(text=line[at : at + _PIECE])
        prompt = sum(len(str(message.get("content"))) for message in messages)
        yield Chunk(usage=Usage(prompt, written))
