import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/gui", "/tra-cuu", "/doi-thoai", "/doi-thoai?muc=da-qua", "/cam-ket", "/huong-dan", "/en/", "/en/gui"])
def test_page_opens_before_anything_happened(path, commune):
    assert Client().get(path).status_code == 200
