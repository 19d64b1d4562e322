"""`shuangshi train`: one command a task; what it makes is a version in the registry."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shuangshi.console import fail, messages, print_json, progress, track
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from eval.corpus import Corpus
    from models.cached_encoder import CachedEncoder
    from training.config import HeadConfig, PointsConfig
    from training.run import TrainingRun

__all__ = ["app"]

app = typer.Typer(help="Trains versions of the models of question understanding.", no_args_is_help=True)

Config = Annotated[Path | None, typer.Option(help="YAML of the options of the task; those given here go before it.")]
Research = Annotated[bool, typer.Option(help="Also learn from research-only sets; kept apart, opt-in.")]
Seed = Annotated[int | None, typer.Option(help="Of every draw; the split is the same for all.")]
Device = Annotated[str, typer.Option(help="auto, cpu, or a torch device such as cuda.")]
Name = Annotated[str | None, typer.Option("--version", help="Name of the version; an interrupted one goes on.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def _train(config: "HeadConfig | PointsConfig", device: str, name: str | None, as_json: bool) -> None:
    from models.registry import RegistryError
    from shuangshi.models import open_corpus, open_registry
    from training.run import RunMismatchError, TrainingRun, fingerprint, version_name
    from training.train_head import NoTextsError

    settings = Settings()
    corpus = open_corpus(settings, track)
    encoder = open_query_encoder(settings, device)
    identity = fingerprint(config.model_dump(mode="json"), encoder.hash, corpus.content_hash)
    started = time.monotonic()
    task, command = _name(config)
    try:
        folder = open_registry(settings).make_folder(task, name or version_name(identity))
        run = TrainingRun(folder, identity)
        card = _make(config, command, corpus, encoder, run, settings)
    except (RegistryError, RunMismatchError, NoTextsError) as error:
        fail(str(error))
    if run.resumed:
        messages.print(f"taken up: {', '.join(run.resumed)}")
    figures = {metric: value["value"] for metric, value in card["metrics"]["head"].items()}
    messages.print(f"{task} {folder.name}: {figures} in {time.monotonic() - started:.0f} s", highlight=False)
    messages.print(f"look at {folder / 'report.html'}; serve it: shuangshi models promote {task} {folder.name}")
    if as_json:
        print_json({"version": folder.name, "folder": str(folder), **card})


def _name(config: "HeadConfig | PointsConfig") -> tuple[str, str]:
    """The task's name in the registry, and the command that trains it."""
    from training.config import HeadConfig

    if isinstance(config, HeadConfig) and config.label_set:
        return f"points-{config.label_set}", f"shuangshi train points --label-set {config.label_set}"
    return config.task, f"shuangshi train {config.task}" + (" --research" if config.research else "")


def _make(
    config: "HeadConfig | PointsConfig", command: str, corpus: "Corpus", encoder: "CachedEncoder", run: "TrainingRun",
    settings: Settings,
) -> dict[str, Any]:  # fmt: skip
    from intent.linking import PointLinker
    from models.cached_encoder import SHIPPED_PASSAGES, CachedEncoder
    from shuangshi.preparation import open_graph
    from training.config import HeadConfig
    from training.train_head import train_head
    from training.train_label_set import train_label_set
    from training.train_points import held_back, train_points
    from training.write_version import write_head_version, write_points_version

    if isinstance(config, HeadConfig) and config.label_set:
        trained = train_label_set(corpus, open_graph(settings), settings.data_dir, encoder, config, run, track)
        return write_head_version(trained, config, command, run)
    if isinstance(config, HeadConfig):
        return write_head_version(train_head(corpus, encoder, config, run, track), config, command, run)
    passages = CachedEncoder(encoder, "passage", settings.home / "cache", SHIPPED_PASSAGES, track=track)
    linker = PointLinker(open_graph(settings), passages, without=held_back(corpus))
    return write_points_version(train_points(corpus, linker, encoder, config, run, track), config, command, run)


