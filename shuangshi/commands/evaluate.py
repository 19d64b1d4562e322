"""`shuangshi eval`: measures what the README claims."""

import typer

__all__ = ["app"]

app = typer.Typer(help="Measures, with baselines in the same run.", no_args_is_help=True)


@app.command()
def placeholder() -> None:
    """Replaced below."""
