"""A list as the log remembers it: what it was drawn from, what was shown in which place, and what came of it.

One type for everything that learns from the log or is measured on it, wherever the log comes from: the service's
database, a file, a simulation.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from recommender.features import Features
from recommender.items import ItemKind
from recommender.slate import KINDS, ListName, SlateLog

__all__ = ["GAINS", "VERDICTS", "Event", "LoggedItem", "LoggedList", "find_gain", "logged_lists"]

GAINS = {"opened": 0.2, "watched": 0.3, "attempted": 0.5, "finished": 0.7}
"""What an outcome is worth by itself, 0–1; of several the furthest counts."""

VERDICTS = {"fits": 1.0, "too_easy": 0.2, "too_hard": 0.2}
"""What the student's last word on the item is worth, whatever else happened; `feedback_withdrawn` takes it back."""

Event = tuple[str, str | None]
"""Kind of an outcome, and the item; None where it is about the whole slate."""

Finite = Annotated[float, Field(allow_inf_nan=False)]


class LoggedItem(BaseModel):
    """An item that was in the pool.

    Attributes:
        features: Those that were not 0, to the third digit.
        score: By the ranker that served, to the fourth digit.
        propensity: Probability with which it was drawn, given what stood before it; None where nothing was drawn.
        gain: What came of showing it, 0–1; None where it was not shown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    features: dict[str, Finite]
    score: Finite
    propensity: Annotated[float, Field(gt=0, le=1)] | None = None
    gain: Annotated[float, Field(ge=0, le=1)] | None = None


class LoggedList(BaseModel):
    """One list of a slate.

    Attributes:
        slate: Id of the slate.
        student: A pseudonym.
        temperature: With which it was drawn; 0 where nothing was left to chance.
        ranker: Version of the ranker that scored it.
        shown: In the order of places.
        others: The rest of the pool, as far as the log had room for it.
        pool_size: Candidates in the pool; None in logs that do not tell.
        simulated: Whether it never happened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    slate: str
    student: str
    list_name: ListName
    temperature: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    ranker: str
    shown: Annotated[tuple[LoggedItem, ...], Field(min_length=1)]
    others: tuple[LoggedItem, ...] = ()
    pool_size: Annotated[int, Field(ge=1)] | None = None
    simulated: bool = False

    @property
    def kind(self) -> ItemKind:
        """Of its items."""
        return KINDS[self.list_name]

    @property
    def pool(self) -> tuple[LoggedItem, ...]:
        """What was shown, in the order of places, then the others."""
        return (*self.shown, *self.others)

    @property
    def is_whole(self) -> bool:
        """Whether the log has the whole pool."""
        return self.pool_size == len(self.shown) + len(self.others)

    @property
    def is_drawn(self) -> bool:
        """Whether every place was filled by a draw with a known probability."""
        return self.temperature > 0 and all(item.propensity is not None for item in self.shown)

    @property
    def gains(self) -> list[float]:
        """Of what was shown, by place."""
        return [item.gain or 0.0 for item in self.shown]


def find_gain(item: str, events: Iterable[Event]) -> float:
    """What came of showing an item, 0–1, from the outcomes of its slate in the order in which they happened.

    Where the student said that nothing fits, having opened the item counts for nothing.
    """
    furthest, verdict, none_fits = "", "", False
    for kind, about in events:
        if about is None:
            none_fits = none_fits or kind == "none_fits"
        elif about == item and (kind in VERDICTS or kind == "feedback_withdrawn"):
            verdict = kind
        elif about == item and GAINS.get(kind, 0.0) > GAINS.get(furthest, 0.0):
            furthest = kind
    if verdict in VERDICTS:
        return VERDICTS[verdict]
    return 0.0 if none_fits and furthest == "opened" else GAINS.get(furthest, 0.0)


def logged_lists(
    slate: str, student: str, log: SlateLog, events: Iterable[Event], ranker: str, simulated: bool = False
) -> list[LoggedList]:
    """The lists of one slate in which anything was shown."""
    happened = list(events)

    def read(row: Mapping[str, Any], gain: float | None = None) -> LoggedItem:
        features: Features = row["features"]
        return LoggedItem(id=row["id"], features=features, score=row["score"], propensity=row["propensity"], gain=gain)

    return [
        LoggedList(
            slate=slate, student=student, list_name=name, temperature=log.temperature, ranker=ranker,
            shown=tuple(read(row, find_gain(row["id"], happened)) for row in rows),
            others=tuple(read(row) for row in log.candidates.get(name, ()) if row["in_pool"]),
            pool_size=log.pool_sizes.get(name), simulated=simulated,
        )
        for name, rows in log.shown.items() if rows
    ]  # fmt: skip
