"""`shuangshi models`: versions of learned models, and which of them serves."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from shuangshi.commands.train import ENCODER, TRACING
from shuangshi.console import fail, messages, print_json
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Versions of learned models, and which of them serves.", no_args_is_help=True)

Task = Annotated[str, typer.Argument(help="What the model predicts, such as subject.")]
Version = Annotated[str, typer.Argument(help="Name of the version, or `shipped`.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command(name="list")
def list_versions(as_json: AsJson = False) -> None:
    """All versions of all tasks, with their figures; the ones that serve are marked."""
    from shuangshi.models import open_registry

    registry = open_registry(Settings())
    rows: list[dict[str, Any]] = []
    for task in registry.tasks():
        for version in registry.versions(task):
            card = version.read_card()
            rows.append({
                "task": task, "version": version.name, "serves": version.serves, "metrics": version.read_figures(),
                "sources": card["sources"], "trained": card["run"]["at"],
            })  # fmt: skip
    if as_json:
        print_json(rows)
        return
    table = Table("task", "version", "serves", "held-out figures", "trained")
    for row in rows:
        shown = ", ".join(f"{name} {value:.3f}" for name, value in row["metrics"].items())
        table.add_row(row["task"], row["version"], "✓" if row["serves"] else "", shown, row["trained"])
    Console().print(table)


@app.command()
def show(task: Task, version: Version, as_json: AsJson = False) -> None:
    """The card of a version: data with licences, sizes, figures, the command that reproduces it; and its promotions."""
    from models.registry import RegistryError
    from shuangshi.models import open_registry

    registry = open_registry(Settings())
    try:
        found = registry.get_version(task, version)
        card = found.read_card()
    except RegistryError as error:
        fail(str(error))
    rows = [row for row in registry.history(task) if version in (row.version, row.previous)]
    promotions = [row.model_dump(mode="json") for row in rows]
    if as_json:
        print_json({**card, "folder": str(found.folder), "serves": found.serves, "promotions": promotions})
        return
    readme = found.folder / "README.md"
    typer.echo(readme.read_text(encoding="utf-8"))
    typer.echo(f"folder: {found.folder}{' (serves)' if found.serves else ''}")
    for row in rows:
        typer.echo(f"{row.at:%Y-%m-%d %H:%M}: {row.action} {row.previous} → {row.version}")


@app.command()
def promote(
    task: Task, version: Version, n: Annotated[int, typer.Option(min=20, help="Rows of each gate at most.")] = 500,
    log: Annotated[str, typer.Option(help="Of a ranker's gates: JSONL of logged lists, or `store`.")] = "store",
    places: Annotated[int, typer.Option(min=1, help="Of a ranker's gates: measured places of each list.")] = 6,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Measures a version beside the one that serves, and puts it into service where it is worse at no gate."""
    from models.registry import RegistryError
    from recommender.matching.acceptance_file import ACCEPTANCE_TASK, AcceptanceFileError
    from recommender.ranker_file import RANKER_TASK, RankerFileError
    from shuangshi.acceptance import compare_acceptance
    from shuangshi.closed_loop import rank_gates
    from shuangshi.models import open_registry
    from shuangshi.understanding import compare_versions

    settings = Settings()
    registry = open_registry(settings)
    if task == ENCODER:
        fail(
            f"an encoder is not promoted: set SHUANGSHI_ENCODER to the version's folder {ENCODER}/ and train the heads"
        )
    if task == TRACING:
        fail("a tracer is not promoted: nothing is served by one; its card says how well it tells")
    try:
        if registry.get_version(task, version).serves:
            fail(f"{task} {version} serves already")
        if task == RANKER_TASK:
            gates = rank_gates(settings, version, log, places)
        elif task == ACCEPTANCE_TASK:
            gates = compare_acceptance(settings, version)
        else:
            gates = compare_versions(settings, task, version, n)
        if not as_json:
            table = Table("gate", "serving", "candidate", "")
            for gate in gates:
                table.add_row(gate.gate, f"{gate.serving:.4f}", f"{gate.candidate:.4f}", "" if gate.passed else "worse")
            messages.print(table)
        promotion = registry.promote(task, version, gates)
    except (RegistryError, RankerFileError, AcceptanceFileError) as error:
        fail(str(error), 1)
    if as_json:
        print_json(promotion.model_dump(mode="json"))
    follows = "one-to-one tutoring will use it" if task == ACCEPTANCE_TASK else "running services follow within seconds"
    messages.print(f"{task} is served by {version}; {follows}")


@app.command()
def rollback(task: Task, as_json: AsJson = False) -> None:
    """Puts back the version that served before the last promotion."""
    from models.registry import RegistryError
    from shuangshi.models import open_registry

    try:
        promotion = open_registry(Settings()).rollback(task)
    except RegistryError as error:
        fail(str(error))
    if as_json:
        print_json(promotion.model_dump(mode="json"))
    messages.print(f"{task} is served by {promotion.version} again")


@app.command()
def remove(task: Task, version: Version) -> None:
    """Deletes a version that neither serves nor comes with the package."""
    from models.registry import RegistryError
    from shuangshi.models import open_registry

    try:
        open_registry(Settings()).remove(task, version)
    except RegistryError as error:
        fail(str(error))
    messages.print(f"{task} {version} is gone")


@app.command()
def export(
    task: Task, version: Version, folder: Annotated[Path, typer.Argument(help="Made; must not exist, or --replace.")],
    replace: Annotated[bool, typer.Option(help="Overwrite the version that is there.")] = False,
) -> None:  # fmt: skip
    """Copies a version to a folder: to another machine, or in a checkout to `intent/weights/` to be shipped."""
    import shutil

    from eval.corpus import LOG
    from models.registry import CARD_FILE, RegistryError
    from shuangshi.models import open_registry

    try:
        found = open_registry(Settings()).get_version(task, version)
    except RegistryError as error:
        fail(str(error))
    if LOG in found.read_card()["sources"]:
        fail(f"{task} {version} has learned from this installation's log; its students agreed to no more than that")
    if folder.exists() and not (replace and (folder / CARD_FILE).is_file()):
        fail(f"{folder} exists" + ("; --replace overwrites a version" if (folder / CARD_FILE).is_file() else ""))
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(found.folder, folder, ignore=shutil.ignore_patterns("*.html", "*.png", "steps", "run.json"))
    messages.print(f"{task} {version} → {folder}")
