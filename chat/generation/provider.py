"""Where words come from: a language model behind one small interface."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Chunk", "Provider", "ProviderError", "ToolCall", "Usage"]


class ProviderError(RuntimeError):
    """The model gave no answer: refused, unreachable, too slow. The message names the kind, never what was sent."""


@dataclass(frozen=True)
class ToolCall:
    """The model wants a tool.

    Attributes:
        arguments: JSON, as the model wrote it; not checked yet.
    """

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Usage:
    """What a call used.

    Attributes:
        cost_usd: As far as the price is known.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        costs = [cost for cost in (self.cost_usd, other.cost_usd) if cost is not None]
        return Usage(
            self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens,
            sum(costs) if costs else None,
        )  # fmt: skip


@dataclass(frozen=True)
class Chunk:
    """A piece of the answer; tool calls and usage come with the last ones."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    usage: Usage | None = None


class Provider(Protocol):
    """A model."""

    @property
    def model(self) -> str:
        """Its name, for the log and for what is shown."""
        ...

    def stream(
        self, messages: Sequence[dict[str, Any]], tools: Sequence[dict[str, Any]], seconds: float, most_tokens: int
    ) -> Iterator[Chunk]:  # fmt: skip
        """Asks the model.

        Args:
            messages: In the form of OpenAI's chat completions.
            tools: In the same form; empty: none may be called.
            seconds: To wait for the next piece at most.
            most_tokens: Of the answer.

        Raises:
            ProviderError: There is no answer, or no more of it.
        """
        ...
