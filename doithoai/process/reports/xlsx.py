"""The summary as a workbook: figures with their meaning, and every case behind them."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from doithoai.ground.core.dates import fmt_date
from doithoai.process.reports import cases, figures
from doithoai.process.reports.scope import Scope

# A sheet ends at 1,048,576 rows; one is kept for the sentence that says where the rest stands.
MOST_ROWS = 1_048_000
# Words of citizens are words: nothing that begins with "=" may become a formula or a link on somebody's desk.
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def workbook(scope: Scope, seat: Any = None) -> bytes:
    """Return the report as .xlsx; for a seat, with the cases it may read."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, PLAIN)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    _figures(book, scope, bold, wrap)
    _cases(book, scope, seat, bold)
    book.close()
    return target.getvalue()


def _figures(book: xlsxwriter.Workbook, scope: Scope, bold, wrap) -> None:
    sheet = book.add_worksheet(_("Số liệu"))
    for column, width in enumerate((28, 12, 70, 28)):
        sheet.set_column(column, column, width)
    lines = (
        (_("Báo cáo tổng hợp"), ""),
        (_("Đơn vị"), scope.unit.name),
        (_("Kỳ báo cáo"), f"{fmt_date(scope.start)} – {fmt_date(scope.end)}"),
        (_("Số liệu chốt đến hết ngày"), fmt_date(scope.as_of)),
    )
    for row, (name, words) in enumerate(lines):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, words)
    head = len(lines) + 1
    for column, title in enumerate((_("Chỉ tiêu"), _("Số lượng"), _("Cách tính"), _("Tên trong dữ liệu"))):
        sheet.write_string(head, column, title, bold)
    numbers = figures.values(scope)
    for row, figure in enumerate(figures.FIGURES, start=head + 1):
        sheet.write_string(row, 0, str(figure.label), wrap)
        sheet.write_number(row, 1, numbers[figure.name], wrap)
        sheet.write_string(row, 2, str(figure.meaning), wrap)
        sheet.write_string(row, 3, figure.name, wrap)
    head = head + len(figures.FIGURES) + 2
    sheet.write_string(head, 0, _("Ý kiến theo kênh"), bold)
    for row, (channel, number) in enumerate(figures.by_channel(scope).items(), start=head + 1):
        sheet.write_string(row, 0, str(channel.label), wrap)
        sheet.write_number(row, 1, number, wrap)
        sheet.write_string(row, 3, figures.CHANNELS[channel].name, wrap)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)


def _cases(book: xlsxwriter.Workbook, scope: Scope, seat: Any, bold) -> None:
    sheet = book.add_worksheet(_("Các trường hợp"))
    for column, width in enumerate((28, 10, 18, 14, 90)):
        sheet.set_column(column, column, width)
    for column, title in enumerate((_("Chỉ tiêu"), "ID", _("Mã"), _("Ngày"), _("Nội dung"))):
        sheet.write_string(0, column, title, bold)
    row = 0
    for figure in figures.FIGURES:
        for case in cases.described(figure.cases(scope, seat)):
            row += 1
            if row > MOST_ROWS:
                sheet.write_string(row, 0, _("Còn nữa: xem đủ ở dạng JSON."))
                return
            sheet.write_string(row, 0, str(figure.label))
            sheet.write_number(row, 1, case.pk)
            sheet.write_string(row, 2, case.code)
            sheet.write_string(row, 3, case.day)
            sheet.write_string(row, 4, case.words)
    sheet.freeze_panes(1, 0)
