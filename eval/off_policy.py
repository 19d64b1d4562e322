"""What a ranker would have brought, told from the log of another one.

A list is drawn place by place (Plackett–Luce), and what its k-th place brings may depend on what stands above it: the
cascade. So the weight of a place is the ratio of the probabilities of all draws down to it. Four estimators:

* `direct`: expected gains, by a model that has not seen the list's student, of the lists the target would draw. As
  good as the model.
* `weighted`: gains that were seen, weighted; normalised place by place (McInerney et al. 2020). For comparison: the
  worst of the four in most studies.
* `doubly_robust`: direct, and the weighted errors of the model where it can be checked (Kiyohara et al. 2022).
  Unbiased whatever the model says. What comes after a draw is fixed by the draw, so all their expectations of later
  places cancel, and only the error of each place is left.
* `switch`: the same, without the errors of places whose weight, or that of a place above, is too large (Wang et al.
  2017).

Intervals come from resampling students. Logged features are rounded: what is measured is the ranker on rounded ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.drawn_lists import DrawnLists, find_drawn_lists
from eval.gain_model import cross_fit_gains
from eval.metrics import Measured, bootstrap
from recommender.logged_list import LoggedList
from recommender.ranker import Rankers

__all__ = ["ESTIMATORS", "LogCannotTellError", "OffPolicyOptions", "PolicyLog", "PolicyValue", "compare_policies"]

_NEVER = -1e9  # log weight of what is not in the pool

ESTIMATORS = ("direct", "weighted", "doubly_robust", "switch")

Array = NDArray[np.float64]


class LogCannotTellError(ValueError):
    """The log does not say what the target would have brought; the message says why, and what would help."""


@dataclass(frozen=True)
class OffPolicyOptions:
    """How a policy is measured.

    Attributes:
        places: Of each list, from the first one on, that are measured.
        switch_at: Weight from which `switch` trusts the model.
        folds: Of students, for the model of gains.
        draws: Of lists from the target, for the expected gain.
        resamples: Of students, for intervals.
        fewest_lists: Below, nothing is said.
        fewest_effective: Effective sample size of any place below which nothing is said.
        most_left_out: Share of drawn lists without their whole pool above which nothing is said.
    """

    places: int = 6
    switch_at: float = 10.0
    folds: int = 3
    draws: int = 32
    resamples: int = 1000
    fewest_lists: int = 50
    fewest_effective: float = 30.0
    most_left_out: float = 0.2


@dataclass(frozen=True)
class PolicyValue:
    """Expected gain of a list under a target, by estimator.

    Attributes:
        estimates: By name of the estimator.
        logged: Mean gain of the lists as they were shown.
        lists: Measured on.
        students: Of those.
        effective: Effective sample size (Kish 1965) of each place.
        truncated: Share of shown places whose error `switch` leaves out.
        parts: Of each list what it adds to an estimate, for paired comparisons; shape (lists,). Not of `weighted`.
    """

    estimates: dict[str, Measured]
    logged: Measured
    lists: int
    students: int
    effective: list[float]
    truncated: float
    parts: dict[str, Array]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "estimates": {name: value.as_dict() for name, value in self.estimates.items()},
            "logged": self.logged.as_dict(), "lists": self.lists, "students": self.students,
            "effective_sample_size": [round(size, 1) for size in self.effective],
            "truncated_share": round(self.truncated, 4),
        }  # fmt: skip


class PolicyLog:
    """A log made ready to measure any number of targets on.

    Args:
        lists: Logged.
        options: How it is measured.
        seed: Of folds, draws and resamples.

    Raises:
        LogCannotTellError: Too few of its lists can be used.
    """

    def __init__(self, lists: Sequence[LoggedList], options: OffPolicyOptions | None = None, seed: int = 0) -> None:
        self.options, self.seed = options or OffPolicyOptions(), seed
        by_kind, self.left_out = find_drawn_lists(lists, self.options.places)
        self._drawn = list(by_kind.values())
        count = sum(len(drawn.lists) for drawn in self._drawn)
        self._check(count)
        names = [each.student for drawn in self._drawn for each in drawn.lists]
        self.students, self._student = np.unique(names, return_inverse=True)
        folds = np.random.default_rng(seed).permutation(len(self.students)) % self.options.folds
        self._gains = [
            cross_fit_gains(drawn, folds[of_lists], seed)
            for drawn, of_lists in zip(self._drawn, self._split(self._student), strict=True)
        ]

    def measure(self, rankers: Rankers | None, temperature: float | None = None) -> PolicyValue:
        """What lists drawn by the rankers would have brought.

        Args:
            rankers: The target; None for the ranker that served.
            temperature: Of the target's draws; None for the logged one.

        Raises:
            LogCannotTellError: The target draws too differently.
        """
        if temperature is not None and temperature <= 0:
            raise LogCannotTellError(
                "a target at temperature 0 hardly ever draws what was shown; give it a temperature"
            )
        generator = np.random.default_rng(self.seed)
        found = [
            _measure(drawn, gains, drawn.scores if rankers is None else drawn.score(rankers[drawn.kind]),
                     drawn.temperatures if temperature is None else np.full(len(drawn.lists), temperature),
                     self.options, generator)
            for drawn, gains in zip(self._drawn, self._gains, strict=True)
        ]  # fmt: skip
        weights = _stack([part.weights for part in found])
        shown = _stack([part.drawn.shown.astype(np.float64) for part in found])
        gains = _stack([part.drawn.gains for part in found])
        effective = self._check_effective(weights, shown)
        parts = {name: np.concatenate([part.parts[name] for part in found]) for name in found[0].parts}
        estimates = {name: self._mean(part) for name, part in parts.items()}
        estimates["weighted"] = self._weighted(weights, shown, gains)
        return PolicyValue(
            {name: estimates[name] for name in ESTIMATORS}, self._mean(gains.sum(axis=1)), len(gains),
            len(self.students), effective, sum(part.truncated for part in found) / float(shown.sum()), parts,
        )  # fmt: skip

    def difference(self, one: PolicyValue, other: PolicyValue) -> dict[str, Measured]:
        """`one` less `other` by every estimator that allows it, paired by list, with intervals over students."""
        return {name: self._mean(part - other.parts[name]) for name, part in one.parts.items()}

    def _check(self, count: int) -> None:
        cut = self.left_out["the log has not the whole pool"]
        if count < self.options.fewest_lists:
            reasons = "; ".join(f"{n}: {reason}" for reason, n in self.left_out.items()) or "the log has no more"
            raise LogCannotTellError(
                f"{count} lists can be used, {self.options.fewest_lists} are needed (left out {reasons})"
            )
        if cut > self.options.most_left_out * (count + cut):
            raise LogCannotTellError(
                f"of {count + cut} drawn lists the log has only {count} with the whole pool: a target may want what "
                f"was not logged"
            )

    def _check_effective(self, weights: Array, shown: Array) -> list[float]:
        squares, sums = (weights**2).sum(axis=0), weights.sum(axis=0)
        sizes = [float(each) for each in sums**2 / np.maximum(squares, np.finfo(float).tiny)]
        worst = int(np.argmin(sizes))
        if sizes[worst] < self.options.fewest_effective:
            raise LogCannotTellError(
                f"the target draws too differently from what was shown: at place {worst + 1} the "
                f"{shown.sum(axis=0)[worst]:.0f} lists are worth {sizes[worst]:.0f}, fewer than "
                f"{self.options.fewest_effective:g}; measure fewer places, log at a higher temperature, or log more"
            )
        return sizes

    def _split(self, values: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        return np.split(values, np.cumsum([len(drawn.lists) for drawn in self._drawn])[:-1])

    def _sums(self, values: Array) -> Array:
        """Sums over each student's lists."""
        sums = np.zeros((len(self.students), *values.shape[1:]))
        np.add.at(sums, self._student, values)
        return sums

    def _mean(self, values: Array) -> Measured:
        sums, counts = self._sums(values), self._sums(np.ones(len(values)))
        return self._bootstrap(lambda rows: float(sums[rows].sum() / counts[rows].sum()))

    def _weighted(self, weights: Array, shown: Array, gains: Array) -> Measured:
        weighted, weight = self._sums(weights * gains), self._sums(weights * shown)
        counts, lists = self._sums(shown), self._sums(np.ones(len(gains)))

        def metric(rows: NDArray[np.int64]) -> float:
            total = weight[rows].sum(axis=0)
            means = np.divide(weighted[rows].sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
            return float((means * counts[rows].sum(axis=0)).sum() / lists[rows].sum())

        return self._bootstrap(metric)

    def _bootstrap(self, metric: Any) -> Measured:
        return bootstrap(metric, len(self.students), self.seed, self.options.resamples)


def compare_policies(
    lists: Sequence[LoggedList], targets: dict[str, Rankers | None], temperature: float | None = None,
    options: OffPolicyOptions | None = None, seed: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Every target on the same log, beside the first one; a target that the log cannot tell of says why.

    Returns:
        `targets`: by name `PolicyValue.as_dict()` with `difference` from the first one, or `{"refused": why}`;
        `left_out`: lists by reason.

    Raises:
        LogCannotTellError: Of the log as a whole, or of the first target.
    """
    log = PolicyLog(lists, options, seed)
    first: PolicyValue | None = None
    report: dict[str, Any] = {}
    for name, rankers in targets.items():
        try:
            value = log.measure(rankers, temperature)
        except LogCannotTellError as error:
            if first is None:
                raise
            report[name] = {"refused": str(error)}
            continue
        first = first or value
        difference = {key: found.as_dict() for key, found in log.difference(value, first).items()}
        report[name] = {**value.as_dict(), "difference": difference}
    return {"seed": seed, "left_out": dict(log.left_out), "targets": report}


@dataclass(frozen=True)
class _Found:
    """Of one kind: weights of places, shape (lists, places); places that are not trusted; and what each list adds to
    each estimate.
    """

    drawn: DrawnLists
    weights: Array
    truncated: int
    parts: dict[str, Array]


def _measure(
    drawn: DrawnLists, gains: Array, scores: Array, temperatures: Array, options: OffPolicyOptions,
    generator: np.random.Generator,
) -> _Found:  # fmt: skip
    places = drawn.shown.shape[1]
    ratios = np.where(drawn.shown, _draw_chances(drawn, scores, temperatures) / drawn.propensities, 1.0)
    weights = np.where(drawn.shown, np.cumprod(ratios, axis=1), 0.0)
    expected = np.stack([gains[:, place, place] for place in range(places)], axis=1)
    errors = np.where(drawn.shown, weights * (drawn.gains - expected), 0.0)
    trusted = np.maximum.accumulate(weights, axis=1) <= options.switch_at
    direct = _expected_gain(drawn, gains, scores, temperatures, options.draws, generator)
    parts = {
        "direct": direct, "doubly_robust": direct + errors.sum(axis=1),
        "switch": direct + (errors * trusted).sum(axis=1),
    }  # fmt: skip
    return _Found(drawn, weights, int((drawn.shown & ~trusted).sum()), parts)


def _scaled(drawn: DrawnLists, scores: Array, temperatures: Array) -> Array:
    """Log weights of draws, shape (lists, pool); nothing is drawn from outside of the pool."""
    return np.where(drawn.in_pool, scores / temperatures[:, None], _NEVER)


def _draw_chances(drawn: DrawnLists, scores: Array, temperatures: Array) -> Array:
    """Probability that the target draws what was shown in each place, given what stands above it."""
    scaled = _scaled(drawn, scores, temperatures)
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    left = np.logaddexp.accumulate(scaled[:, ::-1], axis=1)[:, ::-1]  # of all that was not drawn before this place
    places = drawn.shown.shape[1]
    chances = np.exp(np.where(drawn.shown, scaled[:, :places] - left[:, :places], 0.0))
    return np.asarray(chances, np.float64)


def _expected_gain(
    drawn: DrawnLists, gains: Array, scores: Array, temperatures: Array, draws: int, generator: np.random.Generator
) -> Array:
    """Mean expected gain of lists drawn by the target, shape (lists,); drawn by Gumbel's trick (Yellott 1977)."""
    scaled = _scaled(drawn, scores, temperatures)
    places = np.arange(drawn.shown.shape[1])
    rows = np.arange(len(scaled))[:, None]
    total = np.zeros(len(scaled))
    for _ in range(draws):
        order = np.argsort(-(scaled + generator.gumbel(size=scaled.shape)), axis=1)[:, : len(places)]
        total += np.where(drawn.shown, gains[rows, order, places], 0.0).sum(axis=1)
    return total / draws


def _stack(parts: Sequence[Array]) -> Array:
    """Lists of several kinds under each other; kinds with fewer places have nothing there."""
    places = max(part.shape[1] for part in parts)
    return np.concatenate([np.pad(part, ((0, 0), (0, places - part.shape[1]))) for part in parts])
