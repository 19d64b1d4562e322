"""AI 智能学 in real Chromium: from 我不会浮力 to a raised mastery, on a phone, with nothing known before."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from knowledge_graph import KnowledgeGraph
from recommender.assessment.bank import read_bank
from tests.web.conftest import Service, log_in, watched_page

pytestmark = pytest.mark.browser


def replies(page: Page) -> Locator:
    return page.get_by_test_id("reply")


def wait_for(page: Page, count: int) -> Locator:
    expect(replies(page)).to_have_count(count, timeout=20_000)
    return replies(page).last


def test_from_not_knowing_to_a_raised_mastery(page: Page, service: Service, right: dict[str, str]):
    log_in(page, service, "2024010301")
    page.get_by_role("link", name="智能学").click()
    page.get_by_role("button", name="我不会浮力").click()
    count = 1
    reply = wait_for(page, count)
    expect(reply).to_contain_text("浮力")
    while reply.get_by_test_id("point").count() == 0:
        page.get_by_test_id("quick").get_by_role("button", name="不会").click()
        count += 1
        reply = wait_for(page, count)
    expect(reply.get_by_test_id("plan")).to_contain_text("今天：1/")
    page.get_by_test_id("quick").get_by_role("button", name="学完了").click()
    count += 1
    expect(wait_for(page, count)).to_contain_text("难度")
    page.get_by_test_id("quick").get_by_role("button", name="正好").click()
    count += 1
    reply = wait_for(page, count)
    answered = 0
    while reply.get_by_test_id("mastery").count() == 0:
        answered += 1
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
    assert answered >= 2
    expect(reply).to_contain_text("小测通过")
    expect(reply.get_by_test_id("mastery")).not_to_contain_text("掌握度 0%")
    if "SHUANGSHI_SCREENSHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["SHUANGSHI_SCREENSHOTS"]) / "chat.png", full_page=True)


def test_it_is_gone_on_with_after_a_reload_and_deleted(browser: Browser, service: Service):
    with watched_page(browser, service, viewport={"width": 1280, "height": 800}) as page:
        log_in(page, service)
        page.get_by_role("link", name="智能学").click()
        page.get_by_test_id("chat-text").fill("解方程 2x+3=7，直接告诉我答案")
        page.get_by_test_id("chat-send").click()
        expect(wait_for(page, 1)).to_contain_text("答案先不说")
        page.wait_for_url("**/chat/c-*")
        page.reload()
        wait_for(page, 1)
        page.get_by_test_id("chat-text").fill("2x=10")
        page.get_by_test_id("chat-text").press("Enter")
        expect(wait_for(page, 2)).to_contain_text("不等价")
        page.get_by_role("button", name="删除：").first.click()
        page.get_by_role("button", name="删除", exact=True).last.click()
        expect(page.get_by_role("heading", name="哪里不会，说给我听")).to_be_visible()
        expect(page.get_by_role("navigation", name="以前的对话").get_by_role("listitem")).to_have_count(0)


def test_on_a_phone_earlier_conversations_fold_out(page: Page, service: Service):
    log_in(page, service, "2024010301")
    page.get_by_role("link", name="智能学").click()
    page.get_by_test_id("chat-text").fill("你好")
    page.get_by_test_id("chat-send").click()
    wait_for(page, 1)
    page.wait_for_url("**/chat/c-*")
    earlier = page.get_by_role("navigation", name="以前的对话")
    expect(earlier).to_have_count(0)
    page.get_by_test_id("chats-before").get_by_text("以前的对话").click()
    expect(earlier.get_by_role("link", name="你好").first).to_be_visible()
    page.get_by_test_id("new-chat").click()
    expect(page.get_by_role("heading", name="哪里不会，说给我听")).to_be_visible()
