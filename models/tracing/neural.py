"""Neural tracers, each from its paper: DKT, SAKT, simpleKT, AKT; one training loop for all.

A network sees windows of a student's answers and gives, for each place, the chance of a right answer from the places
before it and from the skill and problem asked there. Problems enter as in Rasch's model (AKT, section 3.3): the skill's
embedding, moved along the skill's direction of variation by the problem's difficulty.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import sqrt

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from models.tracing.answers import AnswerSequence, Catalogue
from models.tracing.tracer import Chances

__all__ = ["NETWORKS", "NeuralSettings", "NeuralTracer"]

_WINDOW = 200  # answers a network looks back on at most, as pyKT cuts sequences
_BATCH = 64


@dataclass(frozen=True)
class NeuralSettings:
    """How a network is built and trained.

    Attributes:
        width: Of embeddings and hidden states.
        heads: Of attention.
        layers: Of attention.
        dropout: Share.
        rate: Of Adam.
        most_rounds: Over all students.
        patience: Rounds without a better AUC on the held-back students, after which it stops.
    """

    width: int = 128
    heads: int = 4
    layers: int = 2
    dropout: float = 0.2
    rate: float = 1e-3
    most_rounds: int = 40
    patience: int = 4


class Questions(nn.Module):
    """Embeddings of what is asked, and of what was answered."""

    def __init__(self, catalogue: Catalogue, width: int) -> None:
        super().__init__()
        self.skill = nn.Embedding(catalogue.skills, width)
        self.answer = nn.Embedding(2, width)
        self.skill_varies = nn.Embedding(catalogue.skills, width)
        self.answer_varies = nn.Embedding(2 * catalogue.skills, width)
        self.difficulty = nn.Embedding(catalogue.problems + 1, 1)
        nn.init.zeros_(self.difficulty.weight)
        self._unknown, self._skills = catalogue.problems, catalogue.skills

    def forward(self, skills: Tensor, problems: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """Asked and answered, each of shape (batch, places, width)."""
        hard = self.difficulty(torch.where(problems < 0, self._unknown, problems))
        asked = self.skill(skills) + hard * self.skill_varies(skills)
        answered = asked + self.answer(right) + hard * self.answer_varies(skills + self._skills * right)
        return asked, answered


class Dkt(nn.Module):
    """Deep knowledge tracing (Piech et al. 2015): an LSTM over answers, read out at the skill that is asked."""

    def __init__(self, catalogue: Catalogue, settings: NeuralSettings) -> None:
        super().__init__()
        self.questions = Questions(catalogue, settings.width)
        self.states = nn.LSTM(settings.width, settings.width, batch_first=True)
        self.drop = nn.Dropout(settings.dropout)
        self.readout = _readout(settings)

    def forward(self, skills: Tensor, problems: Tensor, right: Tensor) -> Tensor:
        """Logits, shape (batch, places)."""
        asked, answered = self.questions(skills, problems, right)
        states, _ = self.states(_shift(answered))
        return _read(self.readout, self.drop(states), asked)


class Sakt(nn.Module):
    """Self-attentive knowledge tracing (Pandey & Karypis 2019): what is asked looks for like things answered before."""

    def __init__(self, catalogue: Catalogue, settings: NeuralSettings) -> None:
        super().__init__()
        self.questions = Questions(catalogue, settings.width)
        self.place = nn.Embedding(_WINDOW, settings.width)
        self.layers = nn.ModuleList(Attention(settings) for _ in range(settings.layers))
        self.readout = _readout(settings)

    def forward(self, skills: Tensor, problems: Tensor, right: Tensor) -> Tensor:
        """Logits, shape (batch, places)."""
        asked, answered = self.questions(skills, problems, right)
        known = _shift(answered + self.place.weight[: skills.shape[1]])
        state = asked
        for layer in self.layers:
            state = layer(state, known, known)
        return _read(self.readout, state, asked)


class SimpleKt(nn.Module):
    """simpleKT (Liu et al. 2023): attention whose keys are questions and whose values are answers."""

    def __init__(self, catalogue: Catalogue, settings: NeuralSettings) -> None:
        super().__init__()
        self.questions = Questions(catalogue, settings.width)
        self.place = nn.Embedding(_WINDOW, settings.width)
        self.layers = nn.ModuleList(Attention(settings) for _ in range(settings.layers))
        self.readout = _readout(settings)

    def forward(self, skills: Tensor, problems: Tensor, right: Tensor) -> Tensor:
        """Logits, shape (batch, places)."""
        asked, answered = self.questions(skills, problems, right)
        placed = asked + self.place.weight[: skills.shape[1]]
        state, values = placed, _shift(answered)
        for layer in self.layers:
            state = layer(state, _shift(placed), values)
        return _read(self.readout, state, asked)


class Akt(nn.Module):
    """Attentive knowledge tracing (Ghosh et al. 2020): questions and answers are read in context first, and attention
    fades with the distance between answers, less where what lies between is unlike.
    """

    def __init__(self, catalogue: Catalogue, settings: NeuralSettings) -> None:
        super().__init__()
        self.questions = Questions(catalogue, settings.width)
        self.of_questions = Attention(settings, fades=True)
        self.of_answers = Attention(settings, fades=True)
        self.layers = nn.ModuleList(Attention(settings, fades=True) for _ in range(settings.layers))
        self.readout = _readout(settings)

    def forward(self, skills: Tensor, problems: Tensor, right: Tensor) -> Tensor:
        """Logits, shape (batch, places)."""
        asked, answered = self.questions(skills, problems, right)
        in_context = self.of_questions(asked, asked, asked)
        known = self.of_answers(answered, answered, answered)
        state = in_context
        for layer in self.layers:
            state = layer(state, _shift(in_context), _shift(known))
        return _read(self.readout, state, asked)


class Attention(nn.Module):
    """A layer of attention to places before, with a feed-forward part.

    Keys and values come shifted by one place, so that a place attends to the answers before it; or as they are, and a
    place attends to itself as well.
    """

    def __init__(self, settings: NeuralSettings, fades: bool = False) -> None:
        super().__init__()
        width = settings.width
        self.heads = settings.heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.fade = nn.Parameter(torch.zeros(settings.heads, 1, 1)) if fades else None
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.further = nn.Sequential(
            nn.Linear(width, 2 * width), nn.ReLU(), nn.Dropout(settings.dropout), nn.Linear(2 * width, width)
        )
        self.drop = nn.Dropout(settings.dropout)

    def forward(self, state: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """The state, having looked; shape (batch, places, width)."""
        query, key, value = (self._part(part) for part in (self.query(state), self.key(keys), self.value(values)))
        scores = query @ key.transpose(-1, -2) / sqrt(query.shape[-1])
        places = state.shape[1]
        later = torch.ones(places, places, dtype=torch.bool).triu(1)
        scores = scores.masked_fill(later, -torch.inf)
        if self.fade is not None:
            scores = scores + self._fading(scores)
            scores = scores.masked_fill(later, -torch.inf)
        seen = (self.drop(scores.softmax(-1)) @ value).transpose(1, 2).flatten(2)
        state = self.norms[0](state + self.drop(self.out(seen)))
        looked: Tensor = self.norms[1](state + self.drop(self.further(state)))
        return looked

    def _part(self, whole: Tensor) -> Tensor:
        """Shape (batch, heads, places, width of a head)."""
        return whole.view(*whole.shape[:2], self.heads, -1).transpose(1, 2)

    def _fading(self, scores: Tensor) -> Tensor:
        """What distance takes away, as much as attention lies between (equations 5 and 6 of the paper, in logits)."""
        with torch.no_grad():
            weights = scores.softmax(-1)
            between = (weights.flip(-1).cumsum(-1).flip(-1) - weights).clamp(min=0)
            places = torch.arange(scores.shape[-1])
            distance = (places[:, None] - places[None, :]).clamp(min=0)
            far = (distance * between).sqrt()
        assert self.fade is not None
        return -nn.functional.softplus(self.fade) * far


NETWORKS: dict[str, Callable[[Catalogue, NeuralSettings], nn.Module]] = {
    "DKT": Dkt, "SAKT": Sakt, "simpleKT": SimpleKt, "AKT": Akt,
}  # fmt: skip
"""By name."""


class NeuralTracer:
    """Any of the networks.

    Args:
        catalogue: Of the data.
        network: One of `NETWORKS`.
        seed: Of weights, order and dropout.
        settings: Of network and training.
    """

    def __init__(
        self, catalogue: Catalogue, network: str, seed: int = 0, settings: NeuralSettings = NeuralSettings()
    ) -> None:  # fmt: skip
        self._catalogue, self._build, self._seed, self._settings = catalogue, NETWORKS[network], seed, settings
        self._network: nn.Module | None = None

    def fit(self, learn: Sequence[AnswerSequence], valid: Sequence[AnswerSequence]) -> None:
        """See `KnowledgeTracer`; of all rounds the one that does best on `valid` is kept."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self._seed)
            self._network = network = self._build(self._catalogue, self._settings)
            optimizer = torch.optim.Adam(network.parameters(), self._settings.rate)
            best, kept, rounds_since = 0.0, deepcopy(network.state_dict()), 0
            generator = np.random.default_rng(self._seed)
            for _ in range(self._settings.most_rounds):
                self._learn(network, optimizer, learn, generator)
                value = _auc(valid, self.predict(valid))
                best, rounds_since, kept = (
                    (value, 0, deepcopy(network.state_dict())) if value > best else (best, rounds_since + 1, kept)
                )
                if rounds_since >= self._settings.patience:
                    break
            network.load_state_dict(kept)

    def predict(self, sequences: Sequence[AnswerSequence]) -> list[Chances]:
        """See `KnowledgeTracer`. Long histories are read in windows that begin half a window before."""
        network = self._network
        if network is None:
            raise RuntimeError("fit comes first")
        network.eval()
        chances = [np.full(len(one), 0.5) for one in sequences]
        windows = [(number, start) for number, one in enumerate(sequences) for start in _starts(len(one))]
        windows.sort(key=lambda window: len(sequences[window[0]]))
        with torch.no_grad():
            for at in range(0, len(windows), _BATCH):
                part = windows[at : at + _BATCH]
                cut = [_cut(sequences[number], start) for number, start in part]
                skills, problems, right, _ = _pad(cut)
                found = network(skills, problems, right).double().sigmoid().clamp(1e-6, 1 - 1e-6).numpy()
                for (number, start), row, one in zip(part, found, cut, strict=True):
                    first = _WINDOW // 2 if start else 0
                    chances[number][start + first : start + len(one)] = row[first : len(one)]
        return chances

    @staticmethod
    def _learn(
        network: nn.Module, optimizer: torch.optim.Optimizer, learn: Sequence[AnswerSequence],
        generator: np.random.Generator,
    ) -> None:  # fmt: skip
        network.train()
        for batch in _batches(learn, generator):
            skills, problems, right, there = _pad(batch)
            logits = network(skills, problems, right)
            loss = nn.functional.binary_cross_entropy_with_logits(logits[there], right[there].float())
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()


