"""From boxes on a page to lines in reading order to questions. Pure functions: no picture, no recogniser."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ocr.reading import Region

__all__ = ["Box", "Line", "QuestionSplitter", "join_row", "most_prominent", "order_rows", "split_questions"]

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels, y downwards."""

_NUMBER = re.compile(
    r"^\s*(?:"
    r"第\s*(?P<ordinal>\d{1,3})\s*题"
    r"|[【\[]?\s*例\s*题?\s*(?P<example>\d{0,2})\s*[】\].．、:：\s]"
    r"|(?P<plain>[0-9OoIl|]{1,2}|1\d\d)\s*(?:[．、]|[.,，](?![0-9])|[.,，](?=\d{4}年)"
    r"|(?=[（(]\s*(?:本\s*小?\s*题\s*)?(?:满分|共)?\s*\d{1,2}\s*分))"
    r")"
)
_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．:：]"
    r"|第\s*[一二三四ⅠⅡI1-4]{1,2}\s*(?:卷|部分|大题)"
    r"|[(（][一二三四五六七八九十]{1,2}[)）]\s*(?:选择|填空|解答|实验|计算|作图|简答|阅读|综合|非选择))"
)
_FURNITURE = re.compile(
    r"第\s*\d+\s*页|共\s*\d+\s*页|^\s*[-—–·]+\s*\d{1,3}\s*[-—–·]+\s*$"
    r"|^\s*(?:绝密|密封线|姓\s*名|班\s*级|学\s*校|考\s*号|得\s*分|座位号)"
    r"|^.{0,30}(?:试题|试卷|测试卷|练习卷|学年.{0,20}|学期.{0,8}考试)\s*$"
)
_MATERIAL = re.compile(
    r"阅读|材料|短文|据此|回答(?:下列|下面|第|\d)|完成(?:下列|下面|第|\d)|(?:第\s*)?\d+\s*[~～—–-]\s*\d+\s*题"
)
_LONGEST_HEADING = 80
_FEWEST_ROWS = 3
_MOST_CROSSING = 0.12
_RUNNING = 8.0
_OVERRUN = 0.5


@dataclass(frozen=True)
class Line:
    """One printed line (a row of boxes) with what was read.

    Attributes:
        text: What was read, normalised.
        confidence: Mean confidence of the characters, 0–1.
        box: Bounding box in pixels of the upright picture.
    """

    text: str
    confidence: float
    box: Box


def order_rows(boxes: Sequence[Box]) -> list[list[int]]:
    """Indices of the boxes as printed rows in reading order: column by column, top to bottom, left to right."""
    if not boxes:
        return []
    rows: list[list[int]] = []
    for band in _bands(boxes, range(len(boxes))):
        rows.extend(_rows(boxes, band))
    return rows


def join_row(pieces: Sequence[tuple[Box, str]]) -> str:
    """The texts of one row's boxes, left to right, with a space where there was a gap on paper."""
    joined = ""
    end = 0.0
    for (x0, y0, x1, y1), text in pieces:
        if joined and text:
            joined += "  " if x0 - end > 1.5 * (y1 - y0) else " "
        joined += text
        end = x1
    return joined


class QuestionSplitter:
    """Cuts a stream of lines into questions; a question is complete when the next one starts.

    Lines such as `12.`, `第3题` or `例2` at the left start a question; `（1）` and `A.` do not. Section titles and page
    furniture belong to no question. Text without a number before the first question is a question of its own (its head
    is above the picture's edge), unless it is material for the question that follows.
    """

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._numbered = False
        self._headings: list[Line] = []
        self._last = 0
        self._left: float | None = None
        self._restart = True
        self._any = False

    def feed(self, line: Line) -> list[Region]:
        """Take the next line; returns the questions that it completes (usually none or one)."""
        if not line.text.strip():
            return []
        if len(line.text) < _LONGEST_HEADING and _FURNITURE.search(line.text):
            self._headings.append(line)
            return []
        if len(line.text) < _LONGEST_HEADING and _HEADING.match(line.text):
            self._headings.append(line)
            self._restart = True
            return self._close()
        if not self._starts_question(line):
            self._lines.append(line)
            return []
        done = [] if self._is_material() else self._close()
        self._lines.append(line)
        self._numbered = True
        self._restart = False
        return done

    def finish(self) -> list[Region]:
        """What is left when the page ends. A page of headings only is one question."""
        if not self._lines and not self._any:
            self._lines = self._headings
        return self._close()

    def _close(self) -> list[Region]:
        lines, self._lines, self._numbered = self._lines, [], False
        if not lines:
            return []
        self._any = True
        return [_region(lines)]

    def _is_material(self) -> bool:
        """Whether the open lines are material for the question that starts now."""
        return bool(self._lines) and not self._numbered and bool(_MATERIAL.search(self._lines[0].text))

    def _starts_question(self, line: Line) -> bool:
        found = _NUMBER.match(line.text)
        if not found:
            return False
        number = _value(found)
        height = line.box[3] - line.box[1]
        aligned = self._left is None or abs(line.box[0] - self._left) <= 1.5 * height
        follows = number is None or self._last < number <= self._last + 10
        if not (self._restart or follows or aligned):
            return False
        self._left = line.box[0]
        self._last = number if number is not None else self._last
        return True


def split_questions(lines: Iterable[Line]) -> list[Region]:
    """All questions of a page whose lines are in reading order."""
    splitter = QuestionSplitter()
    regions: list[Region] = []
    for line in lines:
        regions.extend(splitter.feed(line))
    return regions + splitter.finish()


