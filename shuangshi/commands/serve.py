"""`shuangshi serve`: the whole service on one machine."""

import typer

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="serve")(serve)


def serve() -> None:
    """Starts API, engine, OCR, worker and Valkey, and keeps them running."""
    from shuangshi.settings import Settings
    from shuangshi.supervisor import Supervisor

    Supervisor(Settings()).run()
