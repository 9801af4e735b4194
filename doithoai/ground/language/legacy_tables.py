"""The byte tables of TCVN 5712 (VN3), VNI Windows and VISCII 1.1, keyed by Latin-1 characters."""

from __future__ import annotations


def _from_hex(listing: str) -> dict[int, str]:
    """`"à:b5 ả:b6"` as a table for `str.translate`."""
    return {int(code, 16): letter for letter, code in (e.split(":") for e in listing.split())}


# Bytes 80 to 9F hold Windows quotes and dashes in every file made on Windows.
WINDOWS_PUNCTUATION = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}

TCVN3 = WINDOWS_PUNCTUATION | _from_hex(
    "Ă:a1 Â:a2 Ê:a3 Ô:a4 Ơ:a5 Ư:a6 Đ:a7 ă:a8 â:a9 ê:aa ô:ab ơ:ac ư:ad đ:ae "
    "à:b5 ả:b6 ã:b7 á:b8 ạ:b9 ằ:bb ẳ:bc ẵ:bd ắ:be ặ:c6 ầ:c7 ẩ:c8 ẫ:c9 ấ:ca ậ:cb "
    "è:cc ẻ:ce ẽ:cf é:d0 ẹ:d1 ề:d2 ể:d3 ễ:d4 ế:d5 ệ:d6 ì:d7 ỉ:d8 ĩ:dc í:dd ị:de "
    "ò:df ỏ:e1 õ:e2 ó:e3 ọ:e4 ồ:e5 ổ:e6 ỗ:e7 ố:e8 ộ:e9 ờ:ea ở:eb ỡ:ec ớ:ed ợ:ee "
    "ù:ef ủ:f1 ũ:f2 ú:f3 ụ:f4 ừ:f5 ử:f6 ữ:f7 ứ:f8 ự:f9 ỳ:fa ỷ:fb ỹ:fc ý:fd ỵ:fe"
)

VISCII = {
    0x80 + i: letter
    for i, letter in enumerate(
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
        "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
    )
} | {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

VNI_SINGLES = (
    _from_hex("í:ed ì:ec ỉ:e6 ĩ:f3 ị:f2 ơ:f4 ư:f6 ỵ:ee đ:f1 Í:cd Ì:cc Ỉ:c6 Ĩ:d3 Ị:d2 Ơ:d4 Ư:d6 Ỵ:ce Đ:d1")
    | WINDOWS_PUNCTUATION
)


def _vni_pairs() -> dict[str, str]:
    """A base letter and the letter that stands for its marks, in both cases."""
    plain = {"a": "áàảãạ", "e": "éèẻẽẹ", "o": "óòỏõọ", "u": "úùủũụ", "y": "ýỳỷỹ", "ô": "ớờởỡợ", "ö": "ứừửữự"}
    pairs = {
        base + mark: letter for base, letters in plain.items() for mark, letter in zip("ùøûõï", letters, strict=False)
    }
    for base, letters in {"a": "âấầẩẫậ", "e": "êếềểễệ", "o": "ôốồổỗộ"}.items():
        pairs |= {base + mark: letter for mark, letter in zip("âáàåãä", letters, strict=True)}
    pairs |= {"a" + mark: letter for mark, letter in zip("êéèúüë", "ăắằẳẵặ", strict=True)}
    upper = {pair.upper(): letter.upper() for pair, letter in pairs.items()}
    # A capital followed by a small mark is common in names: the font draws both alike.
    mixed = {pair[0].upper() + pair[1]: letter.upper() for pair, letter in pairs.items()}
    return mixed | upper | pairs


VNI_PAIRS = _vni_pairs()
