"""Acceptance learned from invitations: what it is measured against, and what lets it serve."""

import random

import pytest

from recommender.matching.acceptance import AcceptanceModel, Answered, fit_acceptance
from recommender.matching.acceptance_file import (
    ACCEPTANCE_FILE,
    BY_HAND_FOLDER,
    AcceptanceFileError,
    load_acceptance,
    save_acceptance,
)
from training.acceptance_gates import acceptance_gates
from training.config import AcceptanceConfig
from training.train_acceptance import NoInvitationsError, train_acceptance

_RESTING = {
    "always": 1.0, "own_missed": 0.25, "missed_lately": 0.0, "seen_lately": 1.0, "seen_just_now": 1.0, "own_rate": 0.0,
    "unknown": 0.1, "declared": 0.0, "evidenced": 0.0, "invited_today": 0.0, "tutored_today": 0.0,
    "same_district": 0.0, "minutes_left": 1.0, "expected_rating": 0.0,
}  # fmt: skip


def invitations(n: int, seed: int = 0) -> list[Answered]:
    """Half the teachers are willing; who has just missed one mostly misses the next; the tired decline."""
    luck = random.Random(seed)
    answers = []
    for _ in range(n):
        number, missed, tired = luck.randrange(20), float(luck.random() < 0.3), float(luck.random() < 0.3)
        features = _RESTING | {"missed_lately": missed, "tutored_today": tired}
        willing = luck.random() < (0.85 if number % 2 else 0.3) - 0.25 * tired
        seen = luck.random() < (0.2 if missed else 0.95)
        ending = "expired" if not seen else "accepted" if willing else "declined"
        answers.append(Answered(f"t{number}", features, ending))
    return answers


def test_it_is_measured_on_the_latest_invitations_beside_simple_rates():
    trained = train_acceptance(invitations(2000), AcceptanceConfig())
    assert trained.sizes == {"learn": 1600, "test": 400}
    loss = {who: figures["log_loss"].value for who, figures in trained.metrics.items()}
    assert loss["head"] < loss["teacher"] < loss["usual"]
    assert loss["head"] < loss["by_hand"]
    assert trained.metrics["head"]["auc"].value > 0.8
    assert trained.metrics["usual"]["auc"].value == 0.5
    assert trained.model.learned_from == 2000


def test_labels_of_pure_chance_teach_nothing():
    luck = random.Random(1)
    answers = [
        Answered(answer.teacher, answer.features, luck.choice(("accepted", "declined", "expired")))
        for answer in invitations(2000)
    ]
    trained = train_acceptance(answers, AcceptanceConfig())
    assert abs(trained.metrics["head"]["auc"].value - 0.5) < 0.07


def test_too_few_invitations_or_one_ending_alone_are_refused():
    with pytest.raises(NoInvitationsError, match=r"499 invitations .* 500 are needed"):
        train_acceptance(invitations(499), AcceptanceConfig())
    with pytest.raises(NoInvitationsError, match="ended alike"):
        train_acceptance([Answered("t", _RESTING, "accepted")] * 600, AcceptanceConfig())


def test_a_version_is_read_back_as_it_was(tmp_path):
    model = fit_acceptance(invitations(600))
    save_acceptance(model, tmp_path)
    assert load_acceptance(tmp_path) == model
    assert load_acceptance(BY_HAND_FOLDER) == AcceptanceModel.by_hand()
    (tmp_path / ACCEPTANCE_FILE).write_text('{"sees": 1}')
    with pytest.raises(AcceptanceFileError, match="sees"):
        load_acceptance(tmp_path)


def test_the_gates_pass_what_guesses_better_and_stop_what_guesses_worse():
    answers = invitations(2000)
    assert all(gate.passed for gate in acceptance_gates(answers, AcceptanceModel.by_hand()))
    assert not all(gate.passed for gate in acceptance_gates(answers, fit_acceptance(answers)))
