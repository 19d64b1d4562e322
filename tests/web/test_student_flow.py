"""A student's way through the app, in real Chromium against the real service."""

import contextlib
import re
from pathlib import Path

import httpx
import psutil
import pytest
import yaml
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, expect

from eval.rendering import find_fonts
from models.plain_text import plain_text
from shuangshi.preparation import DEMO_FOLDER, DEMO_PASSWORD
from tests.web.conftest import Service, log_in

pytestmark = pytest.mark.browser


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    image = Image.new("RGB", (1300, 500), "white")
    font = ImageFont.truetype(str(find_fonts()[0]), 44)
    for i, line in enumerate(["一个木块重 5 N，漂浮在水面上，", "求木块受到的浮力是多少？"]):
        ImageDraw.Draw(image).text((60, 80 + 110 * i), line, fill="black", font=font)
    path = tmp_path / "photo.jpg"
    image.save(path, quality=90)
    return path


def log_in_and_wait(page: Page, service: Service, number: str = "2026010101") -> None:
    log_in(page, service, number)
    expect(page.get_by_test_id("ask-text")).to_be_visible(timeout=15_000)


def engineer_outcomes(service: Service) -> list[dict]:
    with httpx.Client(base_url=service.url) as client:
        credentials = {"organisation": "city", "number": "E001", "password": DEMO_PASSWORD}
        assert client.post("/api/session", json=credentials).status_code == 200
        return client.get("/api/outcomes", params={"limit": 500}).json()


def test_photograph_correct_open_and_find_the_click_in_the_log(page: Page, service: Service, photo: Path):
    log_in_and_wait(page, service)
    page.get_by_test_id("ask-photo").set_input_files(str(photo))
    text = page.get_by_test_id("question-text")
    expect(text).to_have_value(re.compile("浮力"), timeout=30_000)
    text.fill("一个木块重 6 N，漂浮在水面上，求木块受到的浮力。")
    page.get_by_test_id("question-text-save").click()
    expect(page.get_by_test_id("profile-subject")).to_contain_text("物理", timeout=15_000)
    card = page.locator("[data-testid^='card-mc-']").first
    expect(card).to_be_visible(timeout=15_000)
    course = (card.get_attribute("data-testid") or "").removeprefix("card-")
    card.click()
    expect(page).to_have_url(re.compile(f"/micro-courses/{course}"))
    expect(page.locator(".katex, p").first).to_be_visible()
    opened = [row for row in engineer_outcomes(service) if row["kind"] == "opened"]
    assert course in {row["item_id"] for row in opened}


def test_the_answer_to_the_own_question_waits_for_an_attempt(page: Page, service: Service):
    log_in_and_wait(page, service)
    answered = yaml.safe_load((DEMO_FOLDER / "answers" / "math.yaml").read_text(encoding="utf-8"))[0]
    page.get_by_test_id("ask-text").fill(plain_text(answered["question"]))
    page.get_by_test_id("ask-submit").click()
    page.get_by_role("tab", name=re.compile("问答")).click()
    card = page.get_by_test_id(f"card-{answered['id']}")
    expect(card).to_be_visible(timeout=15_000)
    card.click()
    expect(page.get_by_test_id("answer-hint")).to_be_visible(timeout=10_000)
    expect(page.get_by_test_id("answer-solution")).to_have_count(0)
    page.get_by_test_id("answer-attempt").fill("先写出系数，再算判别式的符号。")
    page.get_by_test_id("answer-attempt-submit").click()
    expect(page.get_by_test_id("answer-solution")).to_be_visible(timeout=10_000)


def test_nothing_fits_is_thanked_and_recorded(page: Page, service: Service):
    log_in_and_wait(page, service)
    page.get_by_test_id("ask-text").fill("为什么夏天白天长、冬天白天短？")
    page.get_by_test_id("ask-submit").click()
    page.get_by_test_id("none-fits").click(timeout=15_000)
    page.get_by_test_id("none-fits-want_person").click()
    page.get_by_test_id("none-fits-send").click()
    expect(page.get_by_text("问题已保留").first).to_be_visible(timeout=10_000)
    rows = [row for row in engineer_outcomes(service) if row["kind"] == "none_fits"]
    assert rows[0]["reason"] == "want_person"


def test_a_lesson_that_is_too_hard_leads_to_an_easier_one_that_says_why(page: Page, service: Service):
    log_in_and_wait(page, service)
    page.get_by_test_id("ask-text").fill("怎样用配方法解一元二次方程")
    page.get_by_test_id("ask-submit").click()
    card = page.locator("[data-testid^='card-mc-']").first
    expect(card).to_be_visible(timeout=15_000)
    hard = card.get_attribute("data-testid") or ""
    card.click()
    page.get_by_test_id("feedback-too_hard").click()
    page.get_by_test_id("next-step").click()
    first = page.locator("[data-testid^='card-mc-']").first
    expect(first).to_contain_text("偏难，先看", timeout=15_000)
    expect(page.get_by_test_id(hard)).to_have_count(0)
    page.go_back()
    page.get_by_test_id("feedback-too_hard").click()
    expect(page.get_by_test_id("next-step")).to_have_count(0)


def test_the_video_plays_in_ranges_and_what_was_watched_is_recorded(page: Page, service: Service):
    log_in_and_wait(page, service)
    answers = []
    page.on("response", lambda r: answers.append(r.status) if "/api/attachments/" in r.url else None)
    page.goto(f"{service.url}/micro-courses/mc-physics-lens-imaging")
    video = page.get_by_test_id("course-video")
    expect(video).to_be_visible(timeout=10_000)
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; return v.play(); }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 2", timeout=20_000)
    page.evaluate("() => document.querySelector('video').pause()")
    assert 206 in answers
    page.get_by_role("link", name="提问").first.click()
    expect(page.get_by_test_id("ask-text")).to_be_visible()
    for _ in range(40):
        kinds = {(row["kind"], row["item_id"]) for row in engineer_outcomes(service)}
        if ("watched", "mc-physics-lens-imaging") in kinds:
            return
        page.wait_for_timeout(250)
    pytest.fail("what was watched was not recorded")


def test_a_killed_ocr_or_engine_process_comes_back_and_nothing_is_lost(page: Page, service: Service, photo: Path):
    """Killed in the middle, the student keeps the place and gets the text in the end."""
    log_in_and_wait(page, service)
    for name in ("ocr.worker", "shuangshi.process engine"):
        for process in psutil.Process(service.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):  # it may have ended meanwhile
                if name in " ".join(process.cmdline()):
                    process.kill()
    page.get_by_test_id("ask-photo").set_input_files(str(photo))
    expect(page.get_by_test_id("question-text")).to_have_value(re.compile("浮力"), timeout=60_000)
    expect(page.locator("[data-testid^='card-mc-']").first).to_be_visible(timeout=60_000)
