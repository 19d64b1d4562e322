"""`shuangshi import` and `shuangshi seed`: a region's own content, or the demo region."""

from pathlib import Path
from typing import Annotated

import typer

from shuangshi.console import messages
from shuangshi.settings import Settings

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(name="import")(import_)
    app.command(name="seed")(seed)


def import_(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="See docs/content-format.md.")],
            allow_departures: Annotated[bool, typer.Option(
                help="Let many people lose their login, where they have left.")] = False) -> None:  # fmt: skip
    """Imports a region's folder; importing again updates what changed and withdraws what is gone.

    The folder is the whole region: people who are missing from it can log in no longer.
    """
    _import(folder, allow_departures)


def seed() -> None:
    """Brings the demo region into the home folder (done by itself on first use)."""
    from shuangshi.preparation import DEMO_FOLDER

    _import(DEMO_FOLDER)


def _import(folder: Path, allow_departures: bool = False) -> None:
    from shuangshi.preparation import import_folder, open_database, open_graph

    settings = Settings()
    graph = open_graph(settings)
    report = import_folder(settings, graph, open_database(settings, graph), folder, allow_departures)
    changed = "、".join(f"{kind} {count}" for kind, count in report.changed.items()) or "nothing"
    people = f"{report.created} new accounts, {report.returned} returned, {report.disabled} lost their login"
    messages.print(f"{folder}: changed {changed}; {people}")
