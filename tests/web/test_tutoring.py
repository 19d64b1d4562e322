"""A student with a phone and a teacher with a laptop meet in real Chromium: asked, invited, accepted, talked, drawn."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from eval.rendering import find_fonts
from tests.web.conftest import Service, log_in, watched_page

pytestmark = pytest.mark.browser

STUDENT = "2026010101"
TEACHER = "t-physics-1"


class Wire:
    """A page's lines to rooms, which can be cut."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._lines: list[WebSocketRoute] = []
        page.route_web_socket("**/api/rooms/*/socket", self._open)

    def _open(self, line: WebSocketRoute) -> None:
        line.connect_to_server()
        self._lines.append(line)

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Takes the network away for a while."""
        self._page.context.set_offline(True)
        for line in self._lines:
            line.close(code=3000)
        self._lines.clear()
        yield
        self._page.context.set_offline(False)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    image = Image.new("RGB", (1300, 500), "white")
    font = ImageFont.truetype(str(find_fonts()[0]), 44)
    for i, line in enumerate(["一个铁球重 8 N，浸没在水中，", "弹簧测力计的示数是 7 N，求浮力。"]):
        ImageDraw.Draw(image).text((60, 80 + 110 * i), line, fill="black", font=font)
    path = tmp_path / "photo.jpg"
    image.save(path, quality=90)
    return path


def draw(page: Page, *places: tuple[float, float]) -> None:
    """A stroke through places given as shares of the paper's width."""
    box = page.get_by_test_id("paper").bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["width"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


def ink_of(page: Page, colour: tuple[int, int, int]) -> int:
    """How many pixels of a paper's finished ink are near a colour."""
    count: int = page.get_by_test_id("paper").evaluate(
        """(live, [r, g, b]) => {
          const canvas = live.previousElementSibling;
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            const near = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 40;
            if (data[i + 3] > 200 && near) count++;
          }
          return count;
        }""",
        list(colour),
    )
    return count


RED, BLUE = (200, 40, 30), (35, 67, 201)


def wait_for_ink(page: Page, colour: tuple[int, int, int], there: bool = True) -> None:
    for _ in range(100):
        if (ink_of(page, colour) > 50) is there:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"ink {colour} is {'not there' if there else 'still there'}")


def shoot(page: Page, name: str) -> None:
    if "SHUANGSHI_SCREENSHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["SHUANGSHI_SCREENSHOTS"]) / f"{name}.png")


