"""The arguments of every command, readable without waking Django."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from doithoai.ground.core.dates import parse_date


class Parser(argparse.ArgumentParser):
    """Ends with code 2 and a sentence when the arguments cannot be used."""

    def error(self, message: str):
        """Say what is wrong and where help stands."""
        self.exit(2, f"doithoai: tham số chưa đúng: {message}\nXem: {self.prog} --help\n")


def day(text: str) -> date:
    """Read a day: 2026-11-21 or 21/11/2026."""
    found = parse_date(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}” không phải là ngày (viết 2026-11-21 hoặc 21/11/2026)")
    return found


def port(text: str) -> int:
    """Read a port number."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}” không phải là số cổng (1–65535)")
    return int(text)


def few(text: str) -> int:
    """Read a small positive number."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= 256:
        raise argparse.ArgumentTypeError(f"“{text}”: cần một số từ 1 đến 256")
    return int(text)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="in đúng một văn bản JSON ra stdout")


def serving(parser: argparse.ArgumentParser) -> None:
    """Declare where and with how much the server runs."""
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định 127.0.0.1)")
    # A string default is read by `type` too, so a bad PORT is refused like a bad --port.
    parser.add_argument(
        "--port", type=port, default=os.environ.get("PORT", "8000"), help="cổng (mặc định PORT hoặc 8000)"
    )
    parser.add_argument("--workers", type=few, help="số tiến trình (mặc định: số lõi + 1)")
    parser.add_argument("--threads", type=few, default=1, help="số luồng mỗi tiến trình (mặc định 1)")
    parser.add_argument(
        "--no-tick", action="store_true", help="không chạy kèm việc theo giờ (đã có máy khác chạy tick)"
    )


def _tick(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--loop", action="store_true", help="chạy mãi, mỗi 30 giây một lần")
    parser.add_argument(
        "--retry", action="store_true", help="gửi ngay tin đang chờ gửi lại (sau khi máy chủ thư đã sửa)"
    )
    # Given by `serve` to its own child: it ends with its parent, however that one ends.
    parser.add_argument("--with-parent", type=int, metavar="PID", help=argparse.SUPPRESS)
    _json(parser)


def commune_code(text: str) -> str:
    """Read the national code of a commune: five digits."""
    return _code(text, 5, "mã xã, phường, đặc khu gồm 5 chữ số, ví dụ 00611")


def province_code(text: str) -> str:
    """Read the national code of a province: two digits."""
    return _code(text, 2, "mã tỉnh, thành phố gồm 2 chữ số, ví dụ 33")


def _code(text: str, length: int, sentence: str) -> str:
    if len(text) != length or not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"“{text[:20]}”: {sentence}")
    return text


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-input", action="store_true", help="không hỏi gì, dùng giá trị mặc định")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--commune", type=commune_code, metavar="MÃ", help="xã, phường, đặc khu trong danh mục, với cơ quan theo mẫu"
    )
    which.add_argument("--province", type=province_code, metavar="MÃ", help="tỉnh, thành phố trong danh mục, như trên")
    which.add_argument("--name", metavar="TÊN", help="đơn vị ngoài danh mục, ví dụ “Xã Bình Minh”")
    parser.add_argument("--no-seats", action="store_true", help="không tạo tài khoản theo mẫu, chỉ có quản trị")
    parser.add_argument(
        "--level", choices=["commune", "province", "district"], default="commune", help="cấp của đơn vị"
    )
    parser.add_argument("--code", default="", metavar="MÃ", help="mã đơn vị hành chính")
    parser.add_argument(
        "--admin", metavar="TÊN_ĐĂNG_NHẬP", help="tên đăng nhập của quản trị đầu tiên (mặc định quantri)"
    )
    parser.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu từ dòng đầu của stdin")
    _json(parser)


def _doctor(parser: argparse.ArgumentParser) -> None:
    _json(parser)


def _import(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="VIỆC", parser_class=Parser)
    opinions = what.add_parser("opinions", help="ý kiến từ tệp .xlsx .xls .csv .docx .json .jsonl")
    opinions.add_argument("files", nargs="+", metavar="TỆP")
    opinions.add_argument("--meeting", metavar="MÃ", help="mã cuộc đối thoại, ví dụ DT-2026-0001")
    opinions.add_argument("--village", default="", metavar="THÔN", help="thôn, tổ dân phố khi tệp không ghi")
    opinions.add_argument("--unit", metavar="ĐƠN_VỊ", help="tên hoặc mã đơn vị (mặc định đơn vị của máy này)")
    opinions.add_argument("--dry-run", action="store_true", help="chỉ đọc và đếm, không lưu gì")
    _json(opinions)
    units = what.add_parser("units", help="thôn, tổ dân phố, cơ quan của một xã từ tệp .xlsx .xls .csv")
    units.add_argument("file", metavar="TỆP", help="cột: tên, loại, mã, từ ngày, đến ngày (chỉ tên là bắt buộc)")
    units.add_argument("--unit", metavar="ĐƠN_VỊ", help="tên hoặc mã đơn vị cấp trên (mặc định đơn vị của máy này)")
    units.add_argument("--dry-run", action="store_true", help="chỉ đọc và đếm, không lưu gì")
    _json(units)


def _balance(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("meeting", nargs="?", metavar="MÃ", help="mã cuộc đối thoại, ví dụ DT-2026-0001")
    which.add_argument("--all", action="store_true", help="mọi cuộc")
    _json(parser)


def year(text: str) -> int:
    """Read a year."""
    if not text.isascii() or not text.isdigit() or not 2000 <= int(text[:5]) <= 2100:
        raise argparse.ArgumentTypeError(f"“{text}” không phải là năm (2000–2100)")
    return int(text)


def _check(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="VIỆC", parser_class=Parser)
    programme = what.add_parser("programme", help="chương trình năm so với các quy định")
    programme.add_argument("year", type=year, metavar="NĂM", help="năm của chương trình, ví dụ 2026")
    programme.add_argument("--unit", required=True, metavar="ĐƠN_VỊ", help="tên hoặc mã đơn vị")
    programme.add_argument("--on", type=day, metavar="NGÀY", help="tình hình đến hết ngày này (mặc định hôm nay)")
    _json(programme)


def sized(text: str) -> str:
    """Read a village with its number of people: TÊN=SỐ."""
    name, _equals, size = text.rpartition("=")
    if not name.strip() or not size.isascii() or not size.isdigit() or len(size) > 9:
        raise argparse.ArgumentTypeError(f"“{text}”: viết TÊN=SỐ, ví dụ “Thôn Đông=412”")
    return text


def _lot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", required=True, metavar="HẠT", help="hạt giống đã công bố: mã cuộc/con số")
    parser.add_argument(
        "--village",
        action="append",
        required=True,
        type=sized,
        metavar="TÊN=SỐ",
        help="thôn và số người của thôn; mỗi thôn một lần",
    )
    parser.add_argument("--seats", required=True, type=seats, metavar="SỐ", help="số ghế")
    _json(parser)


def seats(text: str) -> int:
    """Read how many are drawn."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 200_000 or len(text) > 6:
        raise argparse.ArgumentTypeError(f"“{text}”: cần một số từ 1 đến 200000")
    return int(text)


