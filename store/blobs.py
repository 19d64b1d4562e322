"""Where bytes of attachments lie: named by their sha256, in a folder or an S3-compatible bucket."""

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from knowledge_graph.atomic_file import replace_file

__all__ = ["BlobStore", "FolderBlobStore", "S3BlobStore", "open_blob_store"]

_CHUNK = 1 << 18
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobStore(Protocol):
    """Content-hashed bytes."""

    def put(self, data: bytes) -> str:
        """Stores bytes and returns their hex sha256; storing the same bytes twice is harmless."""
        ...

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Chunks of bytes `start` to `end` (exclusive).

        Raises:
            FileNotFoundError: There is no such blob.
        """
        ...

    def delete(self, sha256: str, stored_before: datetime | None = None) -> bool:
        """Removes a blob, where a moment is given only one stored before it; a missing one is no error.

        Returns:
            False where a moment was given and no blob is that old.
        """
        ...

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Hashes of the blobs stored before `moment`."""
        ...


class FolderBlobStore:
    """Blobs as files `<first two digits>/<sha256>` of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Stores bytes and returns their hex sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        try:
            os.utime(path)  # young again, so that a sweep for orphans leaves it to its new owner
        except FileNotFoundError:
            with replace_file(path) as file:
                file.write(data)
        return sha256

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Chunks of bytes `start` to `end` (exclusive)."""
        with self._path(sha256).open("rb") as file:
            file.seek(start)
            left = None if end is None else end - start
            while left is None or left > 0:
                chunk = file.read(_CHUNK if left is None else min(_CHUNK, left))
                if not chunk:
                    return
                yield chunk
                left = None if left is None else left - len(chunk)

    def delete(self, sha256: str, stored_before: datetime | None = None) -> bool:
        """Removes a blob; False where `stored_before` is given and none is that old."""
        path = self._path(sha256)
        if stored_before is not None and not self._is_older(path, stored_before):
            return False
        path.unlink(missing_ok=True)
        return True

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Hashes of the blobs stored before `moment`."""
        for path in self.folder.glob("??/*"):
            if _SHA256.fullmatch(path.name) and self._is_older(path, moment):
                yield path.name

    @staticmethod
    def _is_older(path: Path, moment: datetime) -> bool:
        try:
            return path.stat().st_mtime < moment.timestamp()
        except FileNotFoundError:  # deleted since it was listed
            return False

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


class S3BlobStore:
    """Blobs as objects of a bucket; credentials from the environment, as boto3 reads them."""

    def __init__(self, bucket: str, prefix: str = "", endpoint: str | None = None) -> None:
        import boto3

        self.bucket = bucket
        self.prefix = prefix
        self._client: Any = boto3.client("s3", endpoint_url=endpoint)

    def put(self, data: bytes) -> str:
        """Stores bytes and returns their hex sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._client.put_object(Bucket=self.bucket, Key=self.prefix + sha256, Body=data)
        return sha256

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Chunks of bytes `start` to `end` (exclusive)."""
        last = "" if end is None else str(end - 1)
        try:
            answer = self._client.get_object(
                Bucket=self.bucket, Key=self.prefix + sha256, Range=f"bytes={start}-{last}"
            )
        except self._client.exceptions.NoSuchKey as error:
            raise FileNotFoundError(sha256) from error
        yield from answer["Body"].iter_chunks(_CHUNK)

    def delete(self, sha256: str, stored_before: datetime | None = None) -> bool:
        """Removes a blob; False where `stored_before` is given and none is that old."""
        if stored_before is not None:
            found = self._client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix + sha256, MaxKeys=1)
            if not any(row["LastModified"] < stored_before for row in found.get("Contents", [])):
                return False
        self._client.delete_object(Bucket=self.bucket, Key=self.prefix + sha256)
        return True

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Hashes of the blobs stored before `moment`."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        for row in (row for page in pages for row in page.get("Contents", [])):
            name = row["Key"].removeprefix(self.prefix)
            if _SHA256.fullmatch(name) and row["LastModified"] < moment:
                yield name


def open_blob_store(url: str) -> BlobStore:
    """The store that `url` names: a folder's path, or `s3://bucket/prefix?endpoint=https://…`.

    Raises:
        ValueError: Another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3":
        endpoint = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("endpoint")
        prefix = parts.path.lstrip("/")
        return S3BlobStore(parts.netloc, f"{prefix}/" if prefix and not prefix.endswith("/") else prefix, endpoint)
    if parts.scheme not in ("", "file"):
        raise ValueError(f"attachments live in a folder or under s3://…, not {url!r}")
    return FolderBlobStore(Path(parts.path if parts.scheme else url))