def open_query_encoder(settings: Settings, device: str) -> "CachedEncoder":
    """The encoder on a device, `auto` for a GPU where there is one; its query vectors are remembered on disk."""
    import torch

    from models.cached_encoder import CachedEncoder
    from models.encoder import load_encoder

    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(settings.threads)
    encoder = load_encoder(settings.encoder, settings.cache, device=device, bulk=True)
    return CachedEncoder(encoder, "query", settings.home / "cache", track=track)


def _add(task: str, what: str) -> None:
    @app.command(name=task, help=f"Trains {what}.")
    def command(
        config: Config = None, research: Research = False, seed: Seed = None, device: Device = "auto",
        version: Name = None, as_json: AsJson = False,
    ) -> None:  # fmt: skip
        _configure_and_train(task, config, {"research": research or None, "seed": seed}, device, version, as_json)


for _task, _what in {
    "subject": "which of nine subjects a text belongs to, or none", "stage": "初中 or 高中",
    "ability": "the ability level a question asks for", "difficulty": "how hard a question is",
    "intent": "why a student writes", "distress": "whether a student is in distress",
}.items():  # fmt: skip
    _add(_task, _what)


@app.command()
def points(
    label_set: Annotated[str, typer.Option(
        help="graph: a classifier of our points, and how the linker adds its views; else a head of a public set's own "
        "labels: baidu_hs, physics_kp, conceptmath.")] = "graph",
    config: Config = None, research: Research = False, seed: Seed = None, device: Device = "auto",
    version: Name = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Trains what finds knowledge points: ours, or the labels of a public set."""
    from eval.label_sets import GRAPH, LABEL_SETS

    changes: dict[str, Any] = {"research": research or None, "seed": seed}
    if label_set == GRAPH:
        _configure_and_train("points", config, changes, device, version, as_json)
    elif label_set in LABEL_SETS:
        _configure_and_train("label_set", config, {**changes, "label_set": label_set}, device, version, as_json)
    else:
        fail(f"--label-set {label_set}: {GRAPH} or one of {', '.join(LABEL_SETS)}")


def _configure_and_train(
    task: str, path: Path | None, changes: dict[str, Any], device: str, version: str | None, as_json: bool
) -> None:
    """Reads the configuration, lets the options go before it, and trains."""
    from training.config import ConfigError, default_config, read_config

    try:
        chosen = read_config(path) if path else default_config(task)
    except ConfigError as error:
        fail(str(error))
    if chosen.task != task:
        fail(f"{path}: configures {chosen.task}, not {task}")
    given = {name: value for name, value in changes.items() if value is not None}
    _train(chosen.model_copy(update=given), device, version, as_json)


@app.command()
def vectors() -> None:
    """Writes the vectors of the curriculum and the demo region that make a first start quick; keeps those it has."""
    from intent.linking import point_texts
    from models.cached_encoder import SHIPPED_PASSAGES
    from models.encoder import Vectors, load_encoder
    from models.vector_file import read_vectors, text_key, write_vectors
    from recommender.content_index import item_text
    from recommender.items import TeacherItem
    from shuangshi.preparation import open_database, open_graph
    from store.catalogue import find_changes

    settings = Settings()
    graph = open_graph(settings)
    with open_database(settings, graph).reading() as session:
        items = [change.item for change in find_changes(session, 0) if change.item is not None]
    texts = [text for point in graph for text in point_texts(point)]
    texts += [item_text(item) for item in items if not isinstance(item, TeacherItem)]
    texts = list(dict.fromkeys(texts))
    encoder = load_encoder("default", settings.cache)
    kept = read_vectors(SHIPPED_PASSAGES, encoder.hash)
    found: dict[str, Vectors] = {key: kept[key] for key in map(text_key, texts) if key in kept}
    missing = [text for text in texts if text_key(text) not in found]
    with progress() as bar:
        task = bar.add_task("encoding", total=len(missing))
        for start in range(0, len(missing), 256):
            chunk = missing[start : start + 256]
            found |= dict(zip(map(text_key, chunk), encoder.encode_passages(chunk), strict=True))
            bar.advance(task, len(chunk))
    write_vectors(SHIPPED_PASSAGES, found, encoder.hash)
    messages.print(f"{SHIPPED_PASSAGES}: {len(found)} vectors")
