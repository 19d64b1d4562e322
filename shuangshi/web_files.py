"""Where the built web app lies: `web/dist` in a checkout, inside the package in a wheel."""

from pathlib import Path

__all__ = ["find_web_folder"]


def find_web_folder() -> Path | None:
    """The folder with `index.html`, or None where the app has not been built."""
    here = Path(__file__).parent
    for folder in (here.parent / "web" / "dist", here / "_web"):
        if (folder / "index.html").is_file():
            return folder
    return None
