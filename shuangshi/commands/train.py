"""`shuangshi train`: one command a task; what it makes is a version in the registry."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shuangshi.console import fail, messages, print_json, progress
from shuangshi.settings import Settings
from shuangshi.training import TrainOptions, train_version

if TYPE_CHECKING:
    from training.config import Config

__all__ = ["app"]

app = typer.Typer(help="Trains versions of the models.", no_args_is_help=True)

ENCODER, TRACING = "encoder", "tracing"

ConfigFile = Annotated[
    Path | None, typer.Option(help="YAML of the options of the task; those given here go before it.")
]
Research = Annotated[bool, typer.Option(help="Also learn from research-only sets; kept apart, opt-in.")]
FromLog = Annotated[
    bool,
    typer.Option(help="Also learn from profiles that students and teachers have corrected here, where consent allows."),
]
Seed = Annotated[int | None, typer.Option(help="Of every draw; the split is the same for all.")]
Device = Annotated[str, typer.Option(help="auto, cpu, or a torch device such as cuda.")]
Name = Annotated[str | None, typer.Option("--version", help="Name of the version; an interrupted one goes on.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def _train(config: "Config", options: TrainOptions, as_json: bool) -> None:
    from models.registry import RegistryError
    from training.run import RunMismatchError
    from training.train_head import NoTextsError

    started = time.monotonic()
    try:
        done = train_version(Settings(), config, options)
    except (RegistryError, RunMismatchError, NoTextsError) as error:
        fail(str(error))
    if done.resumed:
        messages.print(f"taken up: {', '.join(done.resumed)}")
    task, name, folder = done.version.task, done.version.name, done.version.folder
    seconds = time.monotonic() - started
    messages.print(f"{task} {name}: {done.version.read_figures()} in {seconds:.0f} s", highlight=False)
    next_step = f"serve it: shuangshi models promote {task} {name}"
    if task == ENCODER:
        next_step = f"use it: SHUANGSHI_ENCODER={folder}, and train the heads anew"
    messages.print(f"look at {folder / 'report.html'}; {next_step}")
    if as_json:
        print_json({"version": name, "folder": str(folder), **done.card})


def _add(task: str, what: str) -> None:
    @app.command(name=task, help=f"Trains {what}.")
    def command(
        config: ConfigFile = None, research: Research = False, from_log: FromLog = False, seed: Seed = None,
        device: Device = "auto", version: Name = None, as_json: AsJson = False,
    ) -> None:  # fmt: skip
        changes = {"research": research or None, "seed": seed}
        _train(_configure(task, config, changes), TrainOptions(device, version, from_log), as_json)


for _task, _what in {
    "subject": "which of nine subjects a text belongs to, or none", "stage": "初中 or 高中",
    "ability": "the ability level a question asks for", "difficulty": "how hard a question is",
    "intent": "why a student writes", "distress": "whether a student is in distress",
    "danger": "why a message is not served: injection, privacy, unsuitable or cheating",
    ENCODER: "the text encoder, further, on requests and questions",
}.items():  # fmt: skip
    _add(_task, _what)


@app.command()
def points(
    label_set: Annotated[str, typer.Option(
        help="graph: a classifier of our points, and how the linker adds its views; else a head of a public set's own "
        "labels: baidu_hs, physics_kp, conceptmath.")] = "graph",
    config: ConfigFile = None, research: Research = False, from_log: FromLog = False, seed: Seed = None,
    device: Device = "auto", version: Name = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Trains what finds knowledge points: ours, or the labels of a public set."""
    from eval.label_sets import GRAPH, LABEL_SETS

    changes: dict[str, Any] = {"research": research or None, "seed": seed}
    if label_set != GRAPH and label_set not in LABEL_SETS:
        fail(f"--label-set {label_set}: {GRAPH} or one of {', '.join(LABEL_SETS)}")
    task = "points"
    if label_set != GRAPH:
        task, changes["label_set"] = "label_set", label_set
    _train(_configure(task, config, changes), TrainOptions(device, version, from_log), as_json)


