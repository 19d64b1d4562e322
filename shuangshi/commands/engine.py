"""`shuangshi engine`: an engine on a TCP port, for API workers on other machines."""

from typing import Annotated

import typer

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="engine")(engine)


def engine(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8100,
) -> None:
    """Starts one engine alone; `SHUANGSHI_ENGINE_URL` names it elsewhere.

    It asks nobody who they are and must be reachable from the API's machines alone. It reads the same database.
    """
    from shuangshi.engine_host import serve_engine
    from shuangshi.logs import set_up_json_logs
    from shuangshi.settings import Settings

    set_up_json_logs("engine")
    serve_engine(Settings(), host=host, port=port)
