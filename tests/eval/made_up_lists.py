"""Lists that were never shown to anybody, drawn from pools whose items' worth is known."""

import numpy as np

from recommender.logged_list import LoggedItem, LoggedList
from recommender.plackett_luce import draw
from recommender.ranker import LinearRanker, Ranker

LOGGING = LinearRanker({"a": 1.0})
OPPOSITE = LinearRanker({"a": -0.3, "b": 1.0})
BETTER = LinearRanker({"a": 1.0, "b": 1.0})
TEMPERATURE = 0.6
STUDENTS = 150


def make_lists(
    n: int, seed: int, ranker: Ranker = LOGGING, temperature: float = TEMPERATURE, places: int = 4
) -> list[LoggedList]:
    """Readers look less often at lower places, and often stop once they have found something: a cascade."""
    rng = np.random.default_rng(seed)
    return [make_list(i, rng, ranker, temperature, places) for i in range(n)]


def make_list(number: int, rng: np.random.Generator, ranker: Ranker, temperature: float, places: int) -> LoggedList:
    features = rng.random((int(rng.integers(1, 9)), 2)).round(3)
    rows = [{"a": float(a), "b": float(b)} for a, b in features]
    scores = ranker.score(rows)
    drawn = draw(scores, places, temperature, rng)
    shown, stopped = [], False
    for place, (i, propensity) in enumerate(drawn):
        worth = 0.1 + 0.3 * features[i, 0] + 0.6 * features[i, 0] * features[i, 1]
        found = not stopped and rng.random() < worth * 0.8**place
        stopped = stopped or (found and rng.random() < 0.6)
        shown.append(LoggedItem(id=f"i{i}", features=rows[i], score=round(float(scores[i]), 4),
                                propensity=propensity, gain=float(found)))  # fmt: skip
    seen = {i for i, _ in drawn}
    others = [LoggedItem(id=f"i{i}", features=row, score=round(float(scores[i]), 4))
              for i, row in enumerate(rows) if i not in seen]  # fmt: skip
    return LoggedList(slate=f"s{number}", student=f"p{rng.integers(STUDENTS)}", list_name="answers", ranker="made-up",
                      temperature=temperature, shown=tuple(shown), others=tuple(others), pool_size=len(rows),
                      simulated=True)  # fmt: skip