@app.command()
def ranker(
    from_log: Annotated[bool, typer.Option(help="Learn from the service's own log, as far as consent goes.")] = False,
    log: Annotated[Path | None, typer.Option(help="JSONL of logged lists to learn from instead.")] = None,
    skip_bad: Annotated[bool, typer.Option(help="Name bad rows of the file and go on.")] = False,
    config: ConfigFile = None, seed: Seed = None, version: Name = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Trains what orders recommended content: a linear and a boosted ranker, the better one of each list is kept."""
    from models.registry import RegistryError
    from recommender.boosted_ranker import BoosterError
    from shuangshi.closed_loop import STORE, open_lists, train_ranker_version
    from training.config import RankerConfig
    from training.run import RunMismatchError
    from training.train_ranker import NoListsError

    if from_log == (log is not None):
        fail("learn from --from-log or from --log FILE")
    settings, source = Settings(), STORE if log is None else str(log)
    chosen = _configure("ranker", config, {"seed": seed})
    assert isinstance(chosen, RankerConfig)
    try:
        done = train_ranker_version(settings, chosen, open_lists(settings, source, skip_bad), source, version)
    except (RegistryError, RunMismatchError, NoListsError, BoosterError) as error:
        fail(str(error))
    name, folder = done.version.name, done.version.folder
    forms = {kind: found["form"] for kind, found in done.card["kinds"].items()}
    messages.print(f"ranker {name}: {forms}; {done.version.read_figures()}", highlight=False)
    messages.print(f"look at {folder / 'report.html'}; serve it: shuangshi models promote ranker {name} --log {source}")
    if as_json:
        print_json({"version": name, "folder": str(folder), **done.card})


@app.command()
def acceptance(
    from_log: Annotated[bool, typer.Option(help="Learn from the invitations of this installation's database.")] = False,
    simulated: Annotated[bool, typer.Option(help="From what `simulate weeks` made, instead of people's.")] = False,
    config: ConfigFile = None, version: Name = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Trains how likely a teacher is to accept an invitation, beside the weights set by hand and simple rates."""
    from models.registry import RegistryError
    from shuangshi.acceptance import train_acceptance_version
    from training.config import AcceptanceConfig
    from training.run import RunMismatchError
    from training.train_acceptance import NoInvitationsError

    if not from_log:
        fail("say --from-log: there is nothing else to learn acceptance from")
    chosen = _configure("acceptance", config, {})
    assert isinstance(chosen, AcceptanceConfig)
    try:
        done = train_acceptance_version(Settings(), chosen, simulated, version)
    except (RegistryError, RunMismatchError, NoInvitationsError) as error:
        fail(str(error))
    name, folder = done.version.name, done.version.folder
    for who, figures in done.card["metrics"].items():
        told = ", ".join(f"{figure} {value['value']}" for figure, value in figures.items())
        messages.print(f"{who}: {told}", highlight=False)
    messages.print(f"look at {folder / 'report.html'}; serve it: shuangshi models promote acceptance {name}")
    if as_json:
        print_json({"version": name, "folder": str(folder), **done.card})


def _configure(task: str, path: Path | None, changes: dict[str, Any]) -> "Config":
    """Reads the configuration of a task; options that are given go before it."""
    from training.config import ConfigError, default_config, read_config

    given = {name: value for name, value in changes.items() if value is not None}
    if path is None:
        return default_config(task, **given)
    try:
        chosen = read_config(path)
    except ConfigError as error:
        fail(str(error))
    if chosen.task != task:
        fail(f"{path}: configures {chosen.task}, not {task}")
    return chosen.model_copy(update=given)


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


@app.command()
def tracing(
    from_log: Annotated[
        bool, typer.Option(help="Learn from this installation's own answers, as far as consent goes.")
    ] = False,
    data: Annotated[str | None, typer.Option(help="A public set instead: assist2015 or assist2009.")] = None,
    research: Research = False, config: ConfigFile = None, seed: Seed = None, version: Name = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Trains what tells how a student's next answer will be: boosted trees, beside logistic regression and rates."""
    from eval.public_sets import MissingSetError
    from eval.tracing_sets import TRACING_SETS
    from models.registry import RegistryError
    from shuangshi.tracing import train_tracing_version
    from training.config import TracingConfig
    from training.run import RunMismatchError
    from training.train_tracing import NoAnswersError

    if from_log == (data is not None):
        fail("learn from --from-log or from --data NAME")
    if data is not None and data not in TRACING_SETS:
        fail(f"--data {data}: one of {', '.join(TRACING_SETS)}")
    if data is not None and not research:
        fail(f"{data} is for research only: say --research to learn from it; the version stays apart")
    chosen = _configure("tracing", config, {"seed": seed, "data": data, "research": research or None})
    assert isinstance(chosen, TracingConfig)
    started = time.monotonic()
    try:
        done = train_tracing_version(Settings(), chosen, version)
    except (RegistryError, RunMismatchError, NoAnswersError, MissingSetError, ValueError) as error:
        fail(str(error))
    name, folder = done.version.name, done.version.folder
    seconds = time.monotonic() - started
    messages.print(f"tracing {name}: {done.version.read_figures()} in {seconds:.0f} s", highlight=False)
    messages.print(f"look at {folder / 'report.html'}")
    if as_json:
        print_json({"version": name, "folder": str(folder), **done.card})
