"""A language model behind the conversation: LiteLLM against a real OpenAI-compatible server."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from api.services import Services
from chat.generation.litellm_provider import LiteLlmProvider
from store.audit import AuditEntry
from store.conversations import ChatMessage
from store.generations import GenerationRow
from tests.api.conftest import ROLES
from tests.model_server import ModelServer, run_model_server

START = "physics.j.buoyancy.buoyant-force"
WORDS = ["浮力是液体对物体", "向上的力。", "先做一道小题，不会也没关系。"]


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with run_model_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _scripted(model: ModelServer) -> None:
    model.answer, model.pause, model.written = lambda _: WORDS, 0.0, 0
    model.asked.clear()


@pytest.fixture
def app(services: Services, model: ModelServer) -> FastAPI:
    """The application with the model."""
    worded = replace(services, provider=LiteLlmProvider("openai/scripted", model.url))
    app = create_app(services.config, lambda: worded)
    app.state.services = worded
    return app


@pytest.fixture
def allowed(log_in) -> Iterator[TestClient]:
    """The district's administrator, who has allowed grade 7."""
    administrator = log_in("district_admin")
    assert administrator.put("/api/generation", json={"grades": [7]}).json()["grades"] == [7]
    yield administrator
    administrator.put("/api/generation", json={"grades": []})


def say(client: TestClient, text: str, chat: str | None = None, **more: str) -> dict:
    chat = chat or client.post("/api/chats").json()["id"]
    body = {"text": text, "client_id": f"m{len(text)}", **more}
    return client.post(f"/api/chats/{chat}/messages", json=body).json()[1]["reply"]


def test_no_model_is_asked_until_an_administrator_allows_the_grade(log_in, model: ModelServer, database):
    reply = say(log_in("student"), "", point=START)
    assert (reply["source"], reply["generation"]) == ("authored", None)
    assert model.asked == []
    administrator = log_in("district_admin")
    shown = administrator.get("/api/generation").json()
    assert (shown["model"], shown["grades"]) == ("openai/scripted", [])
    administrator.put("/api/generation", json={"grades": [9]})
    assert say(log_in("student"), "", point=START)["source"] == "authored"
    administrator.put("/api/generation", json={"grades": []})
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "set_generation")).all()
    assert "[] -> [9]" in entries
    assert administrator.put("/api/generation", json={"grades": [3]}).status_code == 422


def test_the_models_words_are_labelled_and_the_authored_ones_kept(
    log_in, allowed: TestClient, model: ModelServer, database
):  # fmt: skip
    reply = say(log_in("student"), "", point=START)
    assert (reply["source"], reply["text"]) == ("ai", "".join(WORDS))
    assert reply["generation"]["model"] == "openai/scripted"
    assert "浮力" in reply["generation"]["authored"]
    assert [card["kind"] for card in reply["cards"]] == ["item"]
    with database.reading() as session:
        row = session.scalars(select(GenerationRow).order_by(GenerationRow.at.desc())).first()
    assert row is not None
    assert (row.outcome, row.prompt_tokens, row.completion_tokens) == ("told", 300, 40)
    use = allowed.get("/api/generation").json()
    assert use["turns"] >= use["told"] >= 1
    assert use["tokens"] >= 340


def test_nothing_that_tells_who_asks_is_sent(log_in, allowed: TestClient, model: ModelServer, services: Services):
    client = log_in("student")
    me = client.get("/api/session").json()
    chat = client.post("/api/chats").json()["id"]
    say(client, "我不会浮力", chat)
    words = f"我是{me['name']}，{me['name']}不明白为什么，电话13800138000"
    say(client, words, chat)
    say(client, f"我叫王小明，为什么{me['name']}要学浮力", chat)
    assert model.asked
    sent = json.dumps(model.asked, ensure_ascii=False)
    for secret in (me["name"], me["id"], ROLES["student"][1], "13800138000", "王小明"):
        assert secret not in sent


@pytest.mark.parametrize("answer", [500, ["答案"], 401, ["1+1=3。"]])
def test_a_model_that_fails_leaves_the_authored_words(
    log_in, allowed: TestClient, model: ModelServer, answer: int | list[str], services: Services
):  # fmt: skip
    client = log_in("student")
    chat = client.post("/api/chats").json()["id"]
    first = say(client, "", chat, point=START)
    item = services.shelf().by_id[first["cards"][-1]["body"]["id"]]
    told = f"这道题选{item.answer}，答案就是{item.answer}。"
    model.answer = lambda _: [told] if answer == ["答案"] else answer
    reply = say(client, "给个提示", chat)
    assert (reply["source"], reply["action"]) == ("authored", "hint")
    assert told not in reply["text"]


def test_care_is_never_left_to_a_model(log_in, allowed: TestClient, model: ModelServer):
    reply = say(log_in("student"), "我不想活了")
    assert (reply["safety"], reply["source"]) == ("distress", "authored")
    assert model.asked == []


def test_a_lesson_and_an_item_are_offered_by_tools(log_in, allowed: TestClient, model: ModelServer):
    client = log_in("student")
    chat = client.post("/api/chats").json()["id"]
    reply = say(client, "我不会浮力", chat)
    for _ in range(8):
        if reply["action"] == "recommend":
            break
        reply = say(client, "不会", chat, client_id=f"n{_}", item=reply["cards"][-1]["body"]["id"])
    calls = [
        {"name": "assess", "arguments": "{}"},
        {"name": "recommend", "arguments": '{"query": "浮力 阿基米德原理"}'},
    ]

    def answer(body: dict) -> dict[str, str] | list[str]:
        done = sum(message["role"] == "tool" for message in body["messages"])
        return calls[done] if done < len(calls) else ["好问题。"]

    model.answer = answer
    model.asked.clear()
    reply = say(client, "为什么会有浮力", chat)
    assert reply["action"] == "explain"
    assert model.asked[0]["tools"][0]["function"]["name"] == "search"
    assert "offer" in {card["kind"] for card in reply["cards"]}


def test_words_are_streamed_and_whoever_hangs_up_stops_the_model(
    log_in, allowed: TestClient, model: ModelServer, database
):  # fmt: skip
    client = log_in("student")
    chat = client.post("/api/chats").json()["id"]
    body = {"text": "", "point": START, "client_id": "m"}
    with client.stream("POST", f"/api/chats/{chat}/messages/stream", json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in answer.iter_lines() if line]
    names = [line.removeprefix("event: ") for line in lines if line.startswith("event")]
    assert names == ["said", "text", "text", "reply"]
    said = json.loads(lines[1].removeprefix("data: "))
    assert said["retold"] is True
    assert said["messages"][1]["reply"]["source"] == "authored"
    again = client.post(f"/api/chats/{chat}/messages", json=body).json()
    assert again[1]["reply"]["source"] == "ai"
    with database.reading() as session:
        assert session.get_one(ChatMessage, (chat, 1)).content["text"] == "".join(WORDS)


def test_beyond_the_days_tokens_the_words_are_authored(log_in, allowed: TestClient, app: FastAPI, model: ModelServer):
    worded: Services = app.state.services
    app.state.services = replace(worded, config=replace(worded.config, llm_daily_tokens=0))
    assert say(log_in("student"), "", point=START)["source"] == "authored"
    assert model.asked == []
