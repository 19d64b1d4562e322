"""Packs of a region: curriculum folders that add to, rename or reorder what comes with the project.

An installed distribution brings one through an entry point of the group `shuangshi.curriculum` that names a
package; the package's folder is the pack.
"""

from collections.abc import Iterable
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

__all__ = ["ENTRY_POINTS", "PackError", "find_packs"]

ENTRY_POINTS = "shuangshi.curriculum"


class PackError(ValueError):
    """A pack is not there."""


def find_packs(folders: Iterable[Path] = ()) -> list[Path]:
    """Folders of all packs: those installed, by the name of their entry point, then the given ones in their order.

    Raises:
        PackError: A given folder does not exist, or an installed pack cannot be imported.
    """
    installed = sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name)
    packs = []
    for entry in installed:
        try:
            packs.append(Path(str(files(entry.load()))))
        except (ImportError, AttributeError) as error:
            raise PackError(f"the installed curriculum pack {entry.name} ({entry.value}) cannot be loaded") from error
    packs += folders
    for pack in packs:
        if not pack.is_dir():
            raise PackError(f"the curriculum pack {pack} is not a folder")
    return packs
