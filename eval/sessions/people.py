"""Who is in the rooms of an evaluation, and the parts of the service they meet: handed in by the wiring."""

from dataclasses import dataclass
from typing import Literal, Protocol

from store.database import Database

__all__ = ["Machine", "Part", "Person", "RoomPeople"]

Part = Literal["api", "valkey", "postgresql"]


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in.

    Attributes:
        account_id: A pseudonym.
        headers: Of requests: the login cookie and what protects it.
    """

    account_id: str
    headers: dict[str, str]


@dataclass(frozen=True)
class RoomPeople:
    """A session that has come about, and its two people."""

    session_id: str
    student: Person
    teacher: Person


class Machine(Protocol):
    """The service's processes, each a real one."""

    ports: list[int]
    """Of the API workers; a balancer would stand before them."""

    database: Database
    database_url: str
    redis_url: str

    def open_rooms(self, count: int) -> list[RoomPeople]:
        """Sessions that have just come about, with their people."""

    def kill(self, part: Part, which: int = 0) -> None:
        """Kills a process without warning."""

    def start(self, part: Part, which: int = 0) -> None:
        """Starts it again; returns at once."""
