"""Learns how likely teachers are to accept, from invitations in order of time: the latest ones are never learned from
before they are guessed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics import Metric, bootstrap, calibration_error
from eval.scoring import Scores
from recommender.matching.acceptance import AcceptanceModel, Answered, fit_acceptance
from training.config import AcceptanceConfig

__all__ = [
    "NoInvitationsError", "TrainedAcceptance", "guess_by", "measure_acceptance", "split_by_time", "train_acceptance",
]  # fmt: skip

_LEAST = 1e-6


class NoInvitationsError(ValueError):
    """The log holds too few invitations; the message says how many are needed."""


@dataclass(frozen=True)
class TrainedAcceptance:
    """A model, and how well it guessed.

    Attributes:
        model: Learned from all invitations.
        metrics: On the latest invitations, by who guessed: `head` learned from the earlier ones; `by_hand`; `teacher`,
            each teacher's shrunken rate; `usual`, the rate of all.
        sizes: Invitations by part.
    """

    model: AcceptanceModel
    metrics: dict[str, Scores]
    sizes: dict[str, int]


def train_acceptance(answers: Sequence[Answered], config: AcceptanceConfig) -> TrainedAcceptance:
    """Learns from invitations in order of time.

    Raises:
        NoInvitationsError: There are fewer than configured, or all ended alike.
    """
    if len(answers) < config.fewest:
        raise NoInvitationsError(f"{len(answers)} invitations were answered or expired; {config.fewest} are needed")
    earlier, later = split_by_time(answers, config)
    if len({answer.ending for answer in earlier}) < 3 or len({answer.ending == "accepted" for answer in later}) < 2:
        raise NoInvitationsError("all invitations ended alike; some have to be accepted, declined and expired")
    usual = float(np.mean([answer.ending == "accepted" for answer in earlier]))
    guesses: dict[str, Callable[[Answered], float]] = {
        "head": guess_by(fit_acceptance(earlier)), "by_hand": guess_by(AcceptanceModel.by_hand()),
        "teacher": _by_teacher(earlier, usual, config.prior_count), "usual": lambda _: usual,
    }  # fmt: skip
    metrics = {who: measure_acceptance(later, guess, config.seed) for who, guess in guesses.items()}
    return TrainedAcceptance(fit_acceptance(answers), metrics, {"learn": len(earlier), "test": len(later)})


def split_by_time(
    answers: Sequence[Answered], config: AcceptanceConfig
) -> tuple[Sequence[Answered], Sequence[Answered]]:
    """Earlier invitations, and the latest share of them."""
    first = round(len(answers) * (1 - config.test_share))
    return answers[:first], answers[first:]


def measure_acceptance(answers: Sequence[Answered], guess: Callable[[Answered], float], seed: int = 0) -> Scores:
    """Log loss, area under the curve and calibration of guessed chances, with intervals over invitations."""
    came = np.array([answer.ending == "accepted" for answer in answers])
    chances = np.clip([guess(answer) for answer in answers], _LEAST, 1 - _LEAST)
    losses = -np.where(came, np.log(chances), np.log(1 - chances))
    figures: dict[str, Metric] = {
        "log_loss": lambda rows: float(losses[rows].mean()),
        "auc": lambda rows: _area(chances[rows], came[rows]),
        "ece": calibration_error(list(chances), list(came)),
    }
    return {name: bootstrap(metric, len(came), seed) for name, metric in figures.items()}


def guess_by(model: AcceptanceModel) -> Callable[[Answered], float]:
    """The chance that a model tells of an invitation."""
    return lambda answer: model.predict(answer.teacher, answer.features)


def _by_teacher(answers: Sequence[Answered], usual: float, prior_count: float) -> Callable[[Answered], float]:
    asked: dict[str, list[bool]] = {}
    for answer in answers:
        asked.setdefault(answer.teacher, []).append(answer.ending == "accepted")
    rates = {who: (sum(said) + prior_count * usual) / (len(said) + prior_count) for who, said in asked.items()}
    return lambda answer: rates.get(answer.teacher, usual)


def _area(chances: NDArray[np.float64], came: NDArray[np.bool_]) -> float:
    """Area under the ROC curve; nan where all ended alike."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(came, chances)) if 0 < came.sum() < len(came) else float("nan")
