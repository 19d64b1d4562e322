"""An OpenAI-compatible server that writes what it is told to: spoken to by HTTP, as Ollama, vLLM or llama.cpp are."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

__all__ = ["ModelServer", "run_model_server"]

Answer = list[str] | int | dict[str, str]
"""Pieces of text, an HTTP status, or a tool call as {"name", "arguments"}."""


@dataclass
class ModelServer:
    """A running server.

    Attributes:
        answer: What to write, from the request's body.
        asked: Bodies of all requests.
        pause: Seconds before each piece.
        written: Pieces that were sent.
    """

    url: str = ""
    answer: Callable[[dict[str, Any]], Answer] = lambda _: ["好。"]
    asked: list[dict[str, Any]] = field(default_factory=list)
    pause: float = 0.0
    written: int = 0

    def app(self) -> FastAPI:
        """Its one route."""
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def complete(request: Request) -> Response:
            body = await request.json()
            self.asked.append(body)
            answer = self.answer(body)
            if isinstance(answer, int):
                return Response('{"error": {"message": "no"}}', answer, media_type="application/json")
            return StreamingResponse(self._events(answer), media_type="text/event-stream")

        return app

    def _events(self, answer: list[str] | dict[str, str]) -> Iterator[str]:
        if isinstance(answer, dict):
            call = {"index": 0, "id": "call-1", "type": "function", "function": answer}
            yield _event({"role": "assistant", "tool_calls": [call]}, None)
            yield _event({}, "tool_calls")
        else:
            for piece in answer:
                time.sleep(self.pause)
                self.written += 1
                yield _event({"role": "assistant", "content": piece}, None)
            yield _event({}, "stop")
        usage = {"prompt_tokens": 300, "completion_tokens": 40, "total_tokens": 340}
        yield f"data: {json.dumps(_chunk([]) | {'usage': usage})}\n\n"
        yield "data: [DONE]\n\n"


@contextmanager
def run_model_server() -> Iterator[ModelServer]:
    """A server on a free port, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = ModelServer(f"http://127.0.0.1:{port}/v1")
    runner = uvicorn.Server(uvicorn.Config(server.app(), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=runner.run, daemon=True)
    thread.start()
    while not runner.started:
        time.sleep(0.02)
    try:
        yield server
    finally:
        runner.should_exit = True
        thread.join(10)


def _event(delta: dict[str, Any], finish: str | None) -> str:
    return f"data: {json.dumps(_chunk([{'index': 0, 'delta': delta, 'finish_reason': finish}]))}\n\n"


def _chunk(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": choices,
    }  # fmt: skip
