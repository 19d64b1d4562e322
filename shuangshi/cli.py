"""The command `shuangshi`: one file per verb in `shuangshi.commands`."""

import sys
from typing import Annotated

import typer
from rich.text import Text

from shuangshi.console import messages, set_up_logging

__all__ = ["app", "main"]

app = typer.Typer(
    name="shuangshi",
    help="Recommendation and tutoring engine: a student's question in; the right micro-course, answer and teacher out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _options(verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")] = False) -> None:
    set_up_logging(verbose)


def _register() -> None:
    from shuangshi.commands import (
        account,
        ask,
        assess,
        chat,
        data,
        docs,
        doctor,
        engine,
        evaluate,
        graph,
        importing,
        models,
        profile,
        read,
        serve,
        simulate,
        student,
        train,
    )

    for module in (ask, chat, profile, read, serve, engine, importing, doctor, docs):
        module.register(app)
    groups = {
        "graph": graph,
        "assess": assess,
        "train": train,
        "eval": evaluate,
        "student": student,
        "account": account,
        "data": data,
        "models": models,
        "simulate": simulate,
    }
    for name, group in groups.items():
        app.add_typer(group.app, name=name)


_register()


def main() -> None:
    """Runs the command; known faults of input or set-up become one clear line instead of a traceback."""
    try:
        app()
    except Exception as error:
        from pydantic import ValidationError

        from knowledge_graph import AuthoredFileError
        from knowledge_graph.packs import PackError
        from models.encoder import EncoderMismatchError
        from models.weights import WeightsError
        from recommender.answers.postgres import SharedIndexError
        from shuangshi.settings import ProductionError

        known = (
            AuthoredFileError, PackError, EncoderMismatchError, WeightsError, ValidationError, ProductionError,
            SharedIndexError,
        )  # fmt: skip
        if not isinstance(error, known):
            raise
        messages.print(Text.assemble(("✗", "red"), " ", str(error)), soft_wrap=True)  # the message may hold brackets
        sys.exit(1 if isinstance(error, EncoderMismatchError | WeightsError) else 2)
