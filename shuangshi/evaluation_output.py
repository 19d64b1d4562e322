"""How an evaluation is given: a report on disk, and a table or JSON on the terminal."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from shuangshi.console import messages, print_json
from shuangshi.settings import Settings

__all__ = ["SIMULATED", "AsJson", "Seed", "give_report", "interval_text"]

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Seed = Annotated[int, typer.Option(help="Of everything random.")]
SIMULATED = "simulated: nothing here was measured on people"


def give_report(
    name: str, report: dict[str, Any], settings: Settings, as_json: bool, rows: list[tuple[str, dict[str, Any]]]
) -> None:
    """Writes the report, and prints it whole or as a table of labelled rows."""
    from eval.report import write_report

    path: Path = write_report(report, settings.home / "reports", name)
    messages.print(f"report: {path}", highlight=False)
    if as_json:
        print_json(report)
        return
    columns = list(dict.fromkeys(key for _, values in rows for key in values))
    table = Table("what", *columns)
    for label, values in rows:
        table.add_row(label, *(str(values.get(column, "")) for column in columns))
    Console().print(table)


def interval_text(measured: dict[str, float | None]) -> str:
    """A measured value with its interval, as `Measured.as_dict` has it."""
    return f"{measured['value']} ({measured['lo']}–{measured['hi']})"
