"""A lesson that a teacher sets to a class, from the teacher's page to the student's, in real Chromium."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Service, log_in, watched_page

pytestmark = pytest.mark.browser

COURSE = "mc-math-parallel-bend"


def test_a_lesson_is_set_done_and_counted(page: Page, browser: Browser, service: Service):
    with watched_page(browser, service, viewport={"width": 1366, "height": 768}) as staff:
        log_in(staff, service, "t-math-1")
        staff.wait_for_url("**/class")
        staff.goto(f"{service.url}/micro-courses/{COURSE}")
        staff.get_by_test_id("assign").click()
        expect(staff.get_by_test_id("assign-state")).to_contain_text("已布置给")
        log_in(page, service)
        task = page.get_by_test_id("tasks-assigned").get_by_role("link")
        expect(task).to_have_count(1)
        task.click()
        page.get_by_test_id("finish-course").click()
        expect(page.get_by_test_id("finish-course")).to_contain_text("今天已学完")
        page.goto(service.url)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_test_id("tasks-assigned")).to_have_count(0)
        staff.goto(f"{service.url}/class")
        row = staff.locator("[data-testid^='assignment-']")
        expect(row).to_contain_text("1/")
        row.get_by_test_id("withdraw").click()
        row.get_by_test_id("restore").click()
        row.get_by_test_id("withdraw").click()
        expect(row.get_by_test_id("restore")).to_be_visible()
