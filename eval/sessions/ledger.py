"""A process of its own that writes down every promise, and in the end compares them with what is there.

Run as `python -m eval.sessions.ledger SOCKET`; spoken to by `Ledger`.
"""

import json
import socket
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["Ledger", "judge"]

Acks = dict[tuple[str, str, str], set[int]]
Heard = dict[tuple[str, str], list[tuple[int, str]]]


class Ledger:
    """The process, and how it is told; also a `Witness`.

    Args:
        folder: For its socket.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "ledger.sock"
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        listening.listen(1)
        self._process = subprocess.Popen([sys.executable, "-m", "eval.sessions.ledger", str(path)])
        self._connection, _ = listening.accept()
        listening.close()
        self._file = self._connection.makefile("rw", encoding="utf-8")

    def acknowledged(self, room: str, author: str, key: str, offset: int) -> None:
        """See `Witness`."""
        self._write("ack", room, author, key, offset)

    def heard(self, room: str, page: str, offset: int, body: str) -> None:
        """See `Witness`."""
        self._write("heard", room, page, offset, body)

    def lost(self, room: str, page: str) -> None:
        """See `Witness`."""
        self._write("lost", room, page)

    def judge(self, database_url: str, rooms: Sequence[str]) -> dict[str, Any]:
        """Ends it, with what it finds of some rooms; see `judge`."""
        self._write("judge", database_url, rooms)
        self._file.flush()
        found: dict[str, Any] = json.loads(self._file.readline())
        self.close()
        return found

    def close(self) -> None:
        """Ends the process."""
        self._file.close()
        self._connection.close()
        self._process.wait(30)

    def _write(self, *entry: Any) -> None:
        self._file.write(json.dumps(entry) + "\n")


def judge(acks: Acks, heard: Heard, told_lost: int, logs: dict[str, list[tuple[int, str, str, str]]]) -> dict[str, int]:
    """Compares promises with logs.

    Args:
        acks: Offsets that were acknowledged, by room, author and key.
        heard: What each page was told, by room and page: offset and body, in the order of telling.
        told_lost: How often a page was told that something is missing, or was told out of turn.
        logs: Of each room: offset, author, key and body, by offset.

    Returns:
        `lost`: acknowledged events that are not in the log, or were never told to a page that knows later ones;
        `duplicated`: events that are in a log twice; `reordered`: events acknowledged at another offset, told with
        another body, sent by one author in another order, or logs with gaps.
    """
    lost, duplicated, reordered = told_lost, 0, 0
    for log in logs.values():
        reordered += [offset for offset, *_ in log] != [*range(1, len(log) + 1)]
        duplicated += sum(count - 1 for count in Counter((author, key) for _, author, key, _ in log).values())
        numbers: dict[str, int] = {}
        for _, author, key, _ in log:
            if author != "system":
                number = int(key.rpartition("-")[2])
                reordered += number <= numbers.get(author, -1)
                numbers[author] = number
    places = {(room, author, key): offset for room, log in logs.items() for offset, author, key, _ in log}
    for promise, offsets in acks.items():
        if promise not in places:
            lost += 1
        else:
            reordered += offsets != {places[promise]}
    bodies = {(room, offset): body for room, log in logs.items() for offset, _, _, body in log}
    for (room, _), told in heard.items():
        told_offsets = {offset for offset, _ in told}
        duplicated += len(told) - len(told_offsets)
        lost += max(told_offsets) - len(told_offsets)
        reordered += sum(bodies.get((room, offset)) != body for offset, body in told)
    return {"acknowledged": len(acks), "lost": lost, "duplicated": duplicated, "reordered": reordered}


def _read_logs(database_url: str, rooms: Sequence[str]) -> dict[str, list[tuple[int, str, str, str]]]:
    from sqlalchemy import select

    from store.database import Database
    from store.session_log import SessionEvent

    logs: dict[str, list[tuple[int, str, str, str]]] = defaultdict(list)
    database = Database(database_url)
    with database.reading() as session:
        query = select(SessionEvent).where(SessionEvent.session_id.in_(rooms)).order_by(SessionEvent.offset)
        for row in session.scalars(query):
            body = json.dumps(json.loads(row.body), sort_keys=True)
            logs[row.session_id].append((row.offset, row.author_id, row.client_key, body))
    database.close()
    return logs


def _main(path: str) -> None:
    acks: Acks = defaultdict(set)
    heard: Heard = defaultdict(list)
    lost = 0
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        with connection.makefile("rw", encoding="utf-8") as file:
            for line in file:
                what, *entry = json.loads(line)
                if what == "ack":
                    room, author, key, offset = entry
                    acks[room, author, key].add(offset)
                elif what == "heard":
                    room, page, offset, body = entry
                    heard[room, page].append((offset, body))
                elif what == "lost":
                    lost += 1
                else:
                    file.write(json.dumps(judge(acks, heard, lost, _read_logs(*entry))) + "\n")
                    file.flush()
                    return


if __name__ == "__main__":
    _main(sys.argv[1])
