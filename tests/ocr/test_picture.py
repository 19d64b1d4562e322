import contextlib
import io

import pillow_heif
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ocr.picture import Picture, PictureError, PictureLimits, check_picture, clean_copy, open_picture
from ocr.picture_header import find_kind, find_size


def saved(kind: str, size: tuple[int, int] = (120, 80), mode: str = "RGB", **options: object) -> bytes:
    pillow_heif.register_heif_opener()
    target = io.BytesIO()
    image = Image.new(mode, size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1] // 4))
    image.save(target, kind, **options)
    return target.getvalue()


def pdf(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    target = io.BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def code_of(data: bytes, limits: PictureLimits | None = None, decode: bool = False) -> str:
    def use() -> None:
        picture = check_picture(data, limits)
        if decode:
            open_picture(picture)

    with pytest.raises(PictureError) as caught:
        use()
    assert any("\u4e00" <= character <= "\u9fff" for character in caught.value.message)
    return caught.value.code


@pytest.mark.parametrize(("name", "kind"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp"), ("HEIF", "heic")])
def test_every_kind_is_sniffed_sized_and_opened(name: str, kind: str) -> None:
    picture = check_picture(saved(name))
    assert (picture.kind, picture.width, picture.height) == (kind, 120, 80)
    image = open_picture(picture)
    assert (image.mode, image.size) == ("RGB", (120, 80))


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"}])
def test_every_webp_variant_is_sized(options: dict[str, object]) -> None:
    assert find_size(saved("WEBP", **options), "webp") == (120, 80)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_png_mode_becomes_rgb_with_white_paper(mode: str) -> None:
    target = io.BytesIO()
    base = Image.new("RGBA", (100, 60), (0, 0, 0, 0)) if mode in ("RGBA", "LA") else Image.new("L", (100, 60), "white")
    base.paste("black", (0, 0, 20, 20))
    (base if mode == "RGBA" else base.convert("I").convert("I;16") if mode == "I;16" else base.convert(mode)).save(
        target, "PNG"
    )
    image = open_picture(check_picture(target.getvalue()))
    assert image.mode == "RGB"
    assert image.getpixel((90, 50)) == (255, 255, 255)
    assert image.getpixel((5, 5)) == (0, 0, 0)


def test_cmyk_jpeg() -> None:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), "white").convert("CMYK").save(target, "JPEG")
    assert open_picture(check_picture(target.getvalue())).mode == "RGB"


def test_one_pdf_page_is_drawn() -> None:
    picture = check_picture(pdf(1))
    assert picture.kind == "pdf"
    assert max(open_picture(picture, 1600).size) == 1600


def test_300_pages_name_the_limit() -> None:
    with pytest.raises(PictureError) as caught:
        check_picture(pdf(300))
    assert caught.value.code == "too_many_pages"
    assert "300" in caught.value.message
    assert "1 页" in caught.value.message


def test_400_megapixels_in_48_kb_are_refused_undecoded(huge_png: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("opened"))
    assert len(huge_png) < 60_000
    assert code_of(huge_png) == "too_many_pixels"


def test_30_megabytes_are_refused() -> None:
    assert code_of(b"\xff\xd8\xff" + bytes(30_000_000)) == "too_many_bytes"


@pytest.mark.parametrize(
    "data", [b"GIF89a" + bytes(50), b"hello", b"PK\x03\x04" + bytes(90), b"<svg></svg>", b"\0" * 64]
)
def test_other_types_are_refused(data: bytes) -> None:
    assert code_of(data) == "unsupported_type"


def test_nothing_is_refused() -> None:
    assert code_of(b"") == "empty"


def test_a_speck_is_refused() -> None:
    assert code_of(saved("PNG", (4, 4))) == "too_small"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "HEIF"])
def test_half_a_file_is_corrupt(kind: str) -> None:
    target = io.BytesIO()
    pillow_heif.register_heif_opener()
    Image.effect_noise((400, 300), 80).convert("RGB").save(target, kind)
    data = target.getvalue()
    assert code_of(data[: len(data) // 2], decode=True) == "corrupt"


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff\xe0" + bytes(100), b"%PDF-1.4 nonsense", b"\x89PNG\r\n\x1a\n" + bytes(40)]
)
def test_a_broken_header_is_corrupt(data: bytes) -> None:
    assert code_of(data) == "corrupt"


def test_limits_are_settings() -> None:
    assert code_of(saved("PNG", (200, 200)), PictureLimits(max_pixels=30_000)) == "too_many_pixels"
    assert code_of(saved("PNG"), PictureLimits(max_bytes=10)) == "too_many_bytes"
    assert check_picture(pdf(3), PictureLimits(max_pages=3)).kind == "pdf"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_orientation_is_applied(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = check_picture(saved(kind, exif=exif))
    assert (picture.width, picture.height) == (80, 120)
    image = open_picture(picture)
    assert image.size == (80, 120)
    assert max(image.getpixel((75, 5))) < 60  # type: ignore[type-var,arg-type]
    assert min(image.getpixel((5, 5))) > 200  # type: ignore[type-var,arg-type]


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_the_clean_copy_carries_no_position_and_no_camera(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 27.0)
    data = saved(kind, exif=exif)
    assert b"SecretPhone" in data
    copy = clean_copy(check_picture(data))
    with Image.open(io.BytesIO(copy)) as image:
        assert image.format == "JPEG"
        assert len(image.getexif()) == 0
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"SecretPhone" not in copy
    assert b"Exif" not in copy


def test_the_clean_copy_is_upright_and_at_most_2000_long() -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    with Image.open(io.BytesIO(clean_copy(check_picture(saved("JPEG", (4000, 2000), exif=exif))))) as image:
        assert image.size == (1000, 2000)


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF0000WEBP", b"\0\0\0\x18ftypheic", b"%PDF-1.7\n"]
    ),
)
def test_any_bytes_give_a_picture_or_a_picture_error(tail: bytes, head: bytes) -> None:
    with contextlib.suppress(PictureError):
        found = check_picture(head + tail)
        assert isinstance(found, Picture)
        open_picture(found)


@given(st.binary(max_size=64))
def test_sniffing_never_raises(data: bytes) -> None:
    kind = find_kind(data)
    if kind not in (None, "pdf"):
        find_size(data, kind)
