"""PaddleOCR's own modules on ONNX Runtime, with the weights laid out in the folders PaddleX looks into."""

import importlib
import importlib.util
import os
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from models.weights import get_weight_file

__all__ = [
    "DETECTION",
    "ORIENTATION",
    "RECOGNITION",
    "PaddleModules",
    "import_paddleocr",
    "lay_out_models",
    "load_modules",
]

DETECTION = "PP-OCRv6_small_det"
RECOGNITION = "PP-OCRv6_small_rec"
ORIENTATION = "PP-LCNet_x1_0_doc_ori"

_MEAN = [0.485, 0.456, 0.406]
_STD = [0.229, 0.224, 0.225]


@dataclass(frozen=True)
class PaddleModules:
    """The three loaded modules: `paddleocr.TextDetection`, `TextRecognition`, `DocImgOrientationClassification`."""

    detection: Any
    recognition: Any
    orientation: Any


def lay_out_models(cache: Path) -> Path:
    """Make `<cache>/paddleocr/official_models/<NAME>_onnx/` complete for the three models.

    Args:
        cache: The cache folder; weights come from `models.weights`.

    Returns:
        The folder to name in `PADDLE_PDX_CACHE_HOME`.

    Raises:
        WeightsError: Weights cannot be had or are not the bytes they should be.
    """
    home = cache / "paddleocr"
    for name in (DETECTION, RECOGNITION, ORIENTATION):
        weights = get_weight_file(f"{name}.onnx", cache)
        folder = home / "official_models" / f"{name}_onnx"
        folder.mkdir(parents=True, exist_ok=True)
        _link(weights, folder / "inference.onnx")
        _write(folder / "inference.yml", lambda name=name, weights=weights: _config(name, weights))
    return home


def import_paddleocr(home: Path) -> Any:
    """The module `paddleocr`, imported without touching the network and, where it is not loaded yet, without torch.

    PaddleX imports `modelscope`, which imports torch when it is installed (200 MB and a second, unused here).
    Torch is therefore hidden for the moment in which `modelscope` is imported; it can be imported afterwards as usual.
    """
    os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"
    os.environ["PADDLE_PDX_CACHE_HOME"] = str(home)
    hidden = "torch" not in sys.modules
    if hidden:
        sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations inside PaddleX's dependencies are not ours
            if importlib.util.find_spec("modelscope") is not None:
                importlib.import_module("modelscope.hub.errors")
    finally:
        if hidden:
            del sys.modules["torch"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("paddleocr")


def load_modules(cache: Path, threads: int) -> PaddleModules:
    """Load detection, recognition and page orientation, each pinned to `threads` threads.

    Raises:
        WeightsError: Weights cannot be had or are not the bytes they should be.
    """
    home = lay_out_models(cache)
    paddleocr = import_paddleocr(home)
    config = {
        "intra_op_num_threads": threads,
        "inter_op_num_threads": 1,
        "enable_cpu_mem_arena": False,
        "enable_mem_pattern": False,
    }
    common: dict[str, Any] = {"engine": "onnxruntime", "engine_config": config, "device": "cpu"}
    return PaddleModules(
        detection=paddleocr.TextDetection(model_name=DETECTION, **common),
        recognition=paddleocr.TextRecognition(model_name=RECOGNITION, **common),
        orientation=paddleocr.DocImgOrientationClassification(model_name=ORIENTATION, **common),
    )


def _link(weights: Path, target: Path) -> None:
    if target.is_file() and target.samefile(weights):
        return
    fresh = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(weights.resolve())
    fresh.replace(target)


def _write(path: Path, make_config: Any) -> None:
    if path.is_file():
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    fresh.write_text(yaml.safe_dump(make_config(), allow_unicode=True, sort_keys=False), encoding="utf-8")
    fresh.replace(path)


def _config(name: str, weights: Path) -> dict[str, Any]:
    makers = {DETECTION: _detection_config, RECOGNITION: _recognition_config, ORIENTATION: _orientation_config}
    return {"Global": {"model_name": name}, **makers[name](weights)}


def _detection_config(weights: Path) -> dict[str, Any]:
    del weights
    normalise = {"mean": _MEAN, "std": _STD, "scale": "1./255.", "order": "hwc"}
    return {
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"DetResizeForTest": None},
                {"NormalizeImage": normalise},
                {"ToCHWImage": None},
            ]
        },
        "PostProcess": {
            "name": "DBPostProcess",
            "thresh": 0.2,
            "box_thresh": 0.45,
            "max_candidates": 3000,
            "unclip_ratio": 1.4,
        },
    }


def _recognition_config(weights: Path) -> dict[str, Any]:
    onnxruntime = importlib.import_module("onnxruntime")
    session = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    return {
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"RecResizeImg": {"image_shape": [3, 48, 320]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters},
    }


def _orientation_config(weights: Path) -> dict[str, Any]:
    del weights
    normalise = {"mean": _MEAN, "std": _STD, "scale": 1 / 255, "order": "", "channel_num": 3}
    return {
        "PreProcess": {
            "transform_ops": [
                {"ResizeImage": {"resize_short": 256}},
                {"CropImage": {"size": 224}},
                {"NormalizeImage": normalise},
                {"ToCHWImage": None},
            ]
        },
        "PostProcess": {"Topk": {"topk": 1, "label_list": ["0", "90", "180", "270"]}},
    }
