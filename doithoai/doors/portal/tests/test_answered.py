"""The public list of answered matters: only what was published, no trace of who looked for what."""

import logging

import pytest

from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import following, vocabulary
from doithoai.process.intake.models import Channel
from doithoai.process.intake.services import receive
from doithoai.process.triage.models import Field, Matter
from doithoai.process.triage.services import Part, triage

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(commune, now):
    """One published matter and one that is not."""
    vocabulary.forget_counts()
    made = []
    for text in ("Chợ Phước Chỉ dột mái, xin sửa.", "Chợ Phước Chỉ mất điện ban đêm."):
        said = receive(commune.unit, text, channel=Channel.WEB, by=OPERATOR, now=now)
        made += triage(said, [Part(text, title=text, field=Field.INDUSTRY_TRADE)], by=commune.coordinator, now=now)
    Matter.objects.filter(pk=made[0].pk).update(published_at=now)
    following.catch_up(now=now)
    vocabulary.forget_counts()
    return made


def test_the_list_holds_what_was_answered(client, two):
    html = client.get("/van-de").content.decode()
    assert two[0].code in html and two[1].code not in html
    assert two[0].code not in client.get("/van-de", {"linh_vuc": "land"}).content.decode()


def test_the_search_finds_what_was_answered_and_only_that(client, two):
    html = client.get("/van-de", {"q": "cho phuoc chi"}).content.decode()
    assert two[0].code in html and two[1].code not in html
    assert "<mark>Phước</mark>" in html
    assert two[1].code not in client.get("/van-de", {"q": "mat dien ban dem phuoc chi"}).content.decode()


def test_what_is_typed_is_not_kept(client, two, caplog):
    with caplog.at_level(logging.DEBUG):
        response = client.get("/van-de", {"q": "Nguyễn Văn Bí Mật 0912345678"})
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in response.content.decode()
    assert "0912345678" not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("doithoai")
    )


@pytest.mark.parametrize(
    "q", ["x" * 5000, '"', "<script>alert(1)</script>", "(((a OR b", "\u202e\u200b", "%00", "'; --"]
)
def test_no_query_breaks_the_page(client, two, q):
    response = client.get("/van-de", {"q": q})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_the_list_costs_few_queries(client, two, django_assert_max_num_queries):
    client.get("/van-de")
    with django_assert_max_num_queries(3):
        client.get("/van-de")