def _readout(settings: NeuralSettings) -> nn.Module:
    return nn.Sequential(
        nn.Linear(2 * settings.width, settings.width), nn.ReLU(), nn.Dropout(settings.dropout),
        nn.Linear(settings.width, 1),
    )  # fmt: skip


def _read(readout: nn.Module, state: Tensor, asked: Tensor) -> Tensor:
    found: Tensor = readout(torch.cat([state, asked], dim=-1))
    return found.squeeze(-1)


def _shift(values: Tensor) -> Tensor:
    """One place later, so that a place holds what came before it; zeros at the first."""
    return nn.functional.pad(values, (0, 0, 1, 0))[:, :-1]


def _starts(length: int) -> range:
    return range(0, length - _WINDOW // 2, _WINDOW // 2) if length > _WINDOW else range(min(1, length))


def _cut(sequence: AnswerSequence, start: int) -> AnswerSequence:
    part = slice(start, start + _WINDOW)
    return AnswerSequence(sequence.skills[part], sequence.problems[part], sequence.right[part])


def _batches(learn: Sequence[AnswerSequence], generator: np.random.Generator) -> Iterator[list[AnswerSequence]]:
    """Windows of like length together, in random order."""
    windows = [_cut(one, start) for one in learn for start in range(0, len(one), _WINDOW)]
    luck = generator.random(len(windows))
    order = sorted(range(len(windows)), key=lambda i: len(windows[i]) + 4 * luck[i])
    starts = generator.permutation(range(0, len(windows), _BATCH))
    for start in starts:
        yield [windows[i] for i in order[start : start + _BATCH]]


def _pad(batch: Sequence[AnswerSequence]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Skills, problems, answers, and where there is one; shape (batch, longest)."""
    shape = len(batch), max(map(len, batch))
    skills, problems, right = (np.zeros(shape, np.int64) for _ in range(3))
    there = np.zeros(shape, np.bool_)
    for row, one in enumerate(batch):
        part: tuple[int, slice] = row, slice(len(one))
        skills[part], problems[part], right[part], there[part] = one.skills, one.problems, one.right, True
    return torch.from_numpy(skills), torch.from_numpy(problems), torch.from_numpy(right), torch.from_numpy(there)


def _auc(sequences: Sequence[AnswerSequence], chances: Sequence[NDArray[np.float64]]) -> float:
    right = np.concatenate([one.right for one in sequences])
    return float(roc_auc_score(right, np.concatenate(chances))) if 0 < right.sum() < len(right) else 0.5
