"""What a line recogniser writes, put into consistent plain Unicode: x², H₂SO₄, 25℃, ____; never LaTeX. Pure.

Rules change a character only where its neighbours leave no doubt. The whole is idempotent.
"""

import re
import unicodedata

from ocr.formulas import set_formulas

__all__ = ["LONGEST_GROWTH", "normalise"]

LONGEST_GROWTH = 4
"""The result has at most this many times the characters of the input."""

_CJK = r"\u3400-\u9fff\uf900-\ufaff"
_HALF = {
    ord(full): half
    for full, half in zip(
        "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９＝＋＜＞％／＊＃＆＠｜～［］｛｝",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=+<>%/*#&@|~[]{}",
        strict=True,
    )
}
_SIGNS = {
    "＿": "_",
    "﹍": "_",
    "﹎": "_",
    "﹏": "_",
    "－": "-",
    "−": "-",
    "﹣": "-",
    "﹢": "+",
    "﹦": "=",
    "º": "°",
    "˚": "°",
    "⩽": "≤",
    "⩾": "≥",
    "≦": "≤",
    "≧": "≥",
    "\u00a0": " ",
    "\u3000": " ",
    "\t": " ",
    "\u200b": "",
    "\ufeff": "",
    "•": "·",
    "∙": "·",
    "⋅": "·",
    "Ω": "Ω",
    "▵": "△",
    "Δ": "Δ",
    "∆": "△",
    "‖": "∥",
    "﹙": "(",
    "﹚": ")",
    "﹤": "<",
    "﹥": ">",
    "Å": "Å",
}
_TABLE = {**_HALF, **{ord(sign): plain for sign, plain in _SIGNS.items()}}
_FULL_AFTER_CHINESE = str.maketrans(",;:?!", "，；：？！")
_UNIT = r"(?:mm|cm|dm|km|m)"
_EXPONENTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d)[Oo](?=\d)"), "0"),
    (re.compile(r"(?<=\d)[lI|](?=\d)"), "1"),
    (re.compile(r"^(\s*)[lI|](?=\s*[.．、])"), r"\g<1>1"),
    (re.compile(r"^(\s*)[lI|](?=\d\s*[.．、])"), r"\g<1>1"),
    (re.compile(r"(?<=\d)[Oo](?=\s*(?:℃|%|[kc]m\b|kg\b|分钟))"), "0"),
    (re.compile(r"(?<=[⊙圆])\s*0(?![0-9.])"), "O"),
    (re.compile(r"(?<=[∠△])([A-Z]?)0(?=[A-Z])"), r"\g<1>O"),
    (re.compile(r"(?<=[∠△])([A-Z]{1,2})0(?![0-9A-Za-z])"), r"\g<1>O"),
    (re.compile(r"°+(?=℃)"), ""),
    (re.compile(r"°\s*[CcＣ](?![A-Za-z])"), "℃"),
    (re.compile(r"(kg|g)\s*[·.]\s*C(?=\s*[)）])"), r"\1·℃"),
    (re.compile(rf"(?<=\d)(\s*{_UNIT})2(?![0-9A-Za-z])"), r"\1²"),
    (re.compile(rf"(?<=\d)(\s*{_UNIT})3(?![0-9A-Za-z])"), r"\1³"),
    (re.compile(r"(?<=[gNJ]/)((?:c|d)?m)3(?![0-9A-Za-z])"), r"\1³"),
    (re.compile(r"(?<=[NgW]/)((?:c|d)?m)2(?![0-9A-Za-z])"), r"\1²"),
    (re.compile(r"(?<=m/s)2(?![0-9A-Za-z])"), "²"),
    (re.compile(r"\.{6,}|。{3,}|…{3,}"), "……"),
    (re.compile(r"(?<=_) (?=_)"), ""),
)
_POWER = re.compile(r"(?<![0-9.])([1-9]\.\d{1,3}\s*[×xX]\s*10)(-?[1-9]\d?)(?![0-9.])")
_BLANK = re.compile(r"_+")
_CHINESE_SPACE = re.compile(rf"(?<=[{_CJK}，。；：？！、”]) +(?=[{_CJK}“])")
_MARK_SPACE = re.compile(r" +(?=[，。；：？！、）》”])|(?<=[，。；：？！、（《“]) +")
_CHINESE_MARK = re.compile(rf"(?<=[{_CJK}）》”])[,;:?!]")


def normalise(text: str) -> str:
    """One line or several in consistent plain Unicode.

    Never raises; applying it twice gives the same as once; at most `LONGEST_GROWTH` times as long as the input.
    """
    for _ in range(6):
        done = "\n".join(_line(line) for line in text.split("\n"))
        if done == text:
            break
        text = done
    return text


def _line(line: str) -> str:
    line = unicodedata.normalize(
        "NFC",
        "".join(
            character for character in line.translate(_TABLE) if unicodedata.category(character) not in ("Cc", "Cs")
        ),
    )
    for pattern, replacement in _RULES:
        line = pattern.sub(replacement, line)
    line = _POWER.sub(
        lambda found: found.group(1).replace("x", "×").replace("X", "×") + found.group(2).translate(_EXPONENTS), line
    )
    line = set_formulas(line)
    line = _BLANK.sub(lambda found: "_" * max(4, len(found.group())), line)
    line = _CHINESE_MARK.sub(lambda found: found.group().translate(_FULL_AFTER_CHINESE), line)
    line = _pair_brackets(line)
    line = _CHINESE_SPACE.sub("", _MARK_SPACE.sub("", line))
    return re.sub(r" {3,}", "  ", line).strip()


def _pair_brackets(line: str) -> str:
    """A bracket pair of mixed width takes the width of the opening one."""
    characters = list(line)
    open_at: list[int] = []
    for at, character in enumerate(characters):
        if character in "(（":
            open_at.append(at)
        elif character in ")）" and open_at:
            characters[at] = ")" if characters[open_at.pop()] == "(" else "）"
    return "".join(characters)
