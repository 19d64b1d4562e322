"""A test of a unit in real Chromium, on a phone: begun on the map, answered, handed in, explained, gone on with."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Service, log_in
from tests.web.test_chat import wait_for

pytestmark = pytest.mark.browser

POINT = "math.j.linear-equation.solve-linear-equation"


def picture(page: Page, name: str) -> None:
    if "SHUANGSHI_SCREENSHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["SHUANGSHI_SCREENSHOTS"]) / name, full_page=True)


def test_from_the_map_to_what_to_learn_first(page: Page, service: Service, right: dict[str, str]):
    log_in(page, service, "2024010301")
    expect(page.get_by_test_id("login-submit")).to_have_count(0, timeout=10_000)
    page.goto(f"{service.url}/map/math?point={POINT}")
    page.get_by_test_id("unit-test-start").click()
    page.wait_for_url("**/unit-tests/ut-*")
    said = page.get_by_test_id("test-said")
    page.get_by_test_id("test-dont-know").click()
    expect(said).to_contain_text("没有做对")
    page.get_by_test_id("test-next").click()
    page.reload()
    answered = 1
    while page.get_by_test_id("test-result").count() == 0:
        item = page.get_by_test_id("item")
        answer = right[item.get_attribute("data-item") or ""]
        if item.get_by_test_id("answer-text").count():
            item.get_by_test_id("answer-text").fill(answer)
        else:
            for letter in answer:
                item.get_by_test_id(f"option-{letter}").click()
        if answered == 2:
            picture(page, "unit-test.png")
        item.get_by_test_id("answer-send").click()
        answered += 1
        assert answered <= 8
        expect(said.get_by_text("做对了。").or_(page.get_by_test_id("test-result"))).to_be_visible(timeout=10_000)
        if said.count():
            page.get_by_test_id("test-next").click()
    expect(page.get_by_test_id("test-result")).to_contain_text(f"对了 {answered - 1} 道，共答 {answered} 道")
    expect(page.get_by_test_id("test-review")).to_have_count(answered)
    expect(page.get_by_test_id("test-point").first).to_contain_text("→")
    picture(page, "unit-test-result.png")
    page.get_by_test_id("test-learn").click()
    expect(wait_for(page, 1)).to_be_visible()
    page.wait_for_url("**/chat/c-*")


def test_handed_in_early(page: Page, service: Service):
    log_in(page, service, "2024010601")
    expect(page.get_by_test_id("login-submit")).to_have_count(0, timeout=10_000)
    page.goto(f"{service.url}/map/math?point={POINT}")
    page.get_by_test_id("unit-test-start").click()
    page.get_by_test_id("test-hand-in").click()
    page.get_by_role("button", name="交卷").last.click()
    expect(page.get_by_test_id("test-result")).to_contain_text("没有作答")
    expect(page.get_by_test_id("test-review").first).to_contain_text("正确答案")
