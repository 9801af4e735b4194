"""Pictures with an opinion on the public form, and personal data pointed out before it is sent."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from doithoai.process.intake.models import Attachment, Opinion

pytestmark = pytest.mark.django_db
WORDS = "Ổ gà sâu trước cổng trường tiểu học, xe đạp hay ngã."


def photo(name="a.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def letter(client, *files, text=WORDS):
    facts = {"text": text, "mode": "confidential", "key": "b" * 32}
    return client.post("/gui", {**facts, "photos": list(files), "step": "send"})


def test_three_pictures_come_with_the_words(client, commune):
    answer = letter(client, photo(), photo(), photo())
    assert answer.status_code == 200 and Opinion.objects.get().code in answer.content.decode()
    assert Attachment.objects.count() == 3
    letter(client, photo(), photo(), photo())
    assert (Opinion.objects.count(), Attachment.objects.count()) == (1, 3), "the same form again adds nothing"


@pytest.mark.parametrize("files", [("x",), ("p", "x"), ("p", "p", "p", "p"), ("big",)], ids=str)
def test_what_cannot_be_taken_is_told_and_the_words_stay(client, commune, files):
    made = {
        "p": photo(),
        "x": SimpleUploadedFile("x.jpg", b"<html>", "image/jpeg"),
        "big": SimpleUploadedFile("big.jpg", b"\xff\xd8\xff" + b"\0" * (11 << 20), "image/jpeg"),
    }
    answer = letter(client, *(made[name] for name in files))
    assert answer.status_code in {200, 422} and "nh" in answer.content.decode()
    assert WORDS in answer.content.decode() and "Gửi ý kiến" in answer.content.decode()
    assert not Opinion.objects.exists() and not Attachment.objects.exists()


def test_personal_data_is_pointed_out_before_sending(client, commune):
    facts = {"text": WORDS + " Gọi tôi 0912 345 678.", "mode": "confidential", "key": "b" * 32}
    page = client.post("/gui", {**facts, "step": "check"}).content.decode()
    assert "Trong lời của ông/bà có thông tin riêng" in page and "<strong>0912 345 678</strong>" in page
    facts["text"] = WORDS
    assert "thông tin riêng" not in client.post("/gui", {**facts, "step": "check"}).content.decode()
