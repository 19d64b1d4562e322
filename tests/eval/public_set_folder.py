"""Made-up rows in the place of a public set."""

import gzip
import json
from pathlib import Path
from typing import Any

from eval.public_sets import PUBLIC_SETS


def put_set(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    path = folder / name / PUBLIC_SETS[name].file
    path.parent.mkdir(parents=True)
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    if path.suffix == ".gz":
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.write(text)
    else:
        path.write_text(text, encoding="utf-8")
