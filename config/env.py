"""Settings from the environment: read, checked, explained. One place knows every variable."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

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


def _flag(env, name: str) -> bool:
    value = env.get(name, "0").strip().lower()
    if value not in {"0", "1", "true", "false", ""}:
        raise BadSetting(f"{name}={value!r}: chỉ nhận 0 hoặc 1.")
    return value in {"1", "true"}


def _number(env, name: str) -> int:
    value = env.get(name, "0").strip()
    if not value.isdigit() or int(value) > 10:
        raise BadSetting(f"{name}={value!r}: cần một số từ 0 đến 10.")
    return int(value)


def _key(env, home: Path, variable: str, filename: str) -> str:
    """Return a secret from the environment, else from its file, which is made on first use (0600)."""
    given = env.get(variable)
    if given is not None:
        if (
            len(given) < 40
            or given.lower() in WEAK_SECRETS
            or len(set(given)) < 10
            or given.startswith("django-insecure")
        ):
            raise BadSetting(f"{variable} quá ngắn hoặc quá dễ đoán: cần ít nhất 40 ký tự ngẫu nhiên.")
        return given
    path = home / "keys" / filename
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_EXCL: two processes starting together must end up with the same key, never two.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        raise BadSetting(f"Không ghi được khóa vào {path}: {error.strerror}. Hãy đặt DOITHOAI_HOME.") from error
    value = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    return value


def _database(env, home: Path) -> str:
    url = env.get("DATABASE_URL", "").strip() or f"sqlite:///{home / 'doithoai.sqlite3'}"
    scheme = urlsplit(url).scheme
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL phải bắt đầu bằng sqlite:/// hoặc postgresql://")
    if scheme == "sqlite" and ":memory:" in url:
        raise BadSetting("DATABASE_URL: cơ sở dữ liệu trong bộ nhớ sẽ mất ý kiến khi tắt máy.")
    return url


def read(env=None) -> Environment:
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
    return Environment(
        mode=mode,
        debug=debug,
        home=home,
        database_url=_database(env, home),
        secret_key=_key(env, home, "DOITHOAI_SECRET_KEY", "secret.key"),
        vault_key=_key(env, home, "DOITHOAI_VAULT_KEY", "vault.key"),
        hosts=hosts,
        https=_flag(env, "DOITHOAI_HTTPS"),
        proxies=_number(env, "DOITHOAI_PROXIES"),
        phone=env.get("DOITHOAI_PHONE", "").strip(),
    )
