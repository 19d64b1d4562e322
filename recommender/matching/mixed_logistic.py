"""Logistic regression with an effect of each person's own, shrunken towards none (a mixed model: Gelman and Hill 2006):
who was often asked when tired is not taken for unwilling, and somebody new is no special case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from recommender.features import Features

__all__ = ["Example", "MixedLogistic", "fit_mixed_logistic"]

Example = tuple[str, Features, bool]
"""Who, features, and whether it came about."""


@dataclass(frozen=True)
class MixedLogistic:
    """Weights of named features, in log odds.

    Attributes:
        effects: What is added for a person, by id; nothing for one who is not known.
        learned_from: Examples that it was learned from; 0 for weights set by hand.
    """

    weights: Mapping[str, float]
    effects: Mapping[str, float] = field(default_factory=dict)
    learned_from: int = 0

    def predict(self, who: str, features: Features) -> float:
        """Probability; features that have no weight are passed over."""
        odds = sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-odds - self.effects.get(who, 0.0)))


def fit_mixed_logistic(
    examples: Sequence[Example], by_hand: Mapping[str, float], spread: float, fewest: int
) -> MixedLogistic:  # fmt: skip
    """Learns weights and effects together.

    Args:
        examples: What happened.
        by_hand: Weights by feature, which stay where there are fewer than `fewest` examples, or of one kind only.
        spread: Standard deviation between people, in log odds, that is expected beforehand.
        fewest: Examples worth learning from.
    """
    if len(examples) < fewest or len({came for _, _, came in examples}) < 2:
        return MixedLogistic(by_hand)
    import numpy as np
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    names = list(by_hand)
    rows = np.array([[features[name] for name in names] for _, features, _ in examples])
    column = {who: i for i, who in enumerate(dict.fromkeys(who for who, _, _ in examples))}
    who = [column[each] for each, _, _ in examples]
    own_rows = csr_matrix(
        (np.full(len(examples), spread), (np.arange(len(examples)), who)), shape=(len(examples), len(column))
    )
    model = LogisticRegression(fit_intercept=False, max_iter=1000)
    model.fit(hstack([csr_matrix(rows), own_rows]).tocsr(), np.array([came for _, _, came in examples]))
    weights, own = np.split(model.coef_[0], [len(names)])
    effects = {each: float(own[i] * spread) for each, i in column.items()}
    return MixedLogistic(dict(zip(names, map(float, weights), strict=True)), effects, len(examples))
