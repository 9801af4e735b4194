"""A file is locked while it is imported, whether or not it belongs to a meeting (PostgreSQL locks no outer join)."""

import pytest

from doithoai.process.intake import importing

pytestmark = pytest.mark.django_db


def test_a_file_without_a_meeting_is_imported_once(commune, now):
    content = "STT;Nội dung ý kiến\n1;Đường liên thôn nhiều ổ gà, đề nghị sửa.\n".encode("utf-8-sig")
    file = importing.upload(content, "thon.csv", unit=commune.unit, by=commune.clerk, now=now)
    first = importing.import_file(file, by=commune.clerk, now=now)
    again = importing.import_file(file, by=commune.clerk, now=now)
    assert (first.added, again.added) == (1, 1)
