"""Telephone numbers as people write them, brought to one form so that two writings of one number are equal."""

import re
import unicodedata

_BETWEEN = re.compile(r"[,;/\n]| - | hoặc | và ", re.IGNORECASE)


def normal(text: str) -> str:
    """Return the digits of the first number in a text, beginning with 0 ('+84 912.345.678' is '0912345678'); '' for none.

    A spreadsheet that took the number for a figure has lost its zero: it is put back.
    """
    first = next((part for part in _BETWEEN.split(text[:200]) if any(c.isdecimal() for c in part)), "")
    digits = "".join(str(unicodedata.decimal(c)) for c in first if c.isdecimal())
    if digits.startswith("0084"):
        digits = digits[2:]
    if digits.startswith("84") and len(digits) >= 11:
        digits = digits[2:].removeprefix("0")
    digits = digits if digits.startswith("0") else "0" + digits
    return digits if 9 <= len(digits) <= 11 else ""
