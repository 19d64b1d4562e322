"""A turn with a model: tools, failures, stopping."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from chat.generation.brief import Brief, Passage
from chat.generation.narrator import Narrator, Told
from chat.generation.provider import ProviderError, ToolCall
from chat.generation.tools import Found, Toolbox
from chat.leaks import Secret
from eval.scripted_provider import ScriptedProvider
from knowledge_graph import KnowledgeGraph

BRIEF = Brief(
    task="讲", authored="浮力等于排开的液体受到的重力。", said="为什么？", subject="物理", point="p",
    passages=(Passage(1, "浮力", "浮力等于排开的液体受到的重力。", "point:p"),), may_use_tools=True,
)  # fmt: skip


class Tools:
    """Remembers what was called."""

    def __init__(self) -> None:
        self.called: list[tuple[str, str]] = []

    def box(self) -> Toolbox:
        return Toolbox(self.search, self.profile, self.recommend, self.assess)

    def search(self, query: str) -> Sequence[Found]:
        self.called.append(("search", query))
        return [
            Found("液体压强", "液体内部的压强随深度增加。", "lesson:m"),
            Found("浮力", BRIEF.passages[0].text, "point:p"),
        ]

    def profile(self, point: str) -> str:
        self.called.append(("profile", point))
        raise KeyError(point) if point else AssertionError

    def recommend(self, query: str) -> Sequence[str]:
        self.called.append(("recommend", query))
        return ["一节课"]

    def assess(self, point: str) -> str:
        self.called.append(("assess", point))
        return "浮力"


def tell(graph: KnowledgeGraph, provider: ScriptedProvider, brief: Brief = BRIEF) -> tuple[list[str], Told, Tools]:
    tools = Tools()
    *shown, told = Narrator(provider, graph).tell(brief, tools.box())
    assert isinstance(told, Told)
    return [str(one) for one in shown], told, tools


def test_sentences_come_one_by_one_and_the_end_tells_what_was_used(graph: KnowledgeGraph):
    shown, told, _ = tell(graph, ScriptedProvider(lambda _: ["别急。浮力等于排开的液体受到的重力[1]。"]))
    assert shown == ["别急。", "浮力等于排开的液体受到的重力[1]。"]
    assert told.text == "".join(shown)
    assert (told.outcome, told.model, [one.number for one in told.cited]) == ("told", "scripted", [1])
    assert told.usage.completion_tokens > 0
    assert told.first_ms is not None


def test_tools_are_used_by_their_schema_and_what_they_find_can_be_cited(graph: KnowledgeGraph):
    calls = [
        ToolCall("1", "search", '{"query": "深度"}'), ToolCall("2", "search", '{"q": "深度"}'),
        ToolCall("3", "drop_table", "{}"), ToolCall("4", "profile", '{"point": "none"}'),
        ToolCall("5", "assess", "not json"),
    ]  # fmt: skip

    def script(messages: Sequence[dict]) -> Sequence:
        return calls if len(messages) < 4 else ["液体内部的压强随深度增加[2]。"]

    provider = ScriptedProvider(script)
    shown, told, tools = tell(graph, provider)
    assert shown == ["液体内部的压强随深度增加[2]。"]
    assert [one.source for one in told.cited] == ["lesson:m"]
    assert tools.called == [("search", "深度"), ("profile", "none")]
    found, misspelt, unknown, nobody, torn = [
        json.loads(m["content"]) for m in provider.asked[1] if m["role"] == "tool"
    ]
    assert [one["编号"] for one in found] == [2, 1]
    assert all("error" in answer for answer in (misspelt, unknown, nobody, torn))


def test_a_model_that_only_calls_tools_comes_to_an_end(graph: KnowledgeGraph):
    provider = ScriptedProvider(lambda _: [ToolCall("1", "recommend", '{"query": "浮力"}')] * 4)
    shown, told, tools = tell(graph, provider)
    assert (shown, told.outcome) == ([], "nothing_left")
    assert len(provider.asked) == 3
    assert len(tools.called) <= 6


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (ProviderError("APIConnectionError"), "provider_failed"), (ProviderError("Timeout"), "too_slow"),
        ("答案是 7。", "leak"), ("教你怎么买香烟。", "unsafe"), ("9+9=1。", "nothing_left"), ("", "nothing_left"),
    ],
)  # fmt: skip
def test_whatever_fails_leaves_the_authored_words(graph: KnowledgeGraph, line: str | ProviderError, outcome: str):
    brief = replace(BRIEF, secrets=(Secret("几？", result="7"),))
    _, told, _ = tell(graph, ScriptedProvider(lambda _: ["先想想。", line][outcome == "nothing_left" :]), brief)
    assert (told.text, told.outcome) == ("", outcome)


def test_a_slow_model_is_left(graph: KnowledgeGraph):
    narrator = Narrator(ScriptedProvider(lambda _: ["慢慢来。"]), graph, seconds=0)
    told = list(narrator.tell(BRIEF, Tools().box()))[-1]
    assert isinstance(told, Told)
    assert told.outcome == "too_slow"
