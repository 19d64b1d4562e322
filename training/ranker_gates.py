"""What a ranker must not be worse at to serve, on logged lists of students it has not learned from."""

from collections.abc import Sequence

from eval.off_policy import LogCannotTellError, OffPolicyOptions, PolicyLog
from models.registry import GateResult
from recommender.logged_list import LoggedList
from recommender.ranker import Rankers
from training.train_ranker import part_of

__all__ = ["ranker_gates"]


def ranker_gates(
    lists: Sequence[LoggedList], serving: Rankers, candidate: Rankers, options: OffPolicyOptions, seed: int = 0
) -> list[GateResult]:
    """The gates, from the students of the test part alone. Figures of orders are none: they favour whoever was logged.

    Raises:
        LogCannotTellError: Their lists do not tell what the candidate, or the serving ranker, would bring.
    """
    held = [each for each in lists if part_of(each.student) == "test"]
    if not held:
        raise LogCannotTellError("no list is of a student of the test part")
    log = PolicyLog(held, options, seed)
    old, new = log.measure(serving), log.measure(candidate)
    lowest = log.difference(new, old)["doubly_robust"].lo
    return [
        GateResult(gate="gain over the serving ranker, doubly robust, lower bound", serving=0.0, candidate=lowest),
        GateResult(gate="gain of a list, switch", serving=old.estimates["switch"].value,
                   candidate=new.estimates["switch"].value),
        GateResult(gate="effective sample size", serving=options.fewest_effective, candidate=min(new.effective)),
    ]  # fmt: skip
