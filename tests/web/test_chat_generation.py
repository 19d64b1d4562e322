"""A language model's words in real Chromium, from a real OpenAI-compatible server: allowed, labelled, stopped, failing."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from knowledge_graph import KnowledgeGraph
from tests.model_server import ModelServer
from tests.web.conftest import Service, log_in, watched_page
from tests.web.test_chat import wait_for

pytestmark = pytest.mark.browser

_WORDS = ["别着急，", "我们一步一步来。", "先看看", "下面这一步。"]


@pytest.fixture(autouse=True)
def _scripted(model: ModelServer) -> Iterator[None]:
    model.answer, model.pause, model.written = lambda _: _WORDS, 0.05, 0
    yield
    model.pause = 0.0


@pytest.fixture(scope="module", autouse=True)
def _allowed(browser: Browser, service: Service) -> Iterator[None]:
    """The district's administrator allows grades 7 and 9 in the settings, and takes it back at the end."""
    with watched_page(browser, service, viewport={"width": 1280, "height": 800}) as page:
        log_in(page, service, "D001", "东城示范区")
        expect(page.get_by_test_id("login-submit")).to_have_count(0, timeout=10_000)
        page.goto(f"{service.url}/settings")
        setting = page.get_by_test_id("generation")
        expect(setting).to_contain_text("openai/scripted", timeout=10_000)
        for grade in ("七年级", "九年级"):
            setting.get_by_label(grade).click()
            expect(setting.get_by_label(grade)).to_be_checked()
        yield
        page.reload()
        expect(setting).to_contain_text("次被采用", timeout=10_000)
        if "SHUANGSHI_SCREENSHOTS" in os.environ:
            page.screenshot(path=Path(os.environ["SHUANGSHI_SCREENSHOTS"]) / "generation-setting.png")
        for grade in ("七年级", "九年级"):
            setting.get_by_label(grade).click()
            expect(setting.get_by_label(grade)).not_to_be_checked()


def test_from_not_knowing_to_a_raised_mastery_in_a_models_words(
    page: Page, service: Service, right: dict[str, str], graph: KnowledgeGraph
):  # fmt: skip
    log_in(page, service, "2024010301")
    page.get_by_role("link", name="智能学").click()
    page.get_by_role("button", name="我不会浮力").click()
    count = 1
    reply = wait_for(page, count)
    while reply.get_by_test_id("point").count() == 0:
        expect(reply.get_by_test_id("by-ai")).to_have_text("AI 生成")
        expect(reply).to_contain_text("".join(_WORDS), timeout=10_000)
        page.get_by_test_id("quick").get_by_role("button", name="不会").click()
        count += 1
        reply = wait_for(page, count)
    page.get_by_test_id("quick").get_by_role("button", name="学完了").click()
    wait_for(page, count + 1)
    page.get_by_test_id("quick").get_by_role("button", name="正好").click()
    count += 2
    reply = wait_for(page, count)
    while reply.get_by_test_id("mastery").count() == 0:
        item = reply.get_by_test_id("item")
        answer = right[item.get_attribute("data-item") or ""]
        if item.get_by_test_id("answer-text").count():
            item.get_by_test_id("answer-text").fill(answer)
        else:
            for letter in answer:
                item.get_by_test_id(f"option-{letter}").click()
        item.get_by_test_id("answer-send").click()
        count += 1
        assert count < 20
        reply = wait_for(page, count)
    expect(reply).to_contain_text("小测通过")
    expect(page.get_by_test_id("change").first).to_contain_text("→")
    if "SHUANGSHI_SCREENSHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["SHUANGSHI_SCREENSHOTS"]) / "chat-generation.png", full_page=True)


def test_stopping_stops_the_model_and_keeps_what_was_said(page: Page, service: Service, model: ModelServer):
    log_in(page, service)
    model.answer, model.pause = lambda _: ["慢慢来。"] * 60, 0.2
    page.get_by_role("link", name="智能学").click()
    page.get_by_role("button", name="我不会浮力").click()
    reply = wait_for(page, 1)
    expect(reply).to_contain_text("慢慢来。慢慢来。", timeout=10_000)
    page.get_by_test_id("chat-stop").click()
    expect(reply.get_by_test_id("by-ai")).to_have_text("AI 生成 · 已停止", timeout=10_000)
    expect(reply).to_contain_text("慢慢来。慢慢来。")
    time.sleep(1)
    written = model.written
    time.sleep(1)
    assert model.written == written < 60
    page.reload()
    expect(wait_for(page, 1).get_by_test_id("by-ai")).to_have_text("AI 生成 · 已停止")


def test_a_model_that_is_down_is_not_noticed(page: Page, service: Service, model: ModelServer):
    log_in(page, service)
    model.answer = lambda _: 500
    page.get_by_role("link", name="智能学").click()
    page.get_by_role("button", name="我不会浮力").click()
    reply = wait_for(page, 1)
    expect(reply).to_contain_text("浮力")
    expect(reply.get_by_test_id("by-ai")).to_have_count(0, timeout=10_000)
    expect(reply.get_by_test_id("item")).to_be_visible()


def test_a_picture_is_read_looked_over_and_sent(page: Page, service: Service, tmp_path: Path):
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (900, 200), "white")
    font = ImageFont.truetype("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 44)
    ImageDraw.Draw(picture).text((30, 60), "解方程：2x+3=7", font=font, fill="black")
    picture.save(tmp_path / "task.png")
    log_in(page, service)
    page.get_by_role("link", name="智能学").click()
    page.get_by_test_id("chat-photo").set_input_files(tmp_path / "task.png")
    expect(page.get_by_test_id("chat-note")).to_contain_text("看看对不对", timeout=60_000)
    assert "解方程" in page.get_by_test_id("chat-text").input_value()
    page.get_by_test_id("chat-send").click()
    wait_for(page, 1)
