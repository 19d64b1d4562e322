"""Conversations as a page to read, simulated ones said to be so."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from chat.reply import Card
from eval.whole_conversations import Transcript
from knowledge_graph import KnowledgeGraph
from knowledge_graph.atomic_file import replace_file

__all__ = ["write_transcript_page"]

_STYLE = (
    "body{font:15px/1.6 system-ui;margin:2rem auto;max-width:46rem;padding:0 1rem}"
    "summary{cursor:pointer;padding:.4rem 0}"
    "p{margin:.4rem 0;padding:.5rem .8rem;border-radius:.8rem;white-space:pre-wrap;width:fit-content;max-width:85%}"
    ".mine{background:#3550c8;color:#fff;margin-left:auto}.theirs{background:#eef1fb}.card{border:1px solid #ccd}"
    "small{color:#666}"
)


def write_transcript_page(transcripts: Sequence[Transcript], graph: KnowledgeGraph, path: Path) -> None:
    """Writes all of them, each folded up."""
    parts = "".join(_conversation(one, graph) for one in transcripts)
    page = (
        f"<!doctype html><html lang='zh'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>conversations</title><style>{_STYLE}</style><h1>模拟的对话</h1>"
        f"<p class='card'>学生是模拟的：卡在哪里、会不会、何时失误都由程序抽签决定。</p>{parts}</html>"
    )
    with replace_file(path) as file:
        file.write(page.encode("utf-8", "replace"))


def _conversation(one: Transcript, graph: KnowledgeGraph) -> str:
    gap = graph.get_point(one.learner.gap)
    truth = f"{one.temperament} · 其实卡在「{escape(gap.name)}」{one.learner.level} · {one.ending}"
    head = f"{escape(one.said[0])} <small>{truth}</small>"
    turns = "".join(
        f"<p class='mine'>{escape(said)}</p><p class='theirs'>{escape(reply.text)}</p>"
        f"{''.join(map(_card, reply.cards))}"
        for said, reply in zip(one.said, one.replies, strict=True)
    )
    return f"<details><summary>{head}</summary>{turns}</details>"


def _card(card: Card) -> str:
    body = card.body
    match card.kind:
        case "item" | "example":
            options = "".join(f"\n{letter}. {text}" for letter, text in (body["options"] or {}).items())
            words = f"{body['stem']}{options}"
        case "plan":
            steps = "".join(f"\n{'✓' if step['done'] else '·'} {step['name']}" for step in body["steps"])
            words = f"今天：{body['done']}/{len(body['steps'])}{steps}"
        case _:
            words = f"[{card.kind}] {body.get('title') or body.get('name') or ''}"
    return f"<p class='card'>{escape(words)}</p>"
