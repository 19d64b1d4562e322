"""Attachments' bytes: in a folder and in an S3-compatible bucket, behind one interface."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from store.base import utc_now
from store.blobs import BlobStore, FolderBlobStore, S3BlobStore, open_blob_store

DATA = bytes(range(256)) * 4000


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BlobStore]:
    if request.param == "folder":
        yield open_blob_store(str(tmp_path / "blobs"))
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="photos")
        yield open_blob_store("s3://photos/district")


def test_bytes_come_back_whole_and_in_part(blobs: BlobStore):
    name = blobs.put(DATA)
    assert name == hashlib.sha256(DATA).hexdigest()
    assert b"".join(blobs.read(name)) == DATA
    assert b"".join(blobs.read(name, 1000, 1010)) == DATA[1000:1010]
    assert b"".join(blobs.read(name, len(DATA) - 5)) == DATA[-5:]


def test_the_same_bytes_are_one_blob_and_deleting_twice_is_harmless(blobs: BlobStore):
    name = blobs.put(b"x")
    assert blobs.put(b"x") == name
    blobs.delete(name)
    blobs.delete(name)
    with pytest.raises(FileNotFoundError):
        next(iter(blobs.read(name)))


def test_a_blob_is_deleted_only_if_it_is_old_enough(blobs: BlobStore):
    name = blobs.put(DATA)
    assert not blobs.delete(name, stored_before=utc_now() - timedelta(minutes=1))
    assert b"".join(blobs.read(name)) == DATA
    assert blobs.delete(name, stored_before=utc_now() + timedelta(minutes=1))
    assert not blobs.delete(name, stored_before=utc_now() + timedelta(minutes=1))
    assert list(blobs.older_than(utc_now() + timedelta(minutes=1))) == []


def test_urls_choose_the_store(tmp_path: Path):
    assert isinstance(open_blob_store(str(tmp_path)), FolderBlobStore)
    with pytest.raises(ValueError, match="ftp"):
        open_blob_store("ftp://host/x")
    with mock_aws():
        store = open_blob_store("s3://bucket/some/prefix?endpoint=http://127.0.0.1:9000")
    assert isinstance(store, S3BlobStore)
    assert (store.bucket, store.prefix) == ("bucket", "some/prefix/")
