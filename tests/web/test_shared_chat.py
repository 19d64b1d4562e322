"""A student lets their class teacher read a conversation, and one who spoke of distress is seen to, in real Chromium."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Service, log_in, watched_page
from tests.web.test_chat import wait_for

pytestmark = pytest.mark.browser

STUDENT = "2026010101"


def test_shared_read_and_seen_to(browser: Browser, page: Page, service: Service):
    log_in(page, service)
    page.get_by_role("link", name="智能学").click()
    page.get_by_test_id("chat-text").fill("我不想活了")
    page.get_by_test_id("chat-send").click()
    expect(wait_for(page, 1)).to_contain_text("12355")
    page.wait_for_url("**/chat/c-*")
    page.get_by_test_id("chat-share").click()
    expect(page.get_by_text("老师可以看这段对话")).to_be_visible()
    with watched_page(browser, service, viewport={"width": 1280, "height": 800}) as teacher:
        log_in(teacher, service, "t-math-1")
        teacher.wait_for_url("**/class")
        alert = teacher.get_by_test_id("care-alert").first
        expect(alert).to_be_visible(timeout=10_000)
        expect(alert).not_to_contain_text("不想活")
        if "SHUANGSHI_SCREENSHOTS" in os.environ:
            teacher.screenshot(path=Path(os.environ["SHUANGSHI_SCREENSHOTS"]) / "care-alerts.png")
        alert.get_by_test_id("care-see").click()
        expect(teacher.get_by_test_id("care-alert").get_by_role("status").first).to_contain_text("已在关心")
        teacher.get_by_test_id("student-search").fill(STUDENT)
        teacher.get_by_role("button", name="与 AI 智能学的对话").first.click()
        teacher.get_by_test_id("shared-chat").first.click()
        expect(teacher.get_by_test_id("messages")).to_contain_text("我不想活了")
        expect(teacher.get_by_test_id("chat-text")).to_have_count(0)
        if "SHUANGSHI_SCREENSHOTS" in os.environ:
            teacher.screenshot(path=Path(os.environ["SHUANGSHI_SCREENSHOTS"]) / "shared-chat.png")
        page.get_by_test_id("chat-share").click()
        expect(page.get_by_text("让老师看这段对话")).to_be_visible()
        teacher.reload()
        expect(teacher.get_by_text("可能学生已不再分享")).to_be_visible(timeout=10_000)
