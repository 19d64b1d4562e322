"""What a page of the app says on its connection to a room; everything else is refused."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sessions.room.events import PAGE_WIDTH, Happening, Key

__all__ = [
    "LONGEST_FRAME",
    "Frame",
    "Hello",
    "Pass",
    "Ping",
    "Pointer",
    "Put",
    "Renew",
    "Signal",
    "Typing",
    "read_frame",
]

LONGEST_FRAME = 32_000  # bytes
_LONGEST_SIGNAL = 20_000


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hello(_Frame):
    """The first frame: who it is, and how far they know the log.

    Attributes:
        epoch: Of the log they know; None: they know nothing of it.
        after: The last offset they have.
    """

    t: Literal["hello"]
    ticket: str = Field(max_length=100)
    epoch: str | None = Field(default=None, max_length=20)
    after: int = Field(default=0, ge=0)


class Put(_Frame):
    """Something happened; the key is the page's own, and the same when it is sent again."""

    t: Literal["put"]
    key: Key
    what: Happening


class Pointer(_Frame):
    """Where somebody points."""

    kind: Literal["pointer"]
    page: Key
    x: int = Field(ge=0, le=PAGE_WIDTH)
    y: int = Field(ge=0, le=PAGE_WIDTH * 6)


class Typing(_Frame):
    """Somebody writes."""

    kind: Literal["typing"]


class Signal(_Frame):
    """From browser to browser, to set up a call."""

    kind: Literal["signal"]
    call: Key
    data: str = Field(max_length=_LONGEST_SIGNAL)


class Pass(_Frame):
    """For the others in the room, now; it is not kept."""

    t: Literal["pass"]
    what: Annotated[Pointer | Typing | Signal, Field(discriminator="kind")]


class Ping(_Frame):
    """Still there."""

    t: Literal["ping"]


class Renew(_Frame):
    """A new ticket in the place of the first."""

    t: Literal["renew"]
    ticket: str = Field(max_length=100)


Frame = Annotated[Hello | Put | Pass | Ping | Renew, Field(discriminator="t")]
"""Any of them."""

_ADAPTER: TypeAdapter[Frame] = TypeAdapter(Frame)


def read_frame(text: str) -> Frame:
    """A frame from JSON.

    Raises:
        pydantic.ValidationError: It is none.
    """
    return _ADAPTER.validate_json(text)
