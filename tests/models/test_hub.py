"""The hub door: `SHUANGSHI_ENCODER=hub:…` against a local server that speaks the hub's protocol."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from models.encoder import TextEncoder, prepare_encoder

NAME = "someone/small-encoder"
COMMIT = "0" * 40


class Hub(BaseHTTPRequestHandler):
    """Just enough of a model hub: the file list of a repository, and its files."""

    def __init__(self, folder: Path, *args: object) -> None:
        self.folder = folder
        super().__init__(*args)  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/"):
            names = [str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if p.is_file()]
            listing = {"id": NAME, "sha": COMMIT, "siblings": [{"rfilename": name} for name in names]}
            tree = [{"type": "file", "path": n, "size": (self.folder / n).stat().st_size, "oid": "0"} for n in names]
            self.send(json.dumps(tree if "/tree/" in path else listing).encode(), "application/json", with_body)
            return
        file = self.folder / path.partition(f"/resolve/{COMMIT}/")[2]
        if file.is_file():
            self.send(file.read_bytes(), "application/octet-stream", with_body)
        else:
            self.send_error(404)

    def send(self, body: bytes, kind: str, with_body: bool) -> None:
        self.send_response(200)
        for name, value in {
            "Content-Type": kind, "Content-Length": str(len(body)), "X-Repo-Commit": COMMIT,
            "ETag": f'"{hashlib.sha256(body).hexdigest()}"',
        }.items():  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def hub(cache: Path) -> Iterator[str]:
    folder, _ = prepare_encoder("default", cache)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Hub, folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_encoder_comes_from_a_hub_or_its_mirror(hub: str, tmp_path: Path, encoder: TextEncoder):
    code = (
        "import json, sys; from pathlib import Path; from models.encoder import load_encoder;"
        f"e = load_encoder('hub:{NAME}', Path(sys.argv[1]));"
        "print(json.dumps([e.hash, e.encode_queries(['铁船为什么不沉'])[0].tolist()]))"
    )
    environment = os.environ | {"HF_ENDPOINT": hub, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    digest, vector = json.loads(done.stdout)
    assert vector == pytest.approx(encoder.encode_queries(["铁船为什么不沉"])[0].tolist(), abs=1e-5)
    assert digest != encoder.hash, (
        "what comes from elsewhere is another encoder until proven the same: heads are refitted"
    )
