"""Checks a typed or recognised question before anything is done with it."""

import re

from models.plain_text import plain_text

__all__ = ["MAX_CHARACTERS", "QuestionTextError", "check_question_text"]

MAX_CHARACTERS = 4000
"""Longest question accepted; longer texts are whole pages pasted by mistake."""

_WORD = re.compile(r"[^\W_]")


class QuestionTextError(ValueError):
    """The text cannot be a question; `code` for programs, the message (Chinese) for the student."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def check_question_text(text: str) -> str:
    """The text, stripped of surrounding blanks and control characters.

    Raises:
        QuestionTextError: Blank, longer than `MAX_CHARACTERS`, or without a single letter, digit or character.
    """
    cleaned = "".join(c for c in text if c in "\n\t" or c.isprintable() or c == "\u3000").strip()
    if not cleaned:
        raise QuestionTextError("empty_text", "还没有写问题。请输入题目或想问的内容，也可以拍照上传。")
    if len(cleaned) > MAX_CHARACTERS:
        raise QuestionTextError(
            "text_too_long", f"文字太长（{len(cleaned)} 字，最多 {MAX_CHARACTERS} 字）。请只保留一道题，分次提问。"
        )
    if not _WORD.search(plain_text(cleaned)):
        raise QuestionTextError("no_words", "没有看到文字内容。请用文字描述问题，或拍一张题目的照片。")
    return cleaned
