"""How each task is trained: typed, with defaults, the same after being written and read."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from knowledge_graph.atomic_file import replace_file

__all__ = [
    "AcceptanceConfig",
    "Config",
    "ConfigError",
    "EncoderConfig",
    "HeadConfig",
    "HeadTask",
    "PointsConfig",
    "RankerConfig",
    "TracingConfig",
    "default_config",
    "read_config",
    "write_config",
]

HeadTask = Literal["subject", "stage", "ability", "difficulty", "intent", "distress", "danger", "label_set"]

Share = Annotated[float, Field(gt=0, le=1)]


class ConfigError(ValueError):
    """A configuration file that cannot be used; every fault is named."""


class _Config(BaseModel):
    """What every training can be told.

    Attributes:
        research: Whether research-only sets take part.
        seed: Of every draw but the split, which is the same for all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    research: bool = False
    seed: int = 0


class HeadConfig(_Config):
    """How a linear head is fitted.

    Attributes:
        task: What it predicts.
        label_set: Of the task `label_set`: whose labels.
        augmented: Disturbed copies of each question that is learned from.
        dense_scale: Multiplies the encoder's vector, whose components are small beside the lexical features.
        bits: Character n-grams are hashed into two to this power of buckets; more tell rarer words apart.
        loss: Of classes: `hinge` for a linear SVM a class (Fan et al. 2008), whose margins the temperature turns into
            probabilities; `log` for logistic regression.
        strengths: Inverse regularisation, weakest model first; fitted in this order until the loss on the calibration
            part has risen `patience` times.
        patience: See `strengths`.
        source_weights: How much a text of a source counts; 1 for sources that are not named.
        balanced_weight: How much a text counts whose ability level is one of a balanced set.
        balanced: Whether every class weighs the same.
        kept: Lexical weights kept for each class, the largest ones; 0 keeps all.
        false_alarms: Of a task that raises alarms: the share of texts that deserve none, among the calibration part,
            that may get one; the threshold is as low as that allows. 0 leaves it at one half.
        folds: Of the task `label_set`: the figures come from so many folds of the whole set, each guessed by a head
            that learned from the others; 0 measures on the test part. For sets whose tenth is too small.
        curve: Shares of the training part that the learning curve is drawn at.
    """

    task: HeadTask
    label_set: str = ""
    augmented: Annotated[int, Field(ge=0, le=10)] = 1
    dense_scale: Annotated[float, Field(gt=0)] = 1.0
    bits: Annotated[int, Field(ge=12, le=20)] = 15
    loss: Literal["hinge", "log"] = "hinge"
    strengths: Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(min_length=1)] = (0.1, 0.3, 1.0, 3.0)
    patience: Annotated[int, Field(ge=1)] = 1
    source_weights: dict[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    balanced_weight: Annotated[float, Field(gt=0)] = 1.0
    balanced: bool = True
    kept: Annotated[int, Field(ge=0)] = 0
    false_alarms: Annotated[float, Field(ge=0, lt=1)] = 0.0
    folds: Literal[0, 5] = 0
    curve: tuple[Share, ...] = (0.1, 0.25, 0.5)


class PointsConfig(_Config):
    """How the linker's classifier is fitted and its views are weighed.

    Attributes:
        dense_scale: Multiplies the encoder's centred vector.
        start_scale: Length of a class's weights before the first step.
        epochs: Passes over the texts.
        batch: Texts of a step.
        learning_rate: Of the first step; it falls to nothing in a straight line.
        weight_decay: Of AdamW (Loshchilov and Hutter 2019).
        smoothing: Share of each label that is spread over all points.
        dense_weights: Shares of the encoder's view that are tried.
        learned_weights: Shares of the classifier's view that are tried; wording has the rest.
    """

    task: Literal["points"] = "points"
    dense_scale: Annotated[float, Field(gt=0)] = 2.2
    start_scale: Annotated[float, Field(gt=0)] = 20.0
    epochs: Annotated[int, Field(ge=1)] = 8
    batch: Annotated[int, Field(ge=8)] = 1024
    learning_rate: Annotated[float, Field(gt=0)] = 0.2
    weight_decay: Annotated[float, Field(ge=0)] = 1e-4
    smoothing: Annotated[float, Field(ge=0, lt=1)] = 0.05
    dense_weights: tuple[Annotated[float, Field(ge=0, lt=1)], ...] = (0.0, 0.1, 0.2, 0.3)
    learned_weights: tuple[Annotated[float, Field(ge=0, lt=1)], ...] = (0.2, 0.3, 0.4, 0.5, 0.6)


class EncoderConfig(_Config):
    """How the text encoder is fine-tuned.

    Attributes:
        layers: Upper layers that learn.
        share: Of the way from the old weights to the learned ones that is gone.
        rank: Of what is kept of each matrix's change.
        steps: At most.
        batch: Pairs of a step, each the others' negatives.
        longest: Characters of a text that are read while learning; a batch takes the time of its longest.
        learning_rate: Highest, after the warm-up; it falls along a cosine.
        warm_up: Steps until the learning rate is reached.
        temperature: Divides the cosines.
        evaluate_every: Steps between evaluations, each of which can be gone on from.
        evaluated: Requests of an evaluation at most.
        patience: Evaluations without a better one that end the training.
    """

    task: Literal["encoder"] = "encoder"
    layers: Annotated[int, Field(ge=1)] = 4
    share: Annotated[float, Field(gt=0, le=1)] = 0.5
    rank: Annotated[int, Field(ge=1)] = 32
    steps: Annotated[int, Field(ge=1)] = 3000
    batch: Annotated[int, Field(ge=2)] = 32
    longest: Annotated[int, Field(ge=16)] = 96
    learning_rate: Annotated[float, Field(gt=0)] = 1e-4
    warm_up: Annotated[int, Field(ge=1)] = 40
    temperature: Annotated[float, Field(gt=0)] = 0.05
    evaluate_every: Annotated[int, Field(ge=1)] = 250
    evaluated: Annotated[int, Field(ge=10)] = 400
    patience: Annotated[int, Field(ge=1)] = 4


class RankerConfig(_Config):
    """How rankers are learned from logged lists.

    Attributes:
        rounds: Trees at most; fewer where students held back are not guessed better for `patience` of them.
        patience: See `rounds`.
        learning_rate: Of each tree.
        leaves: Of a tree, at most.
        least_in_leaf: Shown items.
        strength: Inverse regularisation of the linear ranker.
        fewest_shown: Shown items of a list's kind that are learned from; with fewer the weights set by hand stay.
        resamples: Of students, for intervals.
    """

    task: Literal["ranker"] = "ranker"
    rounds: Annotated[int, Field(ge=1)] = 300
    patience: Annotated[int, Field(ge=1)] = 30
    learning_rate: Annotated[float, Field(gt=0)] = 0.08
    leaves: Annotated[int, Field(ge=2)] = 8
    least_in_leaf: Annotated[int, Field(ge=1)] = 30
    strength: Annotated[float, Field(gt=0)] = 1.0
    fewest_shown: Annotated[int, Field(ge=1)] = 400
    resamples: Annotated[int, Field(ge=100)] = 1000


class AcceptanceConfig(_Config):
    """How the model of acceptance is learned from invitations.

    Attributes:
        test_share: The latest share of invitations, on which what was learned from the others is measured.
        fewest: Invitations worth learning from.
        prior_count: Invitations that the usual rate counts in a teacher's own, in the baseline.
    """

    task: Literal["acceptance"] = "acceptance"
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    fewest: Annotated[int, Field(ge=20)] = 500
    prior_count: Annotated[float, Field(gt=0)] = 3.0


class TracingConfig(_Config):
    """How a tracer of knowledge is learned from answers.

    Attributes:
        data: A public set, or `log`: the answers of this installation's own students.
        fewest: Students worth learning from.
        resamples: Of students, for intervals.
    """

    task: Literal["tracing"] = "tracing"
    data: Literal["log", "assist2015", "assist2009"] = "log"
    fewest: Annotated[int, Field(ge=20)] = 200
    resamples: Annotated[int, Field(ge=100)] = 300


Config = HeadConfig | PointsConfig | EncoderConfig | RankerConfig | AcceptanceConfig | TracingConfig
_ADAPTER: TypeAdapter[Config] = TypeAdapter(Annotated[Config, Field(discriminator="task")])

_DIFFERENT: dict[str, dict[str, object]] = {
    "subject": {"bits": 18, "kept": 12000},
    "stage": {"bits": 18, "kept": 12000},
    "intent": {"augmented": 0, "bits": 18, "dense_scale": 1.5, "kept": 12000},
    "distress": {"augmented": 0, "bits": 18, "false_alarms": 0.025, "kept": 30000},
    "danger": {"augmented": 0, "bits": 17, "dense_scale": 1.5, "false_alarms": 0.005, "kept": 12000},
    "ability": {"bits": 18, "balanced_weight": 0.2, "kept": 12000},
    "difficulty": {"bits": 18, "dense_scale": 2.0, "kept": 12000},
    "label_set": {
        "research": True, "augmented": 0, "balanced": False, "dense_scale": 4.0, "strengths": (0.3, 1.0),
        "kept": 3000, "curve": (),
    },
}  # fmt: skip
_LABEL_SETS: dict[str, dict[str, object]] = {
    "conceptmath": {"dense_scale": 1.0, "strengths": (1.0, 3.0), "source_weights": {"authored": 0.2}, "folds": 5},
}  # fmt: skip


def default_config(task: str, **changes: object) -> Config:
    """The configuration that the shipped version of a task was trained with, with changes."""
    different = {**_DIFFERENT.get(task, {}), **_LABEL_SETS.get(str(changes.get("label_set")), {})}
    return _ADAPTER.validate_python({"task": task, **different, **changes})


def read_config(path: Path) -> Config:
    """A configuration from YAML.

    Raises:
        ConfigError: Missing, not YAML, or with unknown or illegal values; all of them are named.
    """
    try:
        return _ADAPTER.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML ({error})") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path}: {faults}") from error


def write_config(config: Config, path: Path) -> None:
    """Writes YAML that `read_config` reads back as the same."""
    with replace_file(path) as file:
        file.write(yaml.safe_dump(config.model_dump(mode="json"), allow_unicode=True, sort_keys=False).encode())
