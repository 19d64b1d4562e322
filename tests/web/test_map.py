"""The knowledge map in real Chromium against the real service: by touch, by keyboard, as a list, as a file."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.web.conftest import Service, log_in, watched_page

pytestmark = pytest.mark.browser

_GOAL = "math.j.quadratic-equation.discriminant"
_GOAL_NAME = "一元二次方程根的判别式"
_SMALLEST_TARGET = 44
_NAMELESS = """() => [...document.querySelectorAll('main button, main a, main input, main [role=button]')]
    .filter((e) => e.getClientRects().length && !e.closest('[aria-hidden=true]'))
    .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.title || e.labels?.length))
    .map((e) => e.outerHTML.slice(0, 200))"""


@pytest.fixture
def touched(browser: Browser, service: Service) -> Iterator[Page]:
    """A phone under a finger, for somebody who wants no motion."""
    phone = {"width": 375, "height": 812}
    with watched_page(browser, service, viewport=phone, has_touch=True, reduced_motion="reduce") as page:
        yield page


def open_map(page: Page, service: Service, number: str = "2026010101", path: str = "/map") -> Locator:
    log_in(page, service, number)
    page.wait_for_url(re.compile(r"/(class|service|match-quality)?$"))
    page.goto(service.url + path)
    drawn = page.get_by_test_id("knowledge-map")
    expect(drawn).to_be_visible(timeout=20_000)
    return drawn


def wide(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_student_walks_the_map_by_touch(touched: Page, service: Service):
    drawn = open_map(touched, service)
    expect(touched).to_have_url(re.compile("/map/math$"))
    frame = drawn.locator("xpath=../..")
    expect(frame).to_have_attribute("data-level", "0")
    expect(touched.get_by_test_id("map-legend")).to_contain_text("我的掌握度")
    touched.touchscreen.tap(190, 420)
    expect(frame).not_to_have_attribute("data-level", "0")
    touched.get_by_test_id("map-whole").tap()
    expect(frame).to_have_attribute("data-level", "0")
    for _ in range(4):
        touched.get_by_test_id("map-zoom-in").tap()
    expect(frame).to_have_attribute("data-level", "2")
    touched.wait_for_timeout(600)  # not the second tap of a double tap
    touched.touchscreen.tap(190, 420)
    panel = touched.get_by_test_id("map-panel")
    expect(panel.get_by_test_id("point-name")).to_be_visible(timeout=10_000)
    expect(touched).to_have_url(re.compile(r"point=math\.j\."))
    touched.get_by_test_id("map-panel-close").tap()
    expect(panel).to_have_count(0)


def test_the_route_is_a_road_with_steps_beside_it(page: Page, service: Service):
    wide(page)
    open_map(page, service, path=f"/map/history?point={_GOAL}")
    expect(page).to_have_url(re.compile("/map/math"))
    panel = page.get_by_test_id("map-panel")
    expect(panel.get_by_test_id("point-name")).to_have_text(_GOAL_NAME, timeout=10_000)
    expect(panel.get_by_test_id("point-mastery")).to_be_visible()
    arcs = page.locator("[data-arc=needs]")
    assert arcs.count() >= 1
    panel.locator("[data-testid^='needs-']").first.click()
    expect(panel.get_by_test_id("point-name")).not_to_have_text(_GOAL_NAME)
    page.go_back()
    expect(panel.get_by_test_id("point-name")).to_have_text(_GOAL_NAME)
    panel.get_by_test_id("route-open").click()
    expect(page.get_by_test_id("map-road")).to_be_attached(timeout=10_000)
    steps = panel.locator("[data-testid^='step-']")
    expect(steps.last).to_contain_text(_GOAL_NAME)
    assert page.locator("[data-stop]").count() == steps.count()
    steps.nth(2).click()
    expect(steps.nth(2)).to_have_attribute("aria-current", "step")
    panel.get_by_test_id("route-close").click()
    expect(page.get_by_test_id("map-road")).to_have_count(0)


def test_a_question_of_others_becomes_ones_own(page: Page, service: Service):
    open_map(page, service, path=f"/map/math?point={_GOAL}")
    materials = page.get_by_test_id("point-materials")
    asked = materials.locator("[data-testid^='ask-']").first
    asked.click(timeout=10_000)
    expect(page.get_by_test_id("ask-text")).not_to_have_value("", timeout=10_000)


def test_the_keyboard_does_everything(page: Page, service: Service):
    wide(page)
    drawn = open_map(page, service)
    cell = drawn.locator("[data-cell][tabindex='0']")
    expect(cell).to_have_count(1)
    cell.focus()
    first = cell.get_attribute("data-cell")
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    here = page.evaluate("() => document.activeElement.dataset.cell")
    assert here not in (None, first)
    page.keyboard.press("Enter")
    panel = page.get_by_test_id("map-panel")
    expect(panel.get_by_test_id("point-name")).to_be_visible(timeout=10_000)
    assert page.evaluate("() => document.activeElement.dataset.testid") == "map-panel"
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.wait_for_function("(id) => document.activeElement.dataset.cell === id", arg=here)
    page.get_by_test_id("map-search").locator("input").focus()
    page.keyboard.type("判别式")
    expect(page.locator(".ant-select-item-option").first).to_contain_text("判别式", timeout=10_000)
    page.keyboard.press("Enter")
    expect(panel.get_by_test_id("point-name")).to_contain_text("判别式", timeout=10_000)
    assert page.evaluate(_NAMELESS) == []


def test_enter_pressed_before_the_answer_came_finds_the_point_all_the_same(page: Page, service: Service):
    wide(page)
    open_map(page, service)
    held: list[Route] = []
    page.route("**/api/points?*", lambda route: held.append(route))
    page.get_by_test_id("map-search").locator("input").focus()
    page.keyboard.type("判别式")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("map-panel")).to_have_count(0)
    held[-1].continue_()
    expect(page.get_by_test_id("map-panel").get_by_test_id("point-name")).to_contain_text("判别式", timeout=10_000)


def test_the_outline_is_the_same_map_as_a_list(page: Page, service: Service):
    open_map(page, service)
    page.get_by_test_id("map-view-outline").click()
    outline = page.get_by_test_id("map-outline")
    expect(outline.locator("details")).not_to_have_count(0)
    outline.locator("details").nth(1).locator("summary").focus()
    page.keyboard.press("Enter")
    point = outline.locator("details").nth(1).locator("button[data-point]").first
    expect(point).to_be_visible()
    assert point.bounding_box()["height"] >= _SMALLEST_TARGET
    point.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("map-panel").get_by_test_id("point-name")).to_be_visible(timeout=10_000)
    expect(point).to_have_attribute("aria-current", "true")
    assert page.evaluate(_NAMELESS) == []


def test_points_of_a_question_are_picked_on_the_map(page: Page, service: Service):
    log_in(page, service)
    page.get_by_test_id("ask-text").fill("不解方程，判断 x²-5x+6=0 的根的情况。", timeout=15_000)
    page.get_by_test_id("ask-submit").click()
    expect(page.locator("[data-testid^='map-of-']").first).to_have_attribute(
        "href", re.compile("/map/"), timeout=20_000
    )
    page.get_by_test_id("profile-points").click()
    page.get_by_test_id("profile-points-map").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("knowledge-map")).to_be_visible(timeout=20_000)
    for chosen in reversed(dialog.get_by_role("button", name=re.compile("^去掉")).all()[1:]):
        chosen.click()
    dialog.get_by_text("目录", exact=True).click()
    unpicked = dialog.locator("button[data-point][aria-pressed='false']").first
    name = unpicked.locator("span").inner_text()
    unpicked.click()
    page.locator("#map-pick-done").click()
    expect(dialog).to_have_count(0)
    page.get_by_test_id("profile-points-save").click()
    expect(page.get_by_test_id("profile-points")).to_contain_text(name, timeout=15_000)


def test_staff_take_the_map_away_as_a_drawing_and_as_a_picture(page: Page, service: Service, tmp_path: Path):
    wide(page)
    open_map(page, service, "A001", "/map/biology")
    page.get_by_test_id("map-shading").click()
    page.locator(".ant-select-item-option").filter(has_text="核心概念").click()
    files = {}
    for kind in ("svg", "png"):
        page.get_by_test_id("map-download").click()
        with page.expect_download(timeout=30_000) as download:
            page.locator(".ant-dropdown-menu-item").filter(has_text=kind.upper()).click()
        files[kind] = tmp_path / f"map.{kind}"
        download.value.save_as(files[kind])
        expect(page.locator(".ant-dropdown-menu-item").first).to_be_hidden()
    drawing = files["svg"].read_text(encoding="utf-8")
    root = ET.fromstring(drawing)
    words = "".join(root.itertext())
    assert "生物 · 初中知识地图" in words
    assert "核心概念" in words
    assert "导出" in words
    assert not re.search(r"(href|src)=|url\(|<image|<script|<style", drawing), "the drawing needs something else"
    with Image.open(files["png"]) as picture:
        assert picture.width >= 2400
        colours = picture.convert("RGB").resize((60, 40)).getcolors(2400)
        assert len(colours or []) > 50, "the picture is empty"


def test_a_class_is_seen_only_where_enough_are_known(page: Page, service: Service):
    wide(page)
    open_map(page, service, "t-math-1")
    expect(page.get_by_test_id("map-class")).to_be_visible()
    expect(page.get_by_test_id("map-legend")).to_contain_text("少于 3 人")
    expect(page.get_by_test_id("map-download")).to_be_visible()


@pytest.mark.parametrize("size", [(360, 640), (768, 1024), (1920, 1080)])
def test_every_screen_has_room_and_targets_a_thumb_can_hit(page: Page, service: Service, size: tuple[int, int]):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_map(page, service, path=f"/map/math?point={_GOAL}")
    expect(page.get_by_test_id("point-name")).to_be_visible(timeout=10_000)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """(least) => [...document.querySelectorAll('main button, main a')].filter((e) => e.getClientRects().length)
            .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 120)])
            .filter(([box]) => box.height < least - 0.5 || box.width < least - 0.5).map(([, html]) => html)""",
        _SMALLEST_TARGET,
    )
    assert small == []
    assert page.evaluate(_NAMELESS) == []


def test_a_map_that_does_not_come_says_so_and_tries_again(page: Page, service: Service):
    log_in(page, service)
    expect(page.get_by_test_id("ask-text")).to_be_visible(timeout=15_000)
    page.context.route("**/api/maps/math?**", lambda route: route.abort())
    page.goto(f"{service.url}/map/math")
    again = page.get_by_role("button", name="重试")
    expect(again).to_be_visible(timeout=20_000)
    page.context.unroute("**/api/maps/math?**")
    again.click()
    expect(page.get_by_test_id("knowledge-map")).to_be_visible(timeout=20_000)
