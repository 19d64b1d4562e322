"""Public data sets, read where a user has put them: `SHUANGSHI_DATA_DIR`, else `data/` in the working folder.

No row of them is in this repository. Licences differ; `permissive` says which sets may teach default weights.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["PUBLIC_SETS", "MissingSetError", "PublicSet", "find_set", "get_set", "read_rows"]


@dataclass(frozen=True)
class PublicSet:
    """A data set.

    Attributes:
        name: Folder name.
        file: File inside it.
        more: Further files of the set, read after it where they are there.
        source: Where it comes from.
        licence: As its publisher states it.
        permissive: Whether its licence lets default weights learn from it.
        what: In a few words.
    """

    name: str
    file: str
    source: str
    licence: str
    permissive: bool
    what: str
    more: tuple[str, ...] = ()


PUBLIC_SETS: dict[str, PublicSet] = {
    s.name: s
    for s in (
        PublicSet("gaokao_bench", "gaokao_2010_2022.jsonl.gz", "github.com/OpenLMLab/GAOKAO-Bench", "Apache-2.0", True,
                  "2,811 高中 questions, nine subjects"),
        PublicSet("tal_scq5k_zh", "tal_scq5k_zh.jsonl.gz", "github.com/math-eval/TAL-SCQ5K", "MIT", True,
                  "5,000 mathematics single-choice questions"),
        PublicSet("cjeval", "train.jsonl.gz", "github.com/SmileWHC/CJEval", "research only", False,
                  "20,940 初中 questions, ten subjects", ("valid.jsonl.gz",)),
        PublicSet("baidu_hs", "baidu_hs_train.jsonl.gz", "github.com/Abner1zhou/Mark_the_KN", "none stated", False,
                  "14,625 高中 questions, four subjects"),
        PublicSet("conceptmath_zh", "conceptmath_zh.jsonl", "github.com/conceptmath/conceptmath", "none stated", False,
                  "2,183 mathematics questions over 114 concepts"),
        PublicSet("math_hs_functions", "math_hs_functions.jsonl", "github.com/sfiaion/EduChatbot", "none stated", False,
                  "487 高中 questions on functions"),
        PublicSet("physics_kp", "physics_kp_train.jsonl.gz", "github.com/Deermini/physics-questions", "MIT", False,
                  "11,556 physics question texts with tags"),
        PublicSet("kg", "k12_kgraph_nodes.jsonl.gz", "arXiv 2605.09635 and others", "CC BY-NC-SA 4.0", False,
                  "11,794 curriculum nodes; a nine-subject 初中 textbook tree"),
        PublicSet("ocr_omnidoc_demo", "pages.jsonl", "github.com/opendatalab/OmniDocBench", "research only", False,
                  "14 pages, 1,018 labelled lines"),
        PublicSet("kt_assist2009_pid", "train1.txt.gz", "github.com/arghosh/AKT", "research only", False,
                  "325,637 answers of 4,151 students to 16,891 problems", ("valid1.txt.gz", "test1.txt.gz")),
        PublicSet("kt_assist2015", "train_valid.csv.gz", "github.com/pykt-team/pykt-toolkit", "research only", False,
                  "682,797 answers of 19,093 students on 100 skills", ("test.csv.gz",)),
        PublicSet("dialogue", "mathdial_test.jsonl.gz", "github.com/eth-nlped/mathdial", "CC BY-SA 4.0", False,
                  "MathDial: 599 tutoring dialogues in English, teachers' moves labelled"),
        PublicSet("microcourse_sh", "microcourse_sh.jsonl.gz", "github.com/CrazyRock114/sh-smartedu", "none stated",
                  False, "1,736 micro-course titles, 451 teachers"),
    )
}  # fmt: skip


class MissingSetError(FileNotFoundError):
    """A data set is not there; the message says where it comes from and where it belongs."""


def find_set(name: str, data_dir: Path | None) -> Path | None:
    """The set's file, or None where it is absent."""
    path = data_dir / name / PUBLIC_SETS[name].file if data_dir else None
    return path if path and path.is_file() else None


def get_set(name: str, data_dir: Path | None) -> Path:
    """The set's file.

    Raises:
        MissingSetError: It is absent.
    """
    path = find_set(name, data_dir)
    if path is None:
        described = PUBLIC_SETS[name]
        raise MissingSetError(
            f"data set {name} ({described.what}) is not in {data_dir or 'SHUANGSHI_DATA_DIR (unset)'}; "
            f"get it from {described.source} and put {name}/{described.file} there"
        )
    return path


def read_rows(name: str, data_dir: Path | None) -> Iterator[dict[str, Any]]:
    """The set's rows, of a set in JSON lines.

    Raises:
        MissingSetError: It is absent.
    """
    path = get_set(name, data_dir)
    for part in (path, *(path.parent / other for other in PUBLIC_SETS[name].more)):
        if part.is_file():
            with (
                gzip.open(part, "rt", encoding="utf-8") if part.suffix == ".gz" else part.open(encoding="utf-8") as file
            ):
                for line in file:
                    yield json.loads(line)
