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


@app.command()
def calibration(
    most: Annotated[int, typer.Option(min=1, help="How many items, those with most answers first.")] = 50,
    suspect: Annotated[bool, typer.Option("--suspect", help="Only items whose key or words may be at fault.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """What students' answers have taught of the items: chance of a slip and of a lucky guess, and which need a look."""
    from recommender.assessment.calibration import calibrate, is_suspect
    from recommender.assessment.families import family_of
    from shuangshi.preparation import open_database, open_graph
    from shuangshi.settings import Settings
    from shuangshi.shelf import build_shelf

    settings = Settings()
    graph = open_graph(settings)
    shelf = build_shelf(graph, open_database(settings, graph))
    items = {family_of(item.id): item for item in shelf.by_id.values()}
    rows = []
    for family, counts in sorted(shelf.counts.items(), key=lambda pair: -sum(pair[1])):
        item = items.get(family)
        if item is None or (suspect and not is_suspect(item, counts)):
            continue
        now, before = calibrate(item, counts), calibrate(item)
        rows.append({
            "item": family, "point": item.point, "level": item.level, "weight": round(sum(counts), 1),
            "slip": round(now.slip, 3), "guess": round(now.guess, 3), "slip_of_author": round(before.slip, 3),
            "guess_of_author": round(before.guess, 3), "suspect": is_suspect(item, counts),
        })  # fmt: skip
    if as_json:
        print_json({"calibrated": len(rows), "items": rows[:most]})
        return
    if not rows:
        messages.print("no answers have been counted yet")
        return
    table = Table("item", "level", "answers counted", "slip", "guess", "of its author", "")
    for row in rows[:most]:
        table.add_row(
            str(row["item"]), str(row["level"]), str(row["weight"]), str(row["slip"]), str(row["guess"]),
            f"{row['slip_of_author']}, {row['guess_of_author']}", "look at it" if row["suspect"] else "",
        )  # fmt: skip
    messages.print(table)
