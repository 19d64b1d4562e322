"""The ways a question reaches the engine other than as printed: misread, cut off, without options, wrapped in talk.

Each way is a function of a text and a random source, so that equal seeds give equal texts.
"""

import random
import re
from collections.abc import Callable

__all__ = ["WAYS", "augment"]

Way = Callable[[str, random.Random], str]

_OPTION = re.compile(r"\s*[A-D]\s*[.．、:：]")
_BEFORE = (
    "老师这道题怎么做：", "老师这道题不会 ", "请问", "帮我看看这道题，", "这题选什么？", "求解答 ",
    "作业里的一道题：", "想不明白，", "第三题：", "12．", "5、", "（2）", "老师好，", "麻烦讲一下 ",
    "这个不会啊，", "考试考到的：", "题目是这样的：", "同学问我的，",
)  # fmt: skip
_AFTER = (
    " 怎么做", "，要过程", "，谢谢老师", " 求思路", "？？", " 急", "，为什么啊", " 我算出来不对", " 给点提示",
    "，选哪个", " 不懂", "，这种题有什么方法", " 老师讲过但忘了",
)  # fmt: skip
_LEFT, _RIGHT = "10己未日人天土干大间弟⊥×。，", "lO已末曰入夭士千太问第丄x.,"
_ONE_WAY = {"∠": "<", "△": "A", "÷": "+", "≤": "<", "≥": ">", "°": "0", "²": "2", "³": "3"}
_ALIKE = _ONE_WAY | dict(zip(_LEFT + _RIGHT, _RIGHT + _LEFT, strict=True))


def misread(text: str, rng: random.Random) -> str:
    """As a line recogniser gives it: blanks dropped, look-alikes swapped, here and there a character lost."""
    text = re.sub(r"_{2,}|（\s*）|\(\s*\)", lambda match: match.group() if rng.random() < 0.3 else "", text)
    read = []
    for character in text:
        chance = rng.random()
        if chance < 0.02:
            continue
        if chance < 0.2 and character in _ALIKE:
            character = _ALIKE[character]
        read.append(character)
        if chance > 0.99:
            read.append("\n")
    return "".join(read) or text


def crop(text: str, rng: random.Random) -> str:
    """As a photograph that shows a part: one stretch of 40 to 90 per cent of the text."""
    length = max(8, round(len(text) * rng.uniform(0.4, 0.9)))
    start = rng.randint(0, max(0, len(text) - length))
    return text[start : start + length].strip() or text


def drop_options(text: str, _rng: random.Random) -> str:
    """The stem alone."""
    option = _OPTION.search(text)
    return text[: option.start()].strip() if option and option.start() >= 8 else text


def wrap_in_talk(text: str, rng: random.Random) -> str:
    """With a word of the student before or after."""
    before = rng.choice(_BEFORE) if rng.random() < 0.7 else ""
    after = rng.choice(_AFTER) if not before or rng.random() < 0.4 else ""
    return before + text + after


WAYS: dict[str, Way] = {"misread": misread, "crop": crop, "drop_options": drop_options, "wrap_in_talk": wrap_in_talk}


def augment(text: str, rng: random.Random) -> str:
    """The text in one of the ways, at times in two of them."""
    first, second = rng.sample(sorted(WAYS), 2)
    text = WAYS[first](text, rng)
    return WAYS[second](text, rng) if rng.random() < 0.3 else text