def _report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=["summary"], metavar="TÊN", help="tên báo cáo: summary")
    parser.add_argument("--unit", required=True, metavar="ĐƠN_VỊ", help="tên hoặc mã đơn vị")
    parser.add_argument("--from", dest="start", type=day, required=True, metavar="NGÀY", help="từ ngày")
    parser.add_argument("--to", dest="end", type=day, required=True, metavar="NGÀY", help="đến hết ngày")
    parser.add_argument("--as-of", type=day, metavar="NGÀY", help="tình hình tính đến hết ngày (mặc định hôm nay)")
    parser.add_argument("--format", choices=["json", "xlsx", "text"], help="dạng (mặc định text)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="như --format json")
    parser.add_argument("-o", "--output", metavar="TỆP", help="ghi vào tệp thay vì stdout")


def many(text: str) -> int:
    """Read how many results are wanted."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= 200:
        raise argparse.ArgumentTypeError(f"“{text}”: cần một số từ 1 đến 200")
    return int(text)


def _finding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="LỜI", help="lời cần tìm, hoặc “-”: mỗi dòng của stdin là một lời")
    parser.add_argument(
        "--limit", type=many, default=10, metavar="SỐ", help="nhiều nhất bấy nhiêu kết quả (mặc định 10)"
    )
    parser.add_argument("--place", default="", metavar="NƠI", help="nơi, ví dụ “xã Tân Hiệp, huyện Hớn Quản”")
    kinds = ["opinion", "matter", "answer", "promise"]
    parser.add_argument("--kind", action="append", choices=kinds, help="chỉ tìm loại này; có thể lặp lại")
    _json(parser)


def _search(parser: argparse.ArgumentParser) -> None:
    _finding(parser)
    parser.add_argument("--unit", metavar="ĐƠN_VỊ", help="tên hoặc mã đơn vị")
    parser.add_argument("--field", default="", metavar="MÃ", help="mã lĩnh vực, ví dụ transport")
    parser.add_argument("--state", default="", metavar="MÃ", help="trạng thái, ví dụ assigned")
    parser.add_argument("--result", default="", metavar="MÃ", help="kết quả, ví dụ resolved")
    parser.add_argument("--since", type=day, metavar="NGÀY", help="từ ngày")
    parser.add_argument("--until", type=day, metavar="NGÀY", help="trước ngày")


def _suggest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="LỜI", help="lời của người dân, hoặc “-”: mỗi dòng của stdin là một lời")
    parser.add_argument("--unit", metavar="ĐƠN_VỊ", help="tên hoặc mã đơn vị (mặc định đơn vị của máy này)")
    parser.add_argument("--place", default="", metavar="NƠI", help="nơi, ví dụ “xã Tân Hiệp, huyện Hớn Quản”")
    parser.add_argument("--on", type=day, metavar="NGÀY", help="thẩm quyền của ngày này (mặc định hôm nay)")
    _json(parser)


def _index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rebuild", action="store_true", help="bỏ chỉ mục và lập lại từ đầu")
    _json(parser)


@dataclass(frozen=True)
class Command:
    """One command: what it does, its module, its arguments (None: the module itself names them)."""

    help: str
    module: str
    add: Callable[[argparse.ArgumentParser], None] | None = None


COMMANDS = {
    "serve": Command("chạy máy chủ web", "serve", serving),
    "tick": Command("làm việc theo giờ: gửi tin báo, nhận thư, dọn dữ liệu hết hạn", "tick", _tick),
    "init": Command("tạo hệ thống trống với quản trị đầu tiên", "init", _init),
    "demo": Command("nạp dữ liệu trình diễn", "demo"),
    "doctor": Command("giải thích mọi cài đặt và chỉ ra điều chưa ổn", "doctor", _doctor),
    "import": Command("nhập dữ liệu từ tệp", "importing", _import),
    "search": Command("tìm ý kiến, vấn đề, trả lời, cam kết", "searching", _search),
    "similar": Command("tìm ý kiến, vấn đề có thể cùng một việc", "searching", _finding),
    "suggest": Command("đề xuất loại, lĩnh vực, cơ quan cho một ý kiến, kèm lý do", "suggesting", _suggest),
    "index": Command("đưa chỉ mục tìm kiếm lên mới nhất, hoặc lập lại", "indexing", _index),
    "balance": Command("bảng cân đối ý kiến của một cuộc", "balance", _balance),
    "handover": Command("bàn giao việc mở của đơn vị kết thúc cho đơn vị kế thừa", "handover"),
    "check": Command("các bổn phận trong năm, mỗi điều với căn cứ của nó", "check", _check),
    "lot": Command("bốc lại một lần bốc thăm đã công bố, để kiểm tra", "lot", _lot),
    "bench": Command("đo tốc độ, mỗi số bên cạnh mức sàn của nó", "bench"),
    "report": Command("báo cáo với các trường hợp phía sau mỗi con số", "report", _report),
}


def module_of(command: str) -> str:
    """Return the full name of a command's module."""
    return f"{__package__}.{COMMANDS[command].module}"


def brings_its_own(given: list[str]) -> bool:
    """Say whether the named command declares its arguments in its own module."""
    named = COMMANDS.get(given[0]) if given else None
    return named is not None and named.add is None


def read(given: list[str]) -> argparse.Namespace:
    """Read the command line; ends the program with code 2 when it cannot be used."""
    parser = Parser(prog="doithoai", description="Đối thoại trực tiếp giữa người đứng đầu và nhân dân.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH", parser_class=Parser)
    for name, command in COMMANDS.items():
        one = commands.add_parser(name, help=command.help, description=command.help.capitalize() + ".")
        if command.add is not None:
            command.add(one)
        elif given[:1] == [name]:
            import_module(module_of(name)).add_arguments(one)
    return parser.parse_args(given)
