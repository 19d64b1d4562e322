"""Wires a training: corpus, encoder and folder in, a version of the registry out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shuangshi.console import track
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from eval.corpus import Corpus
    from models.cached_encoder import CachedEncoder
    from models.registry import ModelVersion
    from training.config import Config
    from training.run import TrainingRun

__all__ = ["TrainOptions", "Training", "train_version"]


@dataclass(frozen=True)
class TrainOptions:
    """How a training is run, which does not change what it gives for the same data.

    Attributes:
        device: `auto`, or a torch device.
        version: Name of the version; made of day and content where there is none.
        from_log: Whether corrected profiles take part.
    """

    device: str = "auto"
    version: str | None = None
    from_log: bool = False


@dataclass(frozen=True)
class Training:
    """A version with its card, and the steps that were taken up from an interrupted run."""

    version: "ModelVersion"
    card: dict[str, Any]
    resumed: list[str]


def train_version(settings: Settings, config: "Config", options: TrainOptions) -> Training:
    """Trains.

    Raises:
        RegistryError: The version's name is taken or cannot be used.
        RunMismatchError: A training of this name was begun otherwise.
        NoTextsError: The corpus holds nothing to learn from.
    """
    from shuangshi.models import choose_device, open_corpus, open_query_encoder, open_registry
    from training.run import TrainingRun, fingerprint, version_name

    corpus = open_corpus(settings, track, options.from_log)
    device = choose_device(options.device)
    encoder = open_query_encoder(settings, device)
    identity = fingerprint(config.model_dump(mode="json"), encoder.hash, corpus.content_hash)
    task, command = _name(config, options.from_log)
    registry = open_registry(settings)
    run = TrainingRun(registry.make_folder(task, options.version or version_name(identity)), identity)
    card = _make(config, command, corpus, encoder, run, device, settings)
    return Training(registry.get_version(task, run.folder.name), card, run.resumed)


def _name(config: "Config", from_log: bool) -> tuple[str, str]:
    """The task's name in the registry, and the command that trains it."""
    from training.config import HeadConfig, default_config

    label_set = config.label_set if isinstance(config, HeadConfig) else ""
    options = f" --label-set {label_set}" * bool(label_set) + " --research" * (config.research and not label_set)
    options += " --from-log" * from_log + f" --seed {config.seed}" * bool(config.seed)
    given = {"research": config.research, "seed": config.seed} | ({"label_set": label_set} if label_set else {})
    options += " --config config.yaml" * (config != default_config(config.task, **given))
    if label_set:
        return f"points-{label_set}", f"shuangshi train points{options}"
    return config.task, f"shuangshi train {config.task}{options}"


def _make(
    config: "Config", command: str, corpus: "Corpus", encoder: "CachedEncoder", run: "TrainingRun", device: str,
    settings: Settings,
) -> dict[str, Any]:  # fmt: skip
    from shuangshi.preparation import open_graph
    from training.config import EncoderConfig, HeadConfig
    from training.train_head import train_head
    from training.train_label_set import train_label_set
    from training.write_version import write_head_version

    if isinstance(config, EncoderConfig):
        return _make_encoder(config, command, corpus, run, device, settings)
    if not isinstance(config, HeadConfig):
        return _make_points(config, command, corpus, encoder, run, device, settings)
    if config.label_set:
        trained = train_label_set(corpus, open_graph(settings), settings.data_dir, encoder, config, run, track)
    else:
        trained = train_head(corpus, encoder, config, run, track)
    return write_head_version(trained, config, command, run)


def _make_points(
    config: Any, command: str, corpus: "Corpus", encoder: "CachedEncoder", run: "TrainingRun", device: str,
    settings: Settings,
) -> dict[str, Any]:  # fmt: skip
    from intent.heads import load_heads
    from intent.linking import PointLinker
    from shuangshi.models import open_registry, remember_passages
    from shuangshi.preparation import open_graph
    from training.train_points import train_points
    from training.write_version import write_points_version

    passages = remember_passages(settings, encoder, track)
    linker = PointLinker(open_graph(settings), passages, without=corpus.held_back())
    heads = load_heads(encoder, open_registry(settings), ("subject", "stage"))
    trained = train_points(corpus, linker, encoder, config, run, heads, device, track)
    return write_points_version(trained, config, command, run)


def _make_encoder(
    config: Any, command: str, corpus: "Corpus", run: "TrainingRun", device: str, settings: Settings
) -> dict[str, Any]:
    from eval.standard_rows import read_colloquial
    from models.encoder import prepare_encoder
    from shuangshi.preparation import open_graph
    from training.train_encoder import Base, train_encoder
    from training.write_version import write_encoder_version

    base = Base(settings.encoder, *prepare_encoder(settings.encoder, settings.cache))
    if base.choice != "default":
        command = f"SHUANGSHI_ENCODER={base.choice} {command}"
    trained = train_encoder(corpus, open_graph(settings), base, run.folder, config, read_colloquial(), device, track)
    return write_encoder_version(trained, base.hash, config, command, run)
