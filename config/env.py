"""Settings from the environment: read, checked, explained. One place knows every variable."""

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent.parent
MODES = ("production", "demo", "test")
WEAK_SECRETS = {"", "secret", "changeme", "insecure", "default", "django-insecure"}


class BadSetting(Exception):
    """A variable has a value the program refuses to start with. The text says which and why."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, default as people read it, and what it does."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DOITHOAI_MODE", "production", "production, demo hoặc test; chỉ demo và test được bật DEBUG"),
    Variable("DOITHOAI_HOME", "./var", "thư mục giữ cơ sở dữ liệu SQLite, khóa và tệp"),
    Variable("DATABASE_URL", "sqlite:///$DOITHOAI_HOME/doithoai.sqlite3", "sqlite:////đường/dẫn hoặc postgresql://…"),
    Variable(
        "DOITHOAI_SECRET_KEY", "tệp $DOITHOAI_HOME/keys/secret.key", "khóa ký của phiên làm việc, ít nhất 40 ký tự"
    ),
    Variable(
        "DOITHOAI_VAULT_KEY", "tệp $DOITHOAI_HOME/keys/vault.key", "khóa mã hóa thông tin người gửi, ít nhất 40 ký tự"
    ),
    Variable("DOITHOAI_HOSTS", "localhost,127.0.0.1,[::1]", "tên miền được phục vụ, cách nhau bằng dấu phẩy"),
    Variable("DOITHOAI_HTTPS", "0", "1 khi có HTTPS phía trước: cookie chỉ đi qua HTTPS"),
    Variable("DOITHOAI_PROXIES", "0", "số máy chủ chuyển tiếp tin cậy đứng trước (để biết địa chỉ thật)"),
    Variable("DOITHOAI_PHONE", "", "số điện thoại trợ giúp in trên mọi trang"),
    Variable("DOITHOAI_URL", "tên miền đầu tiên trong DOITHOAI_HOSTS", "địa chỉ trang web in trong tin báo, https://…"),
    Variable(
        "DOITHOAI_SMTP_URL",
        "",
        "máy chủ gửi thư: smtp://tên:mật-khẩu@máy:587?starttls=1 hoặc smtps://…; trống là không gửi thư",
    ),
    Variable("DOITHOAI_MAIL_FROM", "", "địa chỉ đứng tên gửi thư báo tin, ví dụ doithoai@binhminh.gov.vn"),
    Variable("DOITHOAI_WEBHOOK_URL", "", "cổng tin nhắn (SMS, Zalo) nhận tin báo, https://…; trống là không gửi"),
    Variable("DOITHOAI_WEBHOOK_SECRET", "", "khóa ký tin báo gửi tới cổng tin nhắn, ít nhất 40 ký tự"),
    Variable("DOITHOAI_WEBHOOK_PRIVATE", "0", "1 khi cổng tin nhắn đứng trong mạng nội bộ (địa chỉ riêng)"),
    Variable(
        "DOITHOAI_IMAP_URL",
        "",
        "hộp thư nhận ý kiến: imaps://tên:mật-khẩu@máy:993/INBOX; trống là không nhận ý kiến qua thư điện tử",
    ),
    Variable("DOITHOAI_IMAP_UNIT", "đơn vị của máy chủ này", "mã hoặc tên đơn vị mà ý kiến trong hộp thư gửi tới"),
    Variable("DEBUG", "0", "1 để xem lỗi chi tiết; bị từ chối ở chế độ production"),
)


@dataclass(frozen=True)
class Environment:
    """The checked settings. Paths are absolute; secrets are never printed."""

    mode: str
    debug: bool
    home: Path
    database_url: str
    secret_key: str
    vault_key: str
    hosts: list[str]
    https: bool
    proxies: int
    phone: str
    url: str
    smtp_url: str
    mail_from: str
    webhook_url: str
    webhook_secret: str
    webhook_private: bool
    imap_url: str
    imap_unit: str


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "0").strip().lower()
    if value not in {"0", "1", "true", "false", ""}:
        raise BadSetting(f"{name}={value!r}: chỉ nhận 0 hoặc 1.")
    return value in {"1", "true"}


def _number(env: Mapping[str, str], name: str) -> int:
    value = env.get(name, "0").strip()
    if not re.fullmatch(r"[0-9]|10", value):
        raise BadSetting(f"{name}={value!r}: cần một số từ 0 đến 10.")
    return int(value)


def _strong(value: str) -> bool:
    """Long, varied, and none of the words people put where a secret should stand."""
    guessable = value.lower() in WEAK_SECRETS or value.startswith("django-insecure")
    return len(value) >= 40 and len(set(value)) >= 10 and not guessable


def _key(env: Mapping[str, str], home: Path, variable: str, filename: str) -> str:
    """Return a secret from the environment, else from its file, which is made on first use (0600)."""
    given = env.get(variable)
    if given is not None:
        if not _strong(given):
            raise BadSetting(f"{variable} quá ngắn hoặc quá dễ đoán: cần ít nhất 40 ký tự ngẫu nhiên.")
        return given
    path = home / "keys" / filename
    try:
        if not path.exists():
            _make_key(path)
        value = path.read_text().strip()
    except OSError as error:
        raise BadSetting(
            f"Không đọc hoặc ghi được khóa {path}: {error.strerror}. Hãy kiểm tra DOITHOAI_HOME."
        ) from error
    if not _strong(value):
        raise BadSetting(f"Tệp khóa {path} bị hỏng. Hãy lấy lại từ bản sao lưu: khóa mới không mở được dữ liệu cũ.")
    return value


def make_home(home: Path) -> None:
    """Make the folder of the database, keys and files where it is missing, closed to everybody else on the machine."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)


