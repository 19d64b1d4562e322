"""What the student gets: words, cards, and what may be tapped."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Card", "Reply", "SafetyLabel"]

SafetyLabel = Literal[
    "none", "withheld", "distress", "off_topic", "unsuitable", "injection", "privacy", "cheating", "leak_stopped"
]
"""`withheld`: a bare answer was asked for and not given; `leak_stopped`: words that gave one away were held back."""


class Card(BaseModel):
    """Something shown below the words.

    Attributes:
        kind: What it is.
        body: What the page needs to show it; never an answer that is not due.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["item", "point", "lesson", "teachers", "mastery", "plan", "example", "answer", "help_line"]
    body: dict[str, Any]


class Reply(BaseModel):
    """One turn's answer.

    Attributes:
        action: What was done, by its name in `chat.actions`.
        quick: Words that may be tapped instead of typed.
        source: `authored`, or `ai` where an LLM wrote it, which is shown.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    action: str
    cards: tuple[Card, ...] = ()
    quick: tuple[str, ...] = ()
    safety: SafetyLabel = "none"
    source: Literal["authored", "ai"] = "authored"
    timings_ms: dict[str, float] = Field(default_factory=dict)
