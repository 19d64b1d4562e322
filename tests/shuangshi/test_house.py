"""The house: names of ours belong to us alone, and the API stays light."""

import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_no_installed_distribution_provides_one_of_our_names():
    ours = {name.partition(".")[0] for name in PYPROJECT["tool"]["setuptools"]["packages"]}
    others = {
        name: owners for name, owners in importlib.metadata.packages_distributions().items()
        if name in ours and set(owners) != {"shuangshi"}
    }  # fmt: skip
    assert others == {}


def test_every_package_is_listed():
    found = {
        str(path.parent.relative_to(ROOT)).replace("/", ".") for path in ROOT.glob("*/**/__init__.py")
        if path.relative_to(ROOT).parts[0] not in {".venv", "tests", "web", "node_modules"}
    }  # fmt: skip
    assert found | {"demo"} == set(PYPROJECT["tool"]["setuptools"]["packages"])  # data alone, no __init__


def test_api_workers_import_no_torch_faiss_or_paddleocr():
    code = (
        "import sys, shuangshi.api_factory; "
        "print([m for m in ('torch','faiss','paddleocr','paddlex','transformers','sentence_transformers','onnxruntime',"
        "'sklearn','cv2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
