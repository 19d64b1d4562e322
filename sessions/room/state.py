"""What a room looks like after some events: the same for whoever was there and for whoever replays the log."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sessions.room.events import (
    Called,
    Ended,
    Erased,
    Extended,
    FeedbackGiven,
    Happening,
    Inked,
    Joined,
    LeftRoom,
    PageAdded,
    PageTurned,
    Pictured,
    Restored,
    RoomRole,
    Said,
    Sent,
    Voiced,
)

__all__ = ["Entry", "Page", "RoomEvent", "RoomState", "Stroke", "replay"]

_POINT = 4  # numbers of one point


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """An event of the log; see `store.session_log.SessionEvent`."""

    offset: int
    at_ms: int
    role: RoomRole
    what: Happening


@dataclass(slots=True)
class Page:
    """A page to write on.

    Attributes:
        background: The picture behind it, an attachment.
    """

    id: str
    background: str | None


@dataclass(slots=True)
class Stroke:
    """A stroke as far as it has come; see `sessions.room.events.Inked`."""

    id: str
    page: str
    role: RoomRole
    tool: str
    colour: str
    width: int
    points: list[int]
    done: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the talk: words, a picture, a voice, or something that was sent."""

    offset: int
    at_ms: int
    role: RoomRole
    what: Said | Pictured | Voiced | Sent


@dataclass(slots=True)
class RoomState:
    """A room.

    Attributes:
        offset: Of the last event that is in it.
        talk: Oldest first.
        pages: In the order in which they were added.
        page: The page both look at; None before there is one.
        strokes: By id, in the order in which they were begun; erased ones are kept, they may come back.
        call: The latest call and how it stands.
        extra_minutes: Agreed to beyond the usual.
        ended: Why it ended; None while it goes on.
        feedback: Who has given it.
    """

    offset: int = 0
    talk: list[Entry] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    page: str | None = None
    strokes: dict[str, Stroke] = field(default_factory=dict)
    call: Called | None = None
    extra_minutes: int = 0
    ended: str | None = None
    feedback: set[str] = field(default_factory=set)

    def apply(self, event: RoomEvent) -> None:
        """Takes the next event in; one that makes no sense here, such as ink on a page that is not there, does nothing.

        Raises:
            ValueError: It is not the next one.
        """
        if event.offset != self.offset + 1:
            raise ValueError(f"event {event.offset} cannot follow {self.offset}")
        self.offset = event.offset
        match event.what:
            case Said() | Pictured() | Voiced() | Sent() as what:
                self.talk.append(Entry(event.offset, event.at_ms, event.role, what))
            case PageAdded() | PageTurned() | Inked() | Erased() | Restored() as what:
                self._on_paper(what, event.role)
            case what:
                self._on_course(what)

    def _on_paper(self, what: PageAdded | PageTurned | Inked | Erased | Restored, role: RoomRole) -> None:
        match what:
            case PageAdded(page=page, background=background):
                self.pages.setdefault(page, Page(page, background))
                self.page = page
            case PageTurned(page=page):
                self.page = page if page in self.pages else self.page
            case Inked():
                self._ink(what, role)
            case Erased(strokes=ids) | Restored(strokes=ids):
                for stroke in (self.strokes[id_] for id_ in ids if id_ in self.strokes):
                    stroke.erased = isinstance(what, Erased)

    def _on_course(self, what: Called | Joined | LeftRoom | Extended | Ended | FeedbackGiven) -> None:
        match what:
            case Called():
                self.call = what
            case Joined() | LeftRoom():
                pass  # for the record; who is there now, presence knows
            case Extended(minutes=minutes):
                self.extra_minutes += minutes
            case Ended(why=why):
                self.ended = why
            case FeedbackGiven(who=who):
                self.feedback.add(who)

    def _ink(self, ink: Inked, role: RoomRole) -> None:
        stroke = self.strokes.get(ink.stroke)
        if stroke is None:
            if ink.first or ink.page not in self.pages:
                return
            stroke = Stroke(ink.stroke, ink.page, role, ink.tool, ink.colour, ink.width, [])
            self.strokes[ink.stroke] = stroke
        if stroke.role != role or stroke.done or ink.first * _POINT != len(stroke.points):
            return
        stroke.points.extend(ink.points)
        stroke.done = ink.done


def replay(events: Iterable[RoomEvent]) -> RoomState:
    """The room after all events of a log, oldest first.

    Raises:
        ValueError: One is missing.
    """
    state = RoomState()
    for event in events:
        state.apply(event)
    return state
