"""What can happen in a room: one class for each kind of event, checked before it is appended to the session's log.

Coordinates on a page are whole numbers: x from 0 to 10,000 across its width, y downwards in the same measure, so that
ink lies at the same place on every screen. Pressure goes from 0 to 1,023, as smart pens tell it; times are milliseconds
since the stroke began.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

__all__ = [
    "KINDS", "MAY_SEND", "PAGE_WIDTH", "Called", "Ended", "Erased", "Extended", "FeedbackGiven", "Happening", "Inked",
    "Joined", "LeftRoom", "PageAdded", "PageTurned", "Pictured", "Restored", "RoomRole", "Said", "Sent", "Voiced",
    "may_send", "read_happening",
]  # fmt: skip

RoomRole = Literal["student", "teacher", "system"]

PAGE_WIDTH = 10_000
_LOWEST = 60_000  # six widths: a long photograph
_POINT = 4  # numbers of one point: x, y, pressure, ms since the stroke began
_MOST_POINTS = 64  # of one batch
_MOST_STROKES = 200  # erased at once

Key = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
"""An identifier that a page of the app draws: of a stroke, a page, a call."""


class _Happening(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    closes: ClassVar[bool] = False
    """Whether the session ends with it."""
    late: ClassVar[bool] = False
    """Whether it may come after the end."""


class Said(_Happening):
    """Words, formulas in `$…$`."""

    kind: Literal["said"] = "said"
    text: str = Field(min_length=1, max_length=2000)


class Pictured(_Happening):
    """A picture, uploaded before."""

    kind: Literal["pictured"] = "pictured"
    attachment: Key
    width: int = Field(gt=0, le=20_000)
    height: int = Field(gt=0, le=20_000)


class Voiced(_Happening):
    """Spoken words, uploaded before."""

    kind: Literal["voiced"] = "voiced"
    attachment: Key
    ms: int = Field(gt=0, le=120_000)


class PageAdded(_Happening):
    """A new page to write on: blank, or with a picture behind it."""

    kind: Literal["page_added"] = "page_added"
    page: Key
    background: Key | None = None


class PageTurned(_Happening):
    """Both look at this page now."""

    kind: Literal["page_turned"] = "page_turned"
    page: Key


class Inked(_Happening):
    """Points of a stroke: its first ones, or more of them.

    Attributes:
        first: How many points of the stroke came before these.
        points: Four numbers each; see the module.
        done: Whether the stroke ends with them.
    """

    kind: Literal["inked"] = "inked"
    stroke: Key
    page: Key
    tool: Literal["pen", "marker"] = "pen"
    colour: Literal["black", "red", "blue", "green", "orange"] = "black"
    width: int = Field(default=30, ge=5, le=400)
    first: int = Field(ge=0, le=20_000)
    points: list[int] = Field(min_length=_POINT, max_length=_POINT * _MOST_POINTS)
    done: bool = False

    @model_validator(mode="after")
    def _check_points(self) -> "Inked":
        if len(self.points) % _POINT:
            raise ValueError("points are four numbers each: x, y, pressure, ms")
        xs, ys, pressures, times = (self.points[i::_POINT] for i in range(_POINT))
        if min(xs) < 0 or max(xs) > PAGE_WIDTH or min(ys) < 0 or max(ys) > _LOWEST:
            raise ValueError(f"x must be 0 to {PAGE_WIDTH}, y 0 to {_LOWEST}")
        if min(pressures) < 0 or max(pressures) > 1023 or min(times) < 0:
            raise ValueError("pressure must be 0 to 1023, and times not negative")
        return self


class Erased(_Happening):
    """Strokes were taken away; `restored` brings them back."""

    kind: Literal["erased"] = "erased"
    strokes: list[Key] = Field(min_length=1, max_length=_MOST_STROKES)


class Restored(_Happening):
    """Strokes that were taken away are there again."""

    kind: Literal["restored"] = "restored"
    strokes: list[Key] = Field(min_length=1, max_length=_MOST_STROKES)


class Called(_Happening):
    """How a call by voice stands."""

    kind: Literal["called"] = "called"
    call: Key
    state: Literal["ringing", "answered", "declined", "ended", "failed"]


class Sent(_Happening):
    """The teacher gives the student something to look at or to solve."""

    kind: Literal["sent"] = "sent"
    what: Literal["micro_course", "item", "answer"]
    id: str = Field(min_length=1, max_length=80)
    title: str = Field(max_length=200)


class Joined(_Happening):
    """Somebody is there."""

    kind: Literal["joined"] = "joined"
    who: Literal["student", "teacher"]


class LeftRoom(_Happening):
    """Somebody is gone; they may come back."""

    kind: Literal["left"] = "left"
    who: Literal["student", "teacher"]


class Extended(_Happening):
    """Both agreed to some more minutes."""

    kind: Literal["extended"] = "extended"
    minutes: int = Field(gt=0, le=30)


class Ended(_Happening):
    """The session is over."""

    closes: ClassVar[bool] = True

    kind: Literal["ended"] = "ended"
    why: Literal["done", "time", "away", "stopped"]

    @property
    def completed(self) -> bool:
        """Whether it was brought to an end, not broken off."""
        return self.why in ("done", "time")


class FeedbackGiven(_Happening):
    """Somebody has said how it was; what they said is not told here."""

    late: ClassVar[bool] = True

    kind: Literal["feedback_given"] = "feedback_given"
    who: Literal["student", "teacher"]


Happening = Annotated[
    Said | Pictured | Voiced | PageAdded | PageTurned | Inked | Erased | Restored | Called | Sent | Joined | LeftRoom
    | Extended | Ended | FeedbackGiven,
    Field(discriminator="kind"),
]  # fmt: skip
"""Any of them."""

_ADAPTER: TypeAdapter[Happening] = TypeAdapter(Happening)
KINDS: Mapping[str, type[_Happening]] = {
    one.model_fields["kind"].default: one for one in get_args(get_args(Happening)[0])
}  # fmt: skip
_BOTH = frozenset({
    "said", "pictured", "voiced", "page_added", "page_turned", "inked", "erased", "restored", "called", "ended",
})  # fmt: skip
MAY_SEND: Mapping[RoomRole, frozenset[str]] = {
    "student": _BOTH, "teacher": _BOTH | {"sent"}, "system": frozenset(KINDS),
}  # fmt: skip
"""Which kinds each role may send; the rest is said by the service alone."""


def read_happening(body: str | bytes) -> Happening:
    """One event from JSON.

    Raises:
        pydantic.ValidationError: It is of no kind, or not as its kind demands.
    """
    return _ADAPTER.validate_json(body)


def may_send(role: RoomRole, happening: Happening) -> bool:
    """Whether a role may send it; a participant ends a session as done or stopped, never for the clock."""
    if happening.kind not in MAY_SEND[role]:
        return False
    return role == "system" or not isinstance(happening, Ended) or happening.why in ("done", "stopped")
