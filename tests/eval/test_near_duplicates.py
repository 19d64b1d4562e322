"""Questions alike fall into one group, and a group never into two parts."""

from pathlib import Path

import pytest

from eval.near_duplicates import PARTS, group_near_duplicates

QUESTION = "一个水池装有甲、乙两个进水管，单开甲管 6 小时注满，单开乙管 9 小时注满，两管同开几小时可以注满水池？"
COPY = "一个水池装有甲、乙两个进水管，单开甲管 8 小时注满，单开乙管 12 小时注满，两管同开几小时可以注满水池"
OTHER = "下列关于北宋时期城市商业活动的叙述，正确的一项是：店铺只能开在固定的坊市之内，夜间一律关闭。"


def test_numbers_and_punctuation_do_not_make_another_question():
    groups = group_near_duplicates([QUESTION, OTHER, COPY])
    assert groups.group_of[0] == groups.group_of[2] != groups.group_of[1]
    assert groups.pairs == [(0, 2)]


def test_likeness_is_passed_on():
    halfway = QUESTION.replace("水池", "水箱")
    far = halfway.replace("进水管", "注水口")
    groups = group_near_duplicates([QUESTION, far, halfway])
    assert len(set(groups.group_of.tolist())) == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_group_stays_in_one_part_whatever_else_is_there(seed: int):
    alone = group_near_duplicates([QUESTION, COPY]).parts(seed)
    among = group_near_duplicates([OTHER, COPY, "x" * 30, QUESTION]).parts(seed)
    assert alone[0] == alone[1] == among[1] == among[3]


def test_parts_are_about_equal_and_crossing_pairs_are_counted():
    texts = [
        f"{word}的{number}次方加上{word}等于多少"
        for number in "一二三四五六七八九十"
        for word in "甲乙丙丁戊己庚辛壬癸"
    ]
    groups = group_near_duplicates([chr(0x4E00 + 7 * i) * 12 for i in range(2000)])
    sizes = [int((groups.parts(0) == part).sum()) for part in range(PARTS)]
    assert min(sizes) > 140
    assert max(sizes) < 260
    assert groups.crossing(0) == 0
    alike = group_near_duplicates(texts)
    assert 0 < alike.crossing(0) <= len(alike.pairs)


def test_a_text_of_digits_alone_is_itself():
    groups = group_near_duplicates(["123", "456", "123"])
    assert groups.group_of.tolist() == [0, 1, 0]


def test_no_texts():
    assert group_near_duplicates([]).parts(0).tolist() == []


def test_pairs_are_remembered_for_the_same_texts_alone(tmp_path: Path):
    texts = ["已知二次函数的图象经过原点求解析式", "已知二次函数的图象经过原点，求解析式。", "简述商鞅变法的内容"]
    looked_at: list[str] = []

    def track(items, description, *_total):
        looked_at.append(description)
        return iter(items)

    first = group_near_duplicates(texts, track, tmp_path)
    again = group_near_duplicates(texts, track, tmp_path)
    assert len(looked_at) == 1
    assert again.pairs == first.pairs == [(0, 1)]
    assert again.group_of.tolist() == first.group_of.tolist()
    group_near_duplicates([*texts, "另一道题"], track, tmp_path)
    assert len(looked_at) == 2
