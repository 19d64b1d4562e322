"""What the student gets: words, cards, and what may be tapped."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Card", "Citation", "Generation", "Reply", "SafetyLabel"]

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

    kind: Literal[
        "item",
        "point",
        "lesson",
        "teachers",
        "mastery",
        "plan",
        "example",
        "answer",
        "help_line",
        "offer",
        "change",
        "rest",
    ]
    body: dict[str, Any]


class Citation(BaseModel):
    """What a sentence rests on.

    Attributes:
        number: As it stands in the text, in brackets.
        source: `point:<id>`, `lesson:<id>` or `answer:<id>`.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    title: str
    source: str


class Generation(BaseModel):
    """Where a model wrote the words.

    Attributes:
        authored: What would have been said without it.
        cut: Sentences that were left out because they did not hold.
        marked: Sentences that carry a mark because nothing proves them.
        stopped: The student had heard enough.
    """

    model_config = ConfigDict(frozen=True)

    model: str
    authored: str
    citations: tuple[Citation, ...] = ()
    cut: int = 0
    marked: int = 0
    stopped: bool = False


class Reply(BaseModel):
    """One turn's answer.

    Attributes:
        action: What was done, by its name in `chat.actions`.
        quick: Words that may be tapped instead of typed.
        source: `authored`, or `ai` where an LLM wrote it, which is shown.
        generation: How, where one did.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    action: str
    cards: tuple[Card, ...] = ()
    quick: tuple[str, ...] = ()
    safety: SafetyLabel = "none"
    source: Literal["authored", "ai"] = "authored"
    generation: Generation | None = None
    timings_ms: dict[str, float] = Field(default_factory=dict)