def test_from_a_photograph_to_a_finished_session(browser: Browser, page: Page, service: Service, photo: Path):
    student, wire = page, Wire(page)
    log_in(student, service, STUDENT)
    student.get_by_test_id("ask-photo").set_input_files(str(photo))
    expect(student.get_by_test_id("profile-subject")).to_contain_text("物理", timeout=40_000)
    with watched_page(browser, service, viewport={"width": 1280, "height": 800}) as teacher:
        log_in(teacher, service, TEACHER)
        teacher.get_by_role("link", name="辅导台").click()
        teacher.get_by_test_id("duty").click()
        expect(teacher.get_by_text("在线，有合适的同学会请你")).to_be_visible()

        student.get_by_test_id("ask-teacher").click()
        student.get_by_test_id("ask-teacher-words").fill("为什么要用减法？")
        student.locator("#ask-teacher-ok").click()
        student.wait_for_url("**/help")
        shoot(student, "help-waiting")
        expect(teacher.get_by_test_id("invitation")).to_contain_text("同学请你辅导", timeout=15_000)
        expect(student.get_by_test_id("help-now")).to_contain_text("回应", timeout=15_000)
        expect(teacher.get_by_text("为什么要用减法？")).to_be_visible()
        shoot(student, "help-invited")
        shoot(teacher, "desk-invitation")
        teacher.get_by_test_id("accept").click()
        teacher.wait_for_url("**/rooms/ts-*")
        student.wait_for_url("**/rooms/ts-*", timeout=15_000)

        for one in (student, teacher):
            expect(one.get_by_test_id("room-partner")).to_have_text("在线", timeout=15_000)
        teacher.get_by_test_id("room-text").fill("你好，先看题：$F = G - F_1$")
        teacher.get_by_test_id("room-send").click()
        draw(teacher, (0.1, 0.2), (0.5, 0.22), (0.5, 0.3))
        wait_for_ink(student, RED)
        draw(student, (0.2, 0.35), (0.7, 0.35))
        wait_for_ink(teacher, BLUE)
        student.get_by_test_id("ink-undo").click()
        wait_for_ink(teacher, BLUE, there=False)
        student.get_by_text("交谈（1 条新）").click()
        expect(student.get_by_test_id("room-talk")).to_contain_text("你好，先看题")
        student.get_by_text("纸面", exact=True).click()
        student.get_by_test_id("ink-redo").click()
        wait_for_ink(teacher, BLUE)
        shoot(student, "room-paper-phone")
        shoot(teacher, "room-laptop")

        with wire.cut():
            expect(student.get_by_test_id("room-away")).to_be_visible(timeout=15_000)
            draw(student, (0.2, 0.1), (0.4, 0.12))
            student.get_by_text("交谈", exact=True).click()
            student.get_by_test_id("room-text").fill("断网时写的")
            student.get_by_test_id("room-send").click()
            expect(student.get_by_test_id("room-talk")).to_contain_text("发送中")
            teacher.get_by_test_id("room-text").fill("你先想想")
            teacher.get_by_test_id("room-send").click()
            expect(teacher.get_by_test_id("room-partner")).to_have_text("不在线", timeout=20_000)
            shoot(student, "room-away-phone")
        for one in (student, teacher):
            expect(one.get_by_test_id("room-talk")).to_contain_text("断网时写的", timeout=15_000)
            expect(one.get_by_test_id("room-talk")).to_contain_text("你先想想")
            expect(one.get_by_test_id("room-talk")).not_to_contain_text("发送中")
        shoot(student, "room-talk-phone")

        teacher.get_by_test_id("room-end").click()
        teacher.get_by_role("button", name="结束辅导").last.click()
        for one in (student, teacher):
            expect(one.get_by_test_id("room-ended")).to_be_visible(timeout=10_000)
        for name in ("understood", "clear", "patient", "next_time"):
            student.get_by_test_id(f"score-{name}").locator(".ant-rate-star").nth(2).click()
        student.get_by_text("逻辑清楚").click()
        student.get_by_test_id("difficulty-fits").click()
        student.get_by_test_id("feedback-words").fill("减法是因为水在托着它")
        expect(student.get_by_text("草稿已保存")).to_be_visible(timeout=10_000)
        shoot(student, "room-feedback-phone")
        student.reload()
        expect(student.get_by_test_id("feedback-words")).to_have_value("减法是因为水在托着它", timeout=15_000)
        student.get_by_test_id("feedback-give").click()
        expect(student.get_by_test_id("feedback-given")).to_be_visible()
        teacher.get_by_test_id("participation-takes_part").click()
        teacher.get_by_test_id("level-B").click()
        shoot(teacher, "room-record-laptop")
        teacher.get_by_test_id("feedback-give").click()
        expect(teacher.get_by_test_id("feedback-given")).to_be_visible()
        student.reload()
        expect(student.get_by_test_id("room-ended")).to_be_visible(timeout=15_000)
        wait_for_ink(student, RED)
        shoot(student, "room-ended-phone")
        student.get_by_test_id("replay").click()
        student.wait_for_url("**/replay")
        wait_for_ink(student, RED, there=False)
        student.get_by_text("3×").click()
        student.get_by_test_id("replay-play").click()
        wait_for_ink(student, RED)
        expect(student.get_by_test_id("replay-talk")).to_contain_text("断网时写的", timeout=20_000)
        shoot(student, "replay-phone")
        teacher.get_by_role("button", name="回到辅导台").click()
        teacher.get_by_test_id("own-sessions").click()
        expect(teacher.get_by_role("link", name="回放").first).to_be_visible()
        shoot(teacher, "sessions-laptop")
        teacher.get_by_role("link", name="辅导台").click()
        teacher.get_by_test_id("duty").click()
        expect(teacher.get_by_text("不在线，不会收到邀请")).to_be_visible()