def most_prominent(regions: Sequence[Region], width: int, height: int) -> int | None:
    """Index of the question the photograph is about: large, central, whole; None where there is no region."""
    if not regions:
        return None
    scores = [_prominence(region, width, height) for region in regions]
    return scores.index(max(scores))


def _prominence(region: Region, width: int, height: int) -> float:
    x0, y0, x1, y1 = region.box
    area = max(0, x1 - x0) * max(0, y1 - y0) / max(1, width * height)
    away = abs((x0 + x1) / 2 / max(1, width) - 0.5) + 1.5 * abs((y0 + y1) / 2 / max(1, height) - 0.5)
    margin = 0.01 * height
    whole = 1.0 if y0 > margin and y1 < height - margin else 0.5
    numbered = 1.0 if _NUMBER.match(region.text) else 0.6
    length = min(1.0, len(region.text) / 12)
    return float((area**0.5) * (1.25 - min(1.0, away)) * whole * numbered * length * (0.5 + region.confidence / 2))


def _value(found: re.Match[str]) -> int | None:
    text = found.group("ordinal") or found.group("plain") or found.group("example") or ""
    digits = text.translate(str.maketrans("OoIl|", "00111"))
    return int(digits) if digits.isdigit() else None


def _region(lines: list[Line]) -> Region:
    weights = [max(1, len(line.text)) for line in lines]
    confidence = sum(line.confidence * weight for line, weight in zip(lines, weights, strict=True)) / sum(weights)
    x0, y0 = min(line.box[0] for line in lines), min(line.box[1] for line in lines)
    x1, y1 = max(line.box[2] for line in lines), max(line.box[3] for line in lines)
    return Region(
        text="\n".join(line.text for line in lines),
        confidence=round(confidence, 4),
        box=(round(x0), round(y0), round(x1), round(y1)),
    )


def _bands(boxes: Sequence[Box], among: Sequence[int]) -> list[list[int]]:
    """Groups of boxes to be read one after the other: whole width, or left column then right column, and so on."""
    gutter = _gutter([boxes[i] for i in among])
    if gutter is None:
        return [list(among)]
    sides = {i: _side(boxes[i], gutter) for i in among}
    crossing = sorted((i for i in among if sides[i] == 0), key=lambda i: _middle(boxes[i]))
    bands: list[list[int]] = []
    rest = [i for i in among if i not in set(crossing)]
    for stop in [*crossing, None]:
        above = [i for i in rest if stop is None or _middle(boxes[i]) < _middle(boxes[stop])]
        rest = [i for i in rest if i not in set(above)]
        for side in (-1, 1):
            bands.extend(_bands(boxes, [i for i in above if sides[i] == side]))
        bands.append([] if stop is None else [stop])
    return [band for band in bands if band]


def _gutter(boxes: Sequence[Box]) -> float | None:
    """X of the empty strip between two columns of running text, or None where there is one column."""
    if len(boxes) < 2 * _FEWEST_ROWS:
        return None
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    best: tuple[int, int] | None = None
    found = 0.0
    for step in range(10, 91):
        x = left + (right - left) * step / 100
        key = sum(1 for box in boxes if _side(box, x) == 0), abs(step - 50)
        if key[0] <= _MOST_CROSSING * len(boxes) and (best is None or key < best) and _is_gutter(boxes, x, left, right):
            best, found = key, x
    return None if best is None else found


def _is_gutter(boxes: Sequence[Box], x: float, left: float, right: float) -> bool:
    """Both sides hold some rows of running text side by side; short pieces such as options are not running text."""
    sides = [[box for box in boxes if _side(box, x) == side] for side in (-1, 1)]
    if min(len(side) for side in sides) < _FEWEST_ROWS:
        return False
    height = median(box[3] - box[1] for box in boxes)
    for side, room in zip(sides, (x - left, right - x), strict=True):
        longest = sorted((box[2] - box[0] for box in side), reverse=True)
        if longest[len(longest) // 5] < min(0.6 * room, _RUNNING * height):
            return False
    top = max(min(box[1] for box in side) for side in sides)
    bottom = min(max(box[3] for box in side) for side in sides)
    return bottom - top > _FEWEST_ROWS * height


def _side(box: Box, x: float) -> int:
    """-1 where the box stands left of x, 1 right, 0 across; a line that runs over by a character is not across."""
    overrun = min((box[2] - box[0]) / 6, _OVERRUN * (box[3] - box[1]))
    return -1 if box[2] - x <= overrun else 1 if x - box[0] <= overrun else 0


def _rows(boxes: Sequence[Box], band: Sequence[int]) -> list[list[int]]:
    rows: list[list[int]] = []
    for i in sorted(band, key=lambda i: _middle(boxes[i])):
        home = next((row for row in reversed(rows[-3:]) if _same_row(boxes, row, i)), None)
        if home is None:
            rows.append([i])
        else:
            home.append(i)
    for row in rows:
        row.sort(key=lambda i: boxes[i][0])
    return rows


def _same_row(boxes: Sequence[Box], row: Sequence[int], i: int) -> bool:
    """Whether box `i` stands beside the boxes of the row: heights overlap by half, widths hardly at all."""
    box = boxes[i]
    for j in row:
        other = boxes[j]
        lowest = min(box[3] - box[1], other[3] - other[1])
        narrowest = min(box[2] - box[0], other[2] - other[0])
        if min(box[2], other[2]) - max(box[0], other[0]) > 0.5 * narrowest:
            return False
        if min(box[3], other[3]) - max(box[1], other[1]) < 0.5 * lowest:
            return False
    return True


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2
