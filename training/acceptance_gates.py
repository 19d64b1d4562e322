"""What a model of acceptance must not be worse at to serve: the latest invitations, guessed by it and by the one that
serves.

A version that was learned from all invitations would know these. So what is compared is the way of learning: it is
learned again from the earlier ones alone.
"""

from collections.abc import Sequence

from models.registry import GateResult
from recommender.matching.acceptance import AcceptanceModel, Answered, fit_acceptance
from training.config import AcceptanceConfig
from training.train_acceptance import guess_by, measure_acceptance, split_by_time

__all__ = ["acceptance_gates"]


def acceptance_gates(answers: Sequence[Answered], serving: AcceptanceModel) -> list[GateResult]:
    """The gates, on the latest fifth of the invitations."""
    earlier, later = split_by_time(answers, AcceptanceConfig())
    old, new = (measure_acceptance(later, guess_by(model)) for model in (serving, fit_acceptance(earlier)))
    return [
        GateResult(gate="log loss, negative", serving=-old["log_loss"].value, candidate=-new["log_loss"].value),
        GateResult(gate="area under the curve", serving=old["auc"].value, candidate=new["auc"].value),
    ]
