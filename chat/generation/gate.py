"""What a model wrote, sentence by sentence, before a student sees it: shown, marked as unproven, cut, or called off."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from chat.generation.brief import Brief
from chat.leaks import find_leak, without_ordinals
from chat.safety import find_danger, mask_personal
from chat.steps import check_step
from models.plain_text import plain_text

__all__ = ["CalledOffError", "Gate", "sentences_of"]

_UNPROVEN = "（未核实）"
_ENDS = "。！？!?\n"
_LONGEST = 400  # characters of one sentence
_SUPPORTED_FROM = 0.5  # share of a claim's pairs of characters that the grounds have too
_SHORTEST_CLAIM = 8  # characters
_CITATION = re.compile(r"\s*[\[【]\s*(\d{1,2})\s*[\]】]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LINK = re.compile(r"https?://|www\.|\w+\.(com|cn|net|org)\b", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")


class CalledOffError(Exception):
    """The whole text must not be shown."""

    def __init__(self, why: Literal["leak", "unsafe"]) -> None:
        super().__init__(why)
        self.why: Literal["leak", "unsafe"] = why


class Gate:
    """Lets one reply through.

    Args:
        brief: What the reply may rest on.
        terms: Names of knowledge points; a sentence with one makes a claim.
    """

    def __init__(self, brief: Brief, terms: Iterable[str] = ()) -> None:
        self._brief = brief
        self._grounds = plain_text(brief.grounds)
        self._pairs = {*pairwise(self._grounds)}
        talked = plain_text("\n".join(words for pair in brief.earlier for words in pair))
        self._numbers = {float(one) for one in _NUMBER.findall(f"{self._grounds}\n{talked}")}
        self._terms = tuple(term for term in terms if len(term) > 1)
        self._shown = ""
        self._questions = 0
        self.cut = self.marked = 0
        self.cited: set[int] = set()

    def admit(self, sentence: str) -> str | None:
        """The sentence as it may be shown; None: it is cut.

        Raises:
            CalledOffError: Nothing of this reply may be shown.
        """
        bare = _CITATION.sub("", sentence)
        if not bare.strip():
            return None if bare == "" else bare
        if find_danger(bare) is not None:
            raise CalledOffError("unsafe")
        if any(find_leak(text, secret) for secret in self._brief.secrets for text in (bare, self._shown + bare)):
            raise CalledOffError("leak")
        if self._is_wrong(bare) or self._asks_again(bare):
            self.cut += 1
            return None
        self._shown += bare
        cited = {int(number) for number in _CITATION.findall(sentence)}
        known = cited & {passage.number for passage in self._brief.passages}
        self.cited |= known
        marks = "".join(f"[{number}]" for number in sorted(known))
        body, end = (bare[:-1], bare[-1]) if bare[-1] in _ENDS else (bare, "")
        unproven = _UNPROVEN if self._is_unproven(bare) else ""
        self.marked += bool(unproven)
        return f"{body}{unproven}{marks}{end}"

    def _is_wrong(self, text: str) -> bool:
        """Whether something in it does not hold, stands nowhere, or is none of its business."""
        if mask_personal(text) != text or _LINK.search(text):
            return True
        step = check_step(text, self._brief.question)
        if step is not None and not step.holds:
            return True
        numbers = {float(one) for one in _NUMBER.findall(plain_text(without_ordinals(text)))}
        new = numbers - self._numbers
        return bool(new) and (self._brief.strict or step is None)

    def _asks_again(self, text: str) -> bool:
        asks = text.rstrip().endswith(("？", "?"))
        self._questions += asks
        return asks and self._questions > 1

    def _is_unproven(self, text: str) -> bool:
        """A sentence that claims something of the subject, in words that the grounds hardly have."""
        if text.rstrip().endswith(("？", "?")) or len(_HAN.findall(text)) < _SHORTEST_CLAIM:
            return False
        plain = plain_text(text)
        if not any(term in plain for term in self._terms):
            return False
        pairs = [pair for pair in pairwise(plain) if all(_HAN.match(sign) for sign in pair)]
        return bool(pairs) and sum(pair in self._pairs for pair in pairs) < _SUPPORTED_FROM * len(pairs)


def sentences_of(pieces: Iterable[str]) -> Iterator[str]:
    """Whole sentences out of a stream of pieces; a formula is not torn."""
    waiting = ""
    for piece in pieces:
        for sign in piece:
            waiting += sign
            ends = sign in _ENDS or waiting.endswith(". ")
            if (ends and waiting.count("$") % 2 == 0) or len(waiting) >= _LONGEST:
                yield waiting
                waiting = ""
    if waiting:
        yield waiting
