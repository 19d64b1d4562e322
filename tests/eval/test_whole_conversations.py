"""Whole conversations of simulated students: held to an end, judged, and written as a page."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chat.agent import Agent
from chat.reply import Card, Reply
from chat.state import PlanStep
from eval.simulator.learners import TEMPERAMENTS
from eval.transcript_page import write_transcript_page
from eval.whole_conversations import _is_kept, _questions, hold_conversations, judge_transcripts
from knowledge_graph import KnowledgeGraph
from shuangshi.chat_service import InProcessService
from shuangshi.engine import Engine
from shuangshi.shelf import build_shelf
from store.database import Database

NOW = datetime(2026, 3, 2, 19, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_they_are_held_to_an_end_and_written_as_a_page(
    engine: Engine, graph: KnowledgeGraph, database: Database, tmp_path: Path
):
    agent = Agent(build_shelf(graph, database), InProcessService(engine.flow, database))
    transcripts = hold_conversations(agent, NOW, of_each=1, seed=3)
    report = judge_transcripts(transcripts)
    assert report["conversations"] == len(TEMPERAMENTS)
    assert "turn limit" not in report["endings"]
    assert report["one_question"] == report["plan_kept"] == 1
    page = tmp_path / "conversations.html"
    write_transcript_page(transcripts, graph, page)
    words = page.read_text(encoding="utf-8")
    assert words.count("<details>") == len(TEMPERAMENTS)
    assert "模拟" in words


@pytest.mark.parametrize(("text", "items", "questions"), [
    ("先学这个。", 0, 0), ("难度怎么样？", 0, 1), ("难吗？还要吗？", 0, 2), ("是吗？看这道。", 1, 1),
    ("看这两道。", 2, 2),
])  # fmt: skip
def test_what_is_asked_is_counted(text: str, items: int, questions: int):
    cards = tuple(Card(kind="item", body={"id": f"it-{number}"}) for number in range(items))
    assert _questions(Reply(text=text, action="pose_item", cards=cards)) == questions


def test_a_step_done_before_its_turn_breaks_the_plan():
    def plan(*done: bool) -> list[PlanStep]:
        return [PlanStep(kind="learn", point="p", done=one) for one in done]

    assert _is_kept(plan(True, True, False))
    assert not _is_kept(plan(True, False, True))
    assert _is_kept([])
