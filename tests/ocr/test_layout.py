import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout import Box, Line, QuestionSplitter, join_row, most_prominent, order_rows, split_questions
from ocr.reading import Region


def page(*texts: str, left: float = 50) -> list[Line]:
    return [Line(text, 0.9, (left, 40.0 * at, left + 20 * len(text), 40.0 * at + 30)) for at, text in enumerate(texts)]


def texts(*lines: str) -> list[str]:
    return [region.text for region in split_questions(page(*lines))]


def test_a_question_starts_at_each_number() -> None:
    assert texts("1. 甲", "续", "2．乙", "3、丙") == ["1. 甲\n续", "2．乙", "3、丙"]


@pytest.mark.parametrize(
    "start",
    ["第2题 乙", "2. 乙", "2．乙", "2、乙", "例2 乙", "【例2】乙", "2（本题8分）乙", "2 (6分) 乙", "2.2023年", "2,乙"],
)
def test_every_way_to_number(start: str) -> None:
    assert texts("1. 甲", start) == ["1. 甲", start]


@pytest.mark.parametrize(
    "part",
    ["（1）求证", "(2) 求值", "①正确", "A. 甲", "B．乙", "3.5米长的绳子", "2023年", "20%的人", "2 个苹果", "-1, 0"],
)
def test_parts_options_and_numbers_stay_with_their_question(part: str) -> None:
    assert texts("1. 甲", part) == [f"1. 甲\n{part}"]


def test_headings_belong_to_no_question() -> None:
    found = texts("八年级数学期末试卷", "一、选择题（每题3分）", "1. 甲", "二、填空题", "2. 乙", "第1页 共4页")
    assert found == ["1. 甲", "2. 乙"]


def test_numbers_may_start_again_under_a_new_heading() -> None:
    assert texts("一、选择题", "1. 甲", "2. 乙", "二、填空题", "1. 丙") == ["1. 甲", "2. 乙", "1. 丙"]


def test_one_question_without_a_number_is_one_region() -> None:
    assert texts("已知方程", "求它的根") == ["已知方程\n求它的根"]


def test_the_tail_of_a_question_above_the_edge_is_its_own_region() -> None:
    assert texts("D. 以上都不对", "7. 乙") == ["D. 以上都不对", "7. 乙"]


def test_material_goes_with_the_question_that_follows() -> None:
    assert texts("阅读材料，完成下列各题", "从前", "1. 甲", "2. 乙") == ["阅读材料，完成下列各题\n从前\n1. 甲", "2. 乙"]


def test_an_indented_smaller_number_is_inside_the_question() -> None:
    lines = [*page("8. 甲"), Line("1. 步骤", 0.9, (200, 40, 300, 70))]
    assert len(split_questions(lines)) == 1


def test_a_page_of_headings_is_still_read() -> None:
    assert texts("一、选择题") == ["一、选择题"]


def test_nothing_gives_nothing() -> None:
    assert texts() == []
    assert texts(" ", "") == []


def test_a_question_is_out_as_soon_as_the_next_one_starts() -> None:
    splitter = QuestionSplitter()
    first, second = page("1. 甲", "2. 乙")
    assert splitter.feed(first) == []
    assert [region.text for region in splitter.feed(second)] == ["1. 甲"]
    assert [region.text for region in splitter.finish()] == ["2. 乙"]


def test_a_region_spans_its_lines_and_weighs_confidence_by_length() -> None:
    lines = [Line("1. 甲乙丙丁戊", 1.0, (10, 0, 100, 20)), Line("己庚", 0.1, (20, 30, 60, 50))]
    region = split_questions(lines)[0]
    assert region.box == (10, 0, 100, 50)
    assert region.confidence == pytest.approx((8 * 1.0 + 2 * 0.1) / 10)


def column(left: float, rows: int, top: float = 0, width: float = 400) -> list[Box]:
    return [(left, top + 50 * row, left + width, top + 50 * row + 30) for row in range(rows)]


def test_two_columns_are_read_one_after_the_other() -> None:
    boxes = column(0, 5) + column(450, 5)
    assert order_rows(boxes) == [[at] for at in range(10)]


def test_a_title_above_two_columns_comes_first() -> None:
    boxes = [*column(0, 5, top=60), *column(450, 5, top=60), (100.0, 0.0, 750.0, 30.0)]
    assert order_rows(boxes) == [[10], *([at] for at in range(10))]


def test_options_side_by_side_are_rows_and_not_columns() -> None:
    stem = column(0, 2, width=800)
    options = [(left, 100.0 + 50 * row, left + 120, 130.0 + 50 * row) for row in range(2) for left in (0.0, 400.0)]
    assert order_rows([*stem, *options]) == [[0], [1], [2, 3], [4, 5]]


def test_a_gap_in_a_row_becomes_space() -> None:
    assert join_row([((0, 0, 100, 30), "A. 1"), ((300, 0, 400, 30), "B. 2")]) == "A. 1  B. 2"


boxes = st.lists(
    st.tuples(st.floats(0, 900), st.floats(0, 900), st.floats(1, 300), st.floats(5, 60)).map(
        lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
    ),
    max_size=40,
)


@given(boxes)
def test_every_box_is_read_exactly_once(found: list[Box]) -> None:
    assert sorted(at for row in order_rows(found) for at in row) == list(range(len(found)))


@given(
    st.lists(
        st.sampled_from(["1. 甲", "2. 乙", "一、选择题", "（1）丙", "续", "阅读材料", "3.5", "第2页", ""]), max_size=15
    )
)
def test_no_line_is_in_two_questions_and_order_is_kept(found: list[str]) -> None:
    lines = [
        Line(f"{text}{at}" if text == "续" else text, 0.9, line.box)
        for at, (text, line) in enumerate(zip(found, page(*found), strict=True))
    ]
    kept = [part for region in split_questions(lines) for part in region.text.split("\n")]
    remaining = iter([line.text for line in lines])
    assert all(part in remaining for part in kept)


def test_the_most_prominent_question_is_large_central_and_whole() -> None:
    cut = Region("4. 上一题的最后一行被切掉了一半", 0.9, (50, 0, 900, 200))
    whole = Region("5. 这一题在照片的正中间完整可见", 0.9, (50, 250, 900, 700))
    after = Region("6. 下一题只露出一点点", 0.9, (50, 900, 900, 1000))
    assert most_prominent([cut, whole, after], 1000, 1000) == 1
    assert most_prominent([], 1000, 1000) is None
