"""`shuangshi docs`: writes the documents that are made from code; `--check` says which are stale."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from shuangshi.console import fail, messages
from shuangshi.settings import Settings

__all__ = ["register"]

_ROOT = Path(__file__).parent.parent.parent
_MADE = "<!-- Made by `shuangshi docs`; edit the code instead. -->\n\n"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="docs", hidden=True)(docs)


def docs(check: Annotated[bool, typer.Option(help="Write nothing; end with 1 where a document is stale.")] = False,
         ) -> None:  # fmt: skip
    """Writes docs/cli.md, docs/settings.md and web/openapi.json."""
    made = {
        _ROOT / "docs" / "cli.md": _cli_page,
        _ROOT / "docs" / "settings.md": _settings_page,
        _ROOT / "web" / "openapi.json": _openapi,
    }
    stale = []
    for path, make in made.items():
        text = make()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.name)
        if not check:
            path.write_text(text, encoding="utf-8")
            messages.print(f"wrote {path.relative_to(_ROOT)}")
    if check and stale:
        fail(f"stale: {', '.join(stale)}; run `shuangshi docs`", code=1)


def _cli_page() -> str:
    command = [sys.executable, "-m", "typer", "shuangshi.cli", "utils", "docs", "--name", "shuangshi"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_ROOT)
    return _MADE + done.stdout.strip() + "\n"


def _settings_page() -> str:
    rows = ["# Settings", "", "Environment variables; `shuangshi` reads them on start.", "",
            "| variable | default | meaning |", "|---|---|---|"]  # fmt: skip
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = ",".join(map(str, default)) if isinstance(default, tuple) else "" if default is None else str(default)
        rows.append(f"| `SHUANGSHI_{name.upper()}` | {f'`{shown}`' if shown else '—'} | {field.description} |")
    return _MADE + "\n".join(rows) + "\n"


def _openapi() -> str:
    from api.app import create_app
    from api.services import Services
    from shuangshi.api_wiring import api_config

    def never() -> Services:
        raise AssertionError("describing the API opens nothing")

    document: dict[str, Any] = create_app(api_config(Settings()), never).openapi()
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
