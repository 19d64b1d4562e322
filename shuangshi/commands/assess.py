"""`shuangshi assess`: the item bank."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from shuangshi.console import fail, messages, print_json

__all__ = ["app"]

app = typer.Typer(help="Items that students are assessed with.", no_args_is_help=True)


@app.command()
def stats(
    folder: Annotated[
        Path | None, typer.Option(help="A folder of items as docs/content-format.md has them; else the bank itself.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Only this subject, such as 数学.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """How many items every unit has at A, B and C; every item is checked on the way."""
    from knowledge_graph import AuthoredFileError, load_graph
    from recommender.assessment.bank import BANK_FOLDER, cover_units, read_bank

    graph = load_graph()
    try:
        items = read_bank(graph, folder or BANK_FOLDER)
    except AuthoredFileError as error:
        fail(str(error))
    units = [unit for unit in cover_units(items, graph) if subject in (None, unit.subject)]
    short = [unit.unit for unit in units if unit.stage == "初中" and not unit.is_enough]
    if as_json:
        print_json({
            "items": len(items), "kinds": dict(Counter(item.kind for item in items)),
            "units": {
                unit.unit: {
                    "subject": unit.subject, "stage": unit.stage, **unit.items, "points": unit.points,
                    "points_with_items": unit.points_with_items,
                }
                for unit in units
            },
            "short": short,
        })  # fmt: skip
        return
    table = Table("unit", "A", "B", "C", "points with items")
    for unit in units:
        table.add_row(unit.unit, *map(str, unit.items.values()), f"{unit.points_with_items} of {unit.points}")
    messages.print(table)
    messages.print(f"{len(items)} items; {len(short)} units of 初中 with fewer than three at A or at B")
