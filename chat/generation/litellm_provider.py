"""Any provider, or one's own OpenAI-compatible server, through LiteLLM (github.com/BerriAI/litellm)."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from chat.generation.provider import Chunk, ProviderError, ToolCall, Usage

__all__ = ["LiteLlmProvider"]

_TEMPERATURE = 0.3


class LiteLlmProvider:
    """See `Provider`. LiteLLM is imported with the first question: it takes seconds and 150 MB.

    Args:
        model: As LiteLLM names it: `openai/<name>` for any OpenAI-compatible server.
        api_base: The server's address.
        api_key: Empty for a server that wants none.
    """

    def __init__(self, model: str, api_base: str, api_key: str = "") -> None:
        self._model, self._api_base, self._api_key = model, api_base, api_key

    @property
    def model(self) -> str:
        """See `Provider`."""
        return self._model

    def stream(
        self, messages: Sequence[dict[str, Any]], tools: Sequence[dict[str, Any]], seconds: float, most_tokens: int
    ) -> Iterator[Chunk]:  # fmt: skip
        """See `Provider`."""
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else it asks the network for prices
        import litellm
        from openai import OpenAIError

        wanted: dict[str, Any] = {"tools": list(tools)} if tools else {}
        calls: dict[int, dict[str, str]] = {}
        answer: Any = None
        try:
            answer = litellm.completion(
                model=self._model, api_base=self._api_base, api_key=self._api_key or "none", messages=list(messages),
                stream=True, stream_options={"include_usage": True}, timeout=seconds, max_tokens=most_tokens,
                temperature=_TEMPERATURE, num_retries=0, max_retries=0, drop_params=True, **wanted,
            )  # fmt: skip
            for part in answer:
                usage = getattr(part, "usage", None)
                if usage is not None:
                    yield Chunk(usage=self._usage(usage))
                if not part.choices:
                    continue
                delta = part.choices[0].delta
                for call in delta.tool_calls or ():
                    known = calls.setdefault(call.index, {"id": "", "name": "", "arguments": ""})
                    known["id"] += call.id or ""
                    known["name"] += call.function.name or ""
                    known["arguments"] += call.function.arguments or ""
                if delta.content:
                    yield Chunk(text=delta.content)
        except (OpenAIError, httpx.HTTPError) as error:
            raise ProviderError(type(error).__name__) from error
        finally:  # who stops listening must stop the server's work too: LiteLLM leaves the connection open
            connection = getattr(answer, "completion_stream", None)
            if connection is not None:
                connection.close()
        if calls:
            yield Chunk(calls=tuple(ToolCall(**call) for call in calls.values()))

    def _usage(self, usage: Any) -> Usage:
        import litellm

        try:
            costs = litellm.cost_per_token(self._model, usage.prompt_tokens, usage.completion_tokens)
        except Exception:  # noqa: BLE001 - LiteLLM raises a bare Exception for a model whose price it does not know
            costs = None
        return Usage(usage.prompt_tokens, usage.completion_tokens, sum(costs) if costs else None)
