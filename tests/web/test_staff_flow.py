"""What teachers do in the app, in real Chromium against the real service."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Service, log_in

pytestmark = pytest.mark.browser


def test_a_class_teacher_enters_a_guardians_word(page: Page, service: Service):
    log_in(page, service, "t-math-1")
    page.wait_for_url("**/class")
    page.get_by_test_id("student-search").fill("叶梓轩")
    row = page.locator("[data-testid^='student-']").filter(has_text="叶梓轩")
    expect(row).to_be_visible(timeout=15_000)
    expect(page.locator("li[data-testid^='student-']")).to_have_count(1)
    for word, tag, shown in (("不同意或撤回同意", "监护人不同意", True), ("同意", "监护人不同意", False)):
        row.get_by_role("button", name=re.compile("同意书")).click()
        page.get_by_role("radio", name=word, exact=True).check()
        page.locator("#consent-save").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(row.get_by_text(tag)).to_have_count(1 if shown else 0)
