"""Made-up logs of rooms and what they come to, for the app's own tests: `python -m tests.sessions.room.web_logs`."""

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sessions.room.events import read_happening
from sessions.room.state import RoomEvent, RoomState, replay

__all__ = ["WEB_LOGS", "make_logs"]

WEB_LOGS = Path(__file__).parents[3] / "web" / "tests" / "roomLogs.json"
_IDS = ("a", "b", "c")


def make_logs(count: int = 40, length: int = 40, seed: int = 0) -> list[dict[str, Any]]:
    """Logs, each with the room that follows from it."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        events = [
            {
                "offset": offset, "at_ms": offset * 7, "role": rng.choice(["student", "teacher"]), "what": _any(rng)
            }
            for offset in range(1, length + 1)
        ]  # fmt: skip
        state = replay(
            RoomEvent(one["offset"], one["at_ms"], one["role"], read_happening(json.dumps(one["what"])))
            for one in events
        )
        made.append({"events": events, "state": _as_json(state)})
    return made


def _any(rng: random.Random) -> dict[str, Any]:
    id_, other = rng.choice(_IDS), rng.choice(_IDS)
    points = [number for _ in range(rng.randint(1, 3)) for number in (rng.randrange(9999), rng.randrange(9999), 5, 6)]
    ink: dict[str, Any] = {
        "kind": "inked", "stroke": id_, "page": other, "first": rng.choice([0, 0, 1, 2, 3, 4]), "points": points
    }  # fmt: skip
    return rng.choice([
        {"kind": "said", "text": f"话{rng.randrange(100)}"}, {"kind": "page_added", "page": id_},
        {"kind": "page_added", "page": id_, "background": other}, {"kind": "page_turned", "page": id_},
        ink, ink, ink | {"done": True}, ink | {"tool": "marker", "colour": "red", "width": 90},
        {"kind": "erased", "strokes": [id_, other]}, {"kind": "restored", "strokes": [id_]},
        {"kind": "called", "call": id_, "state": "ringing"}, {"kind": "extended", "minutes": 5},
        {"kind": "joined", "who": "student"}, {"kind": "left", "who": "teacher"},
        {"kind": "feedback_given", "who": "student"}, {"kind": "ended", "why": "done"},
        {"kind": "pictured", "attachment": id_, "width": 3, "height": 4},
        {"kind": "sent", "what": "item", "id": id_, "title": "一题"}, {"kind": "voiced", "attachment": id_, "ms": 900},
    ])  # fmt: skip


def _as_json(state: RoomState) -> dict[str, Any]:
    return {
        "offset": state.offset, "page": state.page, "extraMinutes": state.extra_minutes, "ended": state.ended,
        "talk": [
            {"offset": one.offset, "at_ms": one.at_ms, "role": one.role, "what": one.what.model_dump(mode="json")}
            for one in state.talk
        ],
        "pages": [asdict(page) for page in state.pages.values()],
        "strokes": [asdict(stroke) for stroke in state.strokes.values()],
        "call": state.call.model_dump(mode="json") if state.call else None, "feedback": sorted(state.feedback),
    }  # fmt: skip


if __name__ == "__main__":
    WEB_LOGS.write_text(json.dumps(make_logs(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
