"""Pictures: only pixels pass, hostile files are refused, and what may be seen by whom."""

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from doithoai.ground.core import vault
from doithoai.ground.core.actors import CITIZEN
from doithoai.ground.core.errors import Refused
from doithoai.process.assignment import services as work
from doithoai.process.intake import attaching
from doithoai.process.intake.channels.picture.redraw import MAX_BYTES, PictureRefused, redraw
from doithoai.process.intake.models import Attachment
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.client import signed_in

SIGN = "CANARY-21.0278N-105.8342E"


def photo(kind="JPEG", size=(320, 200), turn=1, colour=(200, 30, 30)):
    """A picture that carries place, name, comment, a colour profile and a thumbnail in every way its format knows."""
    image = Image.new("RGB", size, colour)
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x013B], exif[0x9286] = turn, SIGN, SIGN, SIGN
    exif.get_ifd(0x8825)[29] = SIGN
    more = {"exif": exif.tobytes()}
    if kind == "JPEG":
        more |= {"comment": SIGN.encode(), "xmp": SIGN.encode(), "icc_profile": SIGN.encode() * 9}
    elif kind == "PNG":
        notes = PngInfo()
        notes.add_text("Comment", SIGN)
        notes.add_itxt("XML:com.adobe.xmp", SIGN)
        more["pnginfo"] = notes
    else:
        more["xmp"] = SIGN.encode()
    image.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_nothing_of_the_cameras_notes_survives(kind, turn):
    data = photo(kind, turn=turn)
    assert SIGN.encode() in data, "the canary must be there to be lost"
    clean = redraw(data)
    assert SIGN.encode() not in clean.content and b"Exif" not in clean.content and b"http" not in clean.content
    with Image.open(io.BytesIO(clean.content)) as shown:
        assert shown.format == "JPEG" and not shown.getexif() and "icc_profile" not in shown.info
        assert shown.size == (clean.width, clean.height) == ((200, 320) if turn in {6, 8} else (320, 200))


def test_bytes_after_the_end_and_a_second_file_inside_do_not_pass():
    polyglot = photo() + b"<script>alert(1)</script>PK\x03\x04" + SIGN.encode()
    assert b"script" not in redraw(polyglot).content and SIGN.encode() not in redraw(polyglot).content


def test_a_large_photo_becomes_small_and_transparency_white():
    clean = redraw(photo(size=(4000, 3000)))
    assert (clean.width, clean.height) == (1600, 1200)
    out = io.BytesIO()
    Image.new("RGBA", (30, 30), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(redraw(out.getvalue()).content)) as shown:
        assert shown.getpixel((5, 5)) == (255, 255, 255)


def bomb(side=60_000):
    """A PNG of some kilobytes that says it is 3.6 thousand million pixels."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000))
        + chunk(b"IEND", b"")
    )


HOSTILE = {
    "empty": b"",
    "text": b"not a picture",
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "gif": b"GIF89a" + b"\0" * 40,
    "cut": photo()[:300],
    "head only": b"\xff\xd8\xff" + b"\0" * 2000,
    "bomb": bomb(),
    "riff": b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 500,
    "too many bytes": b"\xff\xd8\xff" + b"\0" * MAX_BYTES,
    "tiff named jpeg": b"II*\0" + b"\0" * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(name):
    with pytest.raises(PictureRefused) as refusal:
        redraw(HOSTILE[name])
    assert refusal.value.message.endswith(".")


@pytest.mark.django_db
def test_a_voice_with_pictures_comes_in_whole_and_once(commune, now):
    pictures = attaching.clean_pictures([photo(), photo("PNG")])
    facts = {"channel": "web", "by": CITIZEN, "now": now, "key": "form:" + "a" * 32}
    for _again in range(2):
        opinion = attaching.receive_with(commune.unit, "Ổ gà trước cổng trường rất sâu.", pictures, **facts)
    rows = list(Attachment.objects.order_by("number"))
    assert [(row.opinion_id, row.number) for row in rows] == [(opinion.pk, 1), (opinion.pk, 2)]
    assert attaching.content_of(rows[0]) == pictures[0].content
    assert pictures[0].content not in bytes(rows[0].sealed), "sealed at rest"


@pytest.mark.django_db
def test_more_than_three_or_one_bad_picture_stores_nothing(commune, now):
    with pytest.raises(Refused, match="Tối đa 3 ảnh"):
        attaching.clean_pictures([photo()] * 4)
    with pytest.raises(Refused, match="Ảnh 2"):
        attaching.clean_pictures([photo(), b"x"])
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_pictures_are_for_readers_of_the_words_and_documents_for_intake(commune, stranger, now):
    opinion = attaching.receive_with(
        commune.unit, "Ổ gà trước cổng trường.", attaching.clean_pictures([photo()]), channel="web", by=CITIZEN, now=now
    )
    paper = b"%PDF-1.4 " + SIGN.encode()
    Attachment.objects.create(
        opinion=opinion, number=2, kind="document", media_type="application/pdf", size=len(paper), received_at=now,
        sealed=vault.seal(paper, about=attaching.about(opinion, 2)),
    )  # fmt: skip
    address = f"/lam-viec/tiep-nhan/{opinion.code}/kem-theo/"
    for role, picture, document in (("clerk", 200, 200), ("coordinator", 200, 200), ("chair", 200, 404),
                                    ("supervisor", 200, 404), ("officer", 404, 404)):  # fmt: skip
        client = signed_in(commune.seats[role])
        shown, kept = client.get(address + "1"), client.get(address + "2")
        assert (role, shown.status_code, kept.status_code) == (role, picture, document)
        if picture == 200:
            assert shown["Content-Type"] == "image/jpeg" and "sandbox" in shown["Content-Security-Policy"]
            assert shown["Cache-Control"] == "no-store"
        if document == 200:
            assert kept["Content-Disposition"].startswith("attachment") and kept.content == paper
    assert signed_in(stranger.clerk).get(address + "1").status_code == 404


@pytest.mark.django_db
def test_who_works_on_the_matter_sees_the_pictures_and_nobody_else(commune, now):
    opinion = attaching.receive_with(
        commune.unit, "Ổ gà trước cổng trường.", attaching.clean_pictures([photo()]), channel="web", by=CITIZEN, now=now
    )
    (matter,) = triage.triage(opinion, [Part(opinion.text, field="transport")], by=commune.coordinator, now=now)
    address = f"/lam-viec/van-de/{matter.code}/anh/{Attachment.objects.get().pk}"
    assert signed_in(commune.officer).get(address).status_code == 404, "not given to this unit yet"
    work.assign(matter, lead=commune.agency, due=now.date(), basis="Giao", by=commune.coordinator, now=now)
    officer = signed_in(commune.officer)
    assert officer.get(address).content[:3] == b"\xff\xd8\xff"
    assert address in officer.get(f"/lam-viec/van-de/{matter.code}").content.decode()
    assert signed_in(commune.other_officer).get(address).status_code == 404


@pytest.mark.django_db
def test_the_pictures_of_a_denunciation_are_shown_to_nobody(commune, now):
    opinion = attaching.receive_with(
        commune.unit, "Tôi tố cáo ông X.", attaching.clean_pictures([photo()]), channel="web", by=CITIZEN, now=now
    )
    triage.hand_over(opinion, kind="denunciation", to="Thanh tra tỉnh", by=commune.coordinator, now=now)
    assert signed_in(commune.clerk).get(f"/lam-viec/tiep-nhan/{opinion.code}/kem-theo/1").status_code == 404
