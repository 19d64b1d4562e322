"""`shuangshi data`: public data sets for training and evaluation."""

import typer
from rich.console import Console
from rich.table import Table

from eval.public_sets import PUBLIC_SETS, find_set
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Public data sets for training and evaluation.", no_args_is_help=True)


@app.command(name="list")
def list_() -> None:
    """Names each set, where it comes from, its licence, and whether it is there."""
    data_dir = Settings().data_dir
    table = Table("set", "what", "source", "licence", "here", expand=True)
    for public in PUBLIC_SETS.values():
        table.add_row(public.name, public.what, public.source, public.licence,
                      "yes" if find_set(public.name, data_dir) else "no")  # fmt: skip
    Console().print(table)
