"""Pictures that come by upload."""

from fastapi import UploadFile

from api.problems import Problem
from api.services import Services
from ocr.picture import Picture, PictureError, PictureLimits, check_picture, clean_copy

__all__ = ["read_picture"]

_STATUS_OF = {"too_many_bytes": 413, "too_many_pixels": 413, "too_many_pages": 413, "unsupported_type": 415}


def read_picture(services: Services, upload: UploadFile) -> Picture:
    """A copy of the uploaded picture as it may be kept: a JPEG of bounded size, without metadata.

    Raises:
        Problem: It is none, broken, or too large.
    """
    limits = PictureLimits(max_bytes=services.config.max_picture_bytes, max_pixels=services.config.max_picture_pixels)
    try:
        return check_picture(clean_copy(check_picture(upload.file.read(limits.max_bytes + 1), limits)))
    except PictureError as error:
        raise Problem(_STATUS_OF.get(error.code, 422), error.code, error.message) from error
