"""Settings: a wrong one is refused with a sentence, a right one is what it says, the database keeps its word."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.template import engines

from config import env as config_env
from config.env import BadSetting, read

STRONG = "k7Qw-zP2vN9xR4tB8mJ1sL6hD3fG5cY0aE_uTiO-pWqX"
OTHER = "Zr8_nV3kT6pL1wQ9xM4cB7yH2dJ5gF0sAeUiO-tKbNvR"
GOOD = {
    "DOITHOAI_MODE": "production",
    "DOITHOAI_SECRET_KEY": STRONG,
    "DOITHOAI_VAULT_KEY": OTHER,
    "DOITHOAI_HOSTS": "doithoai.binhminh.gov.vn",
    "DATABASE_URL": "sqlite:////var/lib/doithoai/db.sqlite3",
}
BAD = [
    ({"DOITHOAI_MODE": "prod"}, "DOITHOAI_MODE"),
    ({"DOITHOAI_MODE": ""}, "DOITHOAI_MODE"),
    ({"DOITHOAI_MODE": "PRODUCTION"}, "DOITHOAI_MODE"),
    ({"DOITHOAI_MODE": "demo,test"}, "DOITHOAI_MODE"),
    ({"DEBUG": "1"}, "DEBUG"),
    ({"DEBUG": "true"}, "DEBUG"),
    ({"DEBUG": " 1 "}, "DEBUG"),
    ({"DEBUG": "yes"}, "DEBUG"),
    ({"DEBUG": "2"}, "DEBUG"),
    ({"DEBUG": "không"}, "DEBUG"),
    ({"DOITHOAI_SECRET_KEY": ""}, "DOITHOAI_SECRET_KEY"),
    ({"DOITHOAI_SECRET_KEY": "changeme"}, "DOITHOAI_SECRET_KEY"),
    ({"DOITHOAI_SECRET_KEY": STRONG[:39]}, "DOITHOAI_SECRET_KEY"),
    ({"DOITHOAI_SECRET_KEY": "a" * 80}, "DOITHOAI_SECRET_KEY"),
    ({"DOITHOAI_SECRET_KEY": "secret" * 12}, "DOITHOAI_SECRET_KEY"),
    ({"DOITHOAI_SECRET_KEY": "django-insecure-" + STRONG}, "DOITHOAI_SECRET_KEY"),
    ({"DOITHOAI_SECRET_KEY": " " * 60}, "DOITHOAI_SECRET_KEY"),
    ({"DOITHOAI_VAULT_KEY": ""}, "DOITHOAI_VAULT_KEY"),
    ({"DOITHOAI_VAULT_KEY": "1234567890"}, "DOITHOAI_VAULT_KEY"),
    ({"DOITHOAI_VAULT_KEY": "0123456789" * 3}, "DOITHOAI_VAULT_KEY"),
    ({"DOITHOAI_VAULT_KEY": "x" * 40}, "DOITHOAI_VAULT_KEY"),
    ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL"),
    ({"DATABASE_URL": "doithoai.sqlite3"}, "DATABASE_URL"),
    ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite://:memory:"}, "DATABASE_URL"),
    ({"DATABASE_URL": "http://127.0.0.1:5432/x"}, "DATABASE_URL"),
    ({"DOITHOAI_HOSTS": ""}, "DOITHOAI_HOSTS"),
    ({"DOITHOAI_HOSTS": " , ,"}, "DOITHOAI_HOSTS"),
    ({"DOITHOAI_HOSTS": "*"}, "DOITHOAI_HOSTS"),
    ({"DOITHOAI_HOSTS": "a.gov.vn, *"}, "DOITHOAI_HOSTS"),
    ({"DOITHOAI_HTTPS": "on"}, "DOITHOAI_HTTPS"),
    ({"DOITHOAI_PROXIES": "-1"}, "DOITHOAI_PROXIES"),
    ({"DOITHOAI_PROXIES": "một"}, "DOITHOAI_PROXIES"),
    ({"DOITHOAI_PROXIES": "11"}, "DOITHOAI_PROXIES"),
    ({"DOITHOAI_PROXIES": "²"}, "DOITHOAI_PROXIES"),
    ({"DATABASE_URL": "postgresql://[::1/x"}, "DATABASE_URL"),
    ({"DOITHOAI_SECRET_KEY": OTHER}, "DOITHOAI_VAULT_KEY"),
    ({"DOITHOAI_URL": "doithoai.binhminh.gov.vn"}, "DOITHOAI_URL"),
    ({"DOITHOAI_URL": "https://a@b/"}, "DOITHOAI_URL"),
    ({"DOITHOAI_SMTP_URL": "mail.binhminh.gov.vn"}, "DOITHOAI_SMTP_URL"),
    ({"DOITHOAI_SMTP_URL": "http://mail"}, "DOITHOAI_SMTP_URL"),
    ({"DOITHOAI_SMTP_URL": "smtp://:587"}, "DOITHOAI_SMTP_URL"),
    ({"DOITHOAI_SMTP_URL": "smtp://mail:99999"}, "DOITHOAI_SMTP_URL"),
    ({"DOITHOAI_SMTP_URL": "smtp://mail\r\nRSET"}, "DOITHOAI_SMTP_URL"),
    ({"DOITHOAI_SMTP_URL": "smtp://u:p@mail?tls=1"}, "DOITHOAI_SMTP_URL"),
    ({"DOITHOAI_SMTP_URL": "smtp://u:p@mail:25"}, "DOITHOAI_SMTP_URL"),
    ({"DOITHOAI_SMTP_URL": "smtps://u:p@mail"}, "DOITHOAI_MAIL_FROM"),
    ({"DOITHOAI_SMTP_URL": "smtps://mail", "DOITHOAI_MAIL_FROM": "a@b\nBcc: c@d"}, "DOITHOAI_MAIL_FROM"),
    ({"DOITHOAI_WEBHOOK_URL": "http://sms.vn/gui", "DOITHOAI_WEBHOOK_SECRET": STRONG}, "DOITHOAI_WEBHOOK_URL"),
    ({"DOITHOAI_WEBHOOK_URL": "http://127.0.0.1/", "DOITHOAI_WEBHOOK_SECRET": STRONG}, "DOITHOAI_WEBHOOK_URL"),
    ({"DOITHOAI_WEBHOOK_URL": "https://u:p@sms.vn/", "DOITHOAI_WEBHOOK_SECRET": STRONG}, "DOITHOAI_WEBHOOK_URL"),
    ({"DOITHOAI_WEBHOOK_URL": "https://sms.vn/gui"}, "DOITHOAI_WEBHOOK_SECRET"),
    ({"DOITHOAI_WEBHOOK_URL": "https://sms.vn/gui", "DOITHOAI_WEBHOOK_SECRET": "short"}, "DOITHOAI_WEBHOOK_SECRET"),
    ({"DOITHOAI_WEBHOOK_PRIVATE": "yes"}, "DOITHOAI_WEBHOOK_PRIVATE"),
]


@pytest.mark.parametrize(("change", "variable"), BAD, ids=[json.dumps(change) for change, _ in BAD])
def test_a_bad_setting_is_refused_with_a_sentence(change, variable):
    with pytest.raises(BadSetting) as refusal:
        read(GOOD | change)
    sentence = str(refusal.value)
    assert variable in sentence
    assert set(sentence) & set("ảấầạãăắặâđêệếềểôốồộơờớợưừứựủịỉọỏò"), "in Vietnamese"
    assert STRONG not in sentence and OTHER not in sentence


def test_a_bad_setting_stops_every_command_with_2(monkeypatch, capsys):
    monkeypatch.setattr(os, "environ", GOOD | {"DEBUG": "1"})
    source = (config_env.ROOT / "config" / "settings.py").read_text()
    with pytest.raises(SystemExit) as stop:
        exec(compile(source, "settings.py", "exec"), {"__name__": "refused"})
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith("doithoai: DEBUG=1 không được dùng")


def test_a_good_environment_is_what_it_says(tmp_path):
    found = read(GOOD | {"DOITHOAI_HOME": str(tmp_path), "DOITHOAI_HTTPS": "1", "DOITHOAI_PROXIES": "2"})
    assert (found.mode, found.debug, found.https, found.proxies) == ("production", False, True, 2)
    assert (found.home, found.hosts) == (tmp_path, ["doithoai.binhminh.gov.vn"])
    assert not (tmp_path / "keys").exists(), "given keys are not written down"


def test_ways_out_are_what_they_say():
    bare = read(GOOD)
    assert (bare.url, bare.smtp_url, bare.webhook_url) == ("http://doithoai.binhminh.gov.vn", "", "")
    given = GOOD | {"DOITHOAI_URL": "https://dt.gov.vn/", "DOITHOAI_SMTP_URL": "smtp://u:p@mail:587?starttls=1"}
    given |= {"DOITHOAI_MAIL_FROM": "dt@dt.gov.vn", "DOITHOAI_WEBHOOK_URL": "https://sms.dt.gov.vn/gui"}
    found = read(given | {"DOITHOAI_WEBHOOK_SECRET": STRONG, "DOITHOAI_WEBHOOK_PRIVATE": "1"})
    assert (found.url, found.mail_from) == ("https://dt.gov.vn", "dt@dt.gov.vn")
    assert (found.webhook_secret, found.webhook_private) == (STRONG, True)
    trying = GOOD | {"DOITHOAI_MODE": "demo", "DOITHOAI_WEBHOOK_URL": "http://127.0.0.1:9/"}
    assert read(trying | {"DOITHOAI_WEBHOOK_SECRET": STRONG}).webhook_url == "http://127.0.0.1:9/"


def test_debug_is_allowed_where_no_citizen_is(tmp_path):
    assert read({"DOITHOAI_MODE": "demo", "DEBUG": "1", "DOITHOAI_HOME": str(tmp_path)}).debug is True


def test_every_variable_is_explained():
    source = (config_env.ROOT / "config" / "env.py").read_text()
    for variable in config_env.VARIABLES:
        assert source.count(f'"{variable.name}"') >= 2, f"{variable.name} is explained and read"
        assert len(variable.meaning) > 15


def test_keys_are_made_once_private_and_stay(tmp_path):
    bare = {"DOITHOAI_MODE": "demo", "DOITHOAI_HOME": str(tmp_path)}
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: read(bare), range(16)))
    assert len({(e.secret_key, e.vault_key) for e in found}) == 1
    first = found[0]
    assert first.secret_key != first.vault_key
    assert min(len(first.secret_key), len(first.vault_key)) >= 40
    for filename in ("secret.key", "vault.key"):
        assert stat.S_IMODE((tmp_path / "keys" / filename).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert read(bare) == first


@pytest.mark.parametrize("content", ["", "ngắn\n", "a" * 60])
def test_a_damaged_key_file_is_refused(tmp_path, content):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret.key").write_text(content)
    with pytest.raises(BadSetting, match=r"secret\.key"):
        read({"DOITHOAI_MODE": "production", "DOITHOAI_HOME": str(tmp_path)})


def test_the_home_is_closed_to_others(tmp_path):
    home = tmp_path / "above" / "home"
    old = os.umask(0o022)
    try:
        read({"DOITHOAI_MODE": "demo", "DOITHOAI_HOME": str(home)})
        config_env.make_home(home / "given")
    finally:
        os.umask(old)
    assert [stat.S_IMODE(place.stat().st_mode) for place in (home, home / "keys", home / "given")] == [0o700] * 3


def test_a_home_that_cannot_hold_keys_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="DOITHOAI_HOME"):
        read({"DOITHOAI_MODE": "demo", "DOITHOAI_HOME": str(tmp_path / "file")})


@pytest.mark.django_db
def test_a_real_sqlite_connection_writes_through(tmp_path):
    given = config_env.read(GOOD | {"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"})
    fresh: dict = {"__name__": "fresh"}
    source = (config_env.ROOT / "config" / "settings.py").read_text()
    exec(compile(source.replace("_env.read()", "GIVEN"), "settings.py", "exec"), fresh | {"GIVEN": given}, fresh)
    options = settings.DATABASES["default"] | fresh["DATABASES"]["default"]
    real = DatabaseWrapper(options | {"TIME_ZONE": None, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True})
    try:
        with real.cursor() as cursor:
            pragmas = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    finally:
        real.close()
    assert pragmas == PRAGMAS
    assert options["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


@pytest.mark.django_db
def test_the_database_of_this_run_keeps_what_it_acknowledged():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone()[0] != "off"
        else:
            assert cursor.execute("PRAGMA foreign_keys").fetchone()[0] == 1
            assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_our_templates_escape():
    assert engines["jinja2"].from_string("{{ words }}").render({"words": "<b>"}) == "&lt;b&gt;"