def _make_key(path: Path) -> None:
    """Write a new key. It appears whole or not at all, and of two processes starting together one wins."""
    make_home(path.parent.parent)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _database(env: Mapping[str, str], home: Path) -> str:
    url = env.get("DATABASE_URL", "").strip() or f"sqlite:///{home / 'doithoai.sqlite3'}"
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL phải bắt đầu bằng sqlite:/// hoặc postgresql://")
    if scheme == "sqlite" and ":memory:" in url:
        raise BadSetting("DATABASE_URL: cơ sở dữ liệu trong bộ nhớ sẽ mất ý kiến khi tắt máy.")
    return url


def _address(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """Return the checked address under this name, or None when it is not set."""
    value = env.get(name, "").strip()
    if not value:
        return None
    try:
        parts = urlsplit(value)
        fits = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or not value.isascii() or re.search(r"[\s\x00-\x1f]", value) or parts.fragment:
        raise BadSetting(f"{name}: cần một địa chỉ bắt đầu bằng {' hoặc '.join(s + '://' for s in schemes)}")
    return parts


def _is_loopback(host: str | None) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _site(env: Mapping[str, str], hosts: list[str], https: bool) -> str:
    """Return where people find this site: what notices name. Without a slash at the end."""
    found = _address(env, "DOITHOAI_URL", ("https", "http"))
    if found is None:
        return f"{'https' if https else 'http'}://{hosts[0].lstrip('.*')}"
    if found.username or found.query:
        raise BadSetting("DOITHOAI_URL: chỉ ghi tên miền, không có tên đăng nhập hay dấu hỏi.")
    return found.geturl().rstrip("/")


def _mail(env: Mapping[str, str], mode: str) -> tuple[str, str]:
    """Return the mail server and the sender's address; both or none. A password never travels in the clear."""
    found, sender = _address(env, "DOITHOAI_SMTP_URL", ("smtp", "smtps")), env.get("DOITHOAI_MAIL_FROM", "")
    sender = sender.strip()
    if found is None:
        return "", sender
    secured = found.scheme == "smtps" or "starttls=1" in found.query.split("&")
    if found.query not in {"", "starttls=0", "starttls=1"}:
        raise BadSetting("DOITHOAI_SMTP_URL: sau dấu hỏi chỉ nhận starttls=0 hoặc starttls=1.")
    if found.password and not secured and (mode == "production" or not _is_loopback(found.hostname)):
        raise BadSetting("DOITHOAI_SMTP_URL: mật khẩu sẽ đi không mã hóa. Hãy dùng smtps:// hoặc thêm ?starttls=1.")
    if not re.fullmatch(r"[A-Za-z0-9._+\-]{1,64}@[A-Za-z0-9.\-]{1,190}", sender):
        raise BadSetting("DOITHOAI_MAIL_FROM: cần một địa chỉ thư, ví dụ doithoai@binhminh.gov.vn")
    return found.geturl(), sender


def _webhook(env: Mapping[str, str], mode: str) -> tuple[str, str, bool]:
    """Return the message gateway, the key that signs, and whether it may stand inside. https, or loopback when trying."""
    private = _flag(env, "DOITHOAI_WEBHOOK_PRIVATE")
    found, secret = _address(env, "DOITHOAI_WEBHOOK_URL", ("https", "http")), env.get("DOITHOAI_WEBHOOK_SECRET")
    if found is None:
        return "", "", private
    if found.scheme == "http" and (mode == "production" or not _is_loopback(found.hostname)):
        raise BadSetting("DOITHOAI_WEBHOOK_URL: chỉ nhận https://, vì tin báo mang số điện thoại của người dân.")
    if found.username:
        raise BadSetting("DOITHOAI_WEBHOOK_URL: không đặt tên đăng nhập trong địa chỉ; tin đã được ký bằng khóa.")
    if not _strong(secret or ""):
        raise BadSetting("DOITHOAI_WEBHOOK_SECRET quá ngắn hoặc quá dễ đoán: cần ít nhất 40 ký tự ngẫu nhiên.")
    return found.geturl(), secret or "", private


def _mailbox(env: Mapping[str, str], mode: str) -> str:
    """Return the mailbox that opinions are fetched from, '' for none. A password never travels in the clear."""
    found = _address(env, "DOITHOAI_IMAP_URL", ("imaps", "imap"))
    if found is None:
        return ""
    if found.scheme == "imap" and (mode == "production" or not _is_loopback(found.hostname)):
        raise BadSetting("DOITHOAI_IMAP_URL: mật khẩu sẽ đi không mã hóa. Hãy dùng imaps://")
    if not found.username or not found.password or found.query:
        raise BadSetting("DOITHOAI_IMAP_URL: cần tên đăng nhập và mật khẩu, dạng imaps://tên:mật-khẩu@máy:993/INBOX")
    return found.geturl()


def read(env: Mapping[str, str] | None = None) -> Environment:
    """Read and check the environment. Raises BadSetting with a sentence a clerk's IT helper understands."""
    env = os.environ if env is None else env
    mode = env.get("DOITHOAI_MODE", "production").strip()
    if mode not in MODES:
        raise BadSetting(f"DOITHOAI_MODE={mode!r}: chỉ nhận {', '.join(MODES)}.")
    debug = _flag(env, "DEBUG")
    if debug and mode == "production":
        raise BadSetting("DEBUG=1 không được dùng ở chế độ production: trang lỗi sẽ lộ dữ liệu của người dân.")
    home = Path(env.get("DOITHOAI_HOME") or ROOT / "var").expanduser().resolve()
    hosts = [h.strip() for h in env.get("DOITHOAI_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip()]
    if not hosts or (mode == "production" and "*" in hosts):
        raise BadSetting("DOITHOAI_HOSTS: hãy ghi rõ tên miền, không để trống và không dùng *.")
    secret_key = _key(env, home, "DOITHOAI_SECRET_KEY", "secret.key")
    vault_key = _key(env, home, "DOITHOAI_VAULT_KEY", "vault.key")
    if secret_key == vault_key:
        raise BadSetting("DOITHOAI_VAULT_KEY phải khác DOITHOAI_SECRET_KEY: lộ khóa này không được mở khóa kia.")
    smtp_url, mail_from = _mail(env, mode)
    webhook_url, webhook_secret, webhook_private = _webhook(env, mode)
    return Environment(
        mode=mode,
        debug=debug,
        home=home,
        database_url=_database(env, home),
        secret_key=secret_key,
        vault_key=vault_key,
        hosts=hosts,
        https=_flag(env, "DOITHOAI_HTTPS"),
        proxies=_number(env, "DOITHOAI_PROXIES"),
        phone=env.get("DOITHOAI_PHONE", "").strip(),
        url=_site(env, hosts, _flag(env, "DOITHOAI_HTTPS")),
        smtp_url=smtp_url,
        mail_from=mail_from,
        webhook_url=webhook_url,
        webhook_secret=webhook_secret,
        webhook_private=webhook_private,
        imap_url=_mailbox(env, mode),
        imap_unit=env.get("DOITHOAI_IMAP_UNIT", "").strip(),
    )
