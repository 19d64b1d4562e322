"""`shuangshi chat`: the dialogue on the command line, and conversations replayed from a file."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shuangshi.console import fail, messages, track
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from chat.agent import Agent

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="chat")(chat)


def chat(
    jsonl: Annotated[
        Path | None,
        typer.Option(help='Conversations, one a line: {"id", "turns": [words, or {"text", "item", "point"}]}.'),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where replies go, one conversation a line.")] = None,
    skip_bad: Annotated[bool, typer.Option(help="Leave out lines that cannot be read, and say which.")] = False,
) -> None:
    """Talks with AI 智能学; or replays conversations: the same words get the same replies."""
    if (jsonl is None) != (out is None):
        fail("--jsonl and --out go together")
    conversations = [*_read(jsonl, skip_bad)] if jsonl else None
    from shuangshi.chat_service import open_agent

    opened = open_agent(Settings())
    agent, now = opened.agent, opened.now
    if conversations is None:
        _talk(agent, now)
        return
    assert out is not None
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file:
        for name, turns in track(conversations, "conversations"):
            file.write(json.dumps({"id": name, "replies": _replay(agent, turns, now)}, ensure_ascii=False) + "\n")
    messages.print(f"{len(conversations)} conversations: {out}")


def _replay(agent: "Agent", turns: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    from chat.agent import Said
    from chat.conversation import Conversation

    conversation = Conversation(agent, now)
    replies = [conversation.say(Said(**turn)) for turn in turns]
    return [
        {"text": reply.text, "action": reply.action, "cards": [card.model_dump() for card in reply.cards],
         "quick": list(reply.quick), "safety": reply.safety}
        for reply in replies
    ]  # fmt: skip


def _talk(agent: "Agent", now: datetime) -> None:
    from chat.agent import Said
    from chat.conversation import Conversation

    conversation = Conversation(agent, now)
    messages.print("说出你哪里不会；空行结束。")
    while text := typer.prompt("你", default="", show_default=False).strip():
        reply = conversation.say(Said(text))
        typer.echo(f"智能学：{reply.text}")
        for card in reply.cards:
            typer.echo(f"  [{card.kind}] {json.dumps(card.body, ensure_ascii=False)}")


def _read(path: Path, skip_bad: bool) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path}: cannot be read ({error})")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row["id"]), [_turn(turn) for turn in row["turns"]]
        except (ValueError, KeyError, TypeError) as error:
            if not skip_bad:
                fail(f'{path}, line {number}: {{"id", "turns": [words]}} is wanted ({error})')
            messages.print(f"{path}, line {number}: left out ({error})")


def _turn(turn: Any) -> dict[str, Any]:
    if isinstance(turn, str):
        return {"text": turn}
    if not isinstance(turn, dict) or not isinstance(turn.get("text"), str) or set(turn) - {"text", "item", "point"}:
        raise ValueError("a turn is words, or text with item or point")
    return turn
