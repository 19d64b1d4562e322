"""The match-quality dashboard in real Chromium, on simulated weeks stored beside the running service."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Service, log_in, watched_page

pytestmark = pytest.mark.browser

_SIMULATE = "from shuangshi.cli import main; main()"


@pytest.fixture(scope="module")
def simulated(service: Service, cache) -> Iterator[Service]:
    environment = os.environ | {"SHUANGSHI_HOME": str(service.home), "SHUANGSHI_CACHE": str(cache)}
    run = [sys.executable, "-c", _SIMULATE, "simulate"]
    subprocess.run([*run, "weeks", "--weeks", "1"], env=environment, check=True, capture_output=True)
    yield service
    subprocess.run([*run, "remove"], env=environment, check=True, capture_output=True)


@pytest.fixture
def laptop(browser: Browser, simulated: Service) -> Iterator[Page]:
    with watched_page(browser, simulated, viewport={"width": 1366, "height": 768}) as page:
        log_in(page, simulated, "A001")
        page.wait_for_url("**/match-quality")
        expect(page.get_by_test_id("key-figures")).to_be_visible(timeout=20_000)
        yield page


def test_everything_is_there_and_says_that_it_is_simulated(laptop: Page):
    expect(laptop.get_by_test_id("simulated")).to_contain_text("模拟数据")
    for name in ("funnel", "waits", "trends", "by-subjects", "supply", "flow", "fairness", "models", "matches"):
        expect(laptop.get_by_test_id(name)).to_be_visible()
    asked = laptop.get_by_test_id("funnel").get_by_role("listitem").first
    assert int(re.sub(r"\D", "", asked.inner_text())) > 50
    assert laptop.evaluate("document.documentElement.scrollWidth") <= 1366, "nothing is cut off at the side"


def test_a_figures_name_leads_to_its_definition(laptop: Page):
    laptop.get_by_test_id("key-figures").get_by_test_id("term-matched").click()
    definitions = laptop.get_by_test_id("definitions")
    expect(definitions).to_contain_text("求助中有教师接受的比例")
    laptop.keyboard.press("Escape")
    expect(definitions).to_have_count(0)


def test_a_row_leads_to_its_subject_and_back(laptop: Page):
    laptop.get_by_test_id("by-subjects").get_by_role("button", name="数学").click()
    laptop.wait_for_url("**subject=*")
    expect(laptop.get_by_test_id("by-subjects").get_by_role("row")).to_have_count(2)
    laptop.go_back()
    expect(laptop.get_by_test_id("by-subjects").get_by_role("row")).not_to_have_count(2)


def test_a_single_match_shows_why_each_teacher_was_asked(laptop: Page):
    laptop.get_by_test_id("matches").get_by_role("button", name=re.compile("^查看 匹配 sim-")).first.click()
    match = laptop.get_by_test_id("match")
    expect(match).to_contain_text("为什么是这位教师")
    expect(match).to_contain_text("简单规则")


def test_a_table_is_downloaded_for_a_spreadsheet(laptop: Page):
    with laptop.expect_download() as download:
        laptop.get_by_test_id("supply").get_by_role("link").click()
    with open(download.value.path(), encoding="utf-8-sig") as file:
        head, *rows = csv.reader(file)
    assert head[:2] == ["学科", "时段"]
    assert {row[head.index("数据")] for row in rows} == {"模拟数据"}


def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, simulated: Service):
    with watched_page(browser, simulated, viewport={"width": 390, "height": 844}, device_scale_factor=2) as page:
        log_in(page, simulated, "A001")
        expect(page.get_by_test_id("key-figures")).to_be_visible(timeout=20_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
