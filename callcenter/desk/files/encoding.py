"""In which encoding a text file is written: UTF-8, UTF-16 with its mark, or GB18030 of Chinese Windows."""

import codecs
from pathlib import Path
from typing import IO

from callcenter.errors import Invalid
from callcenter.i18n import N_

_PAGE = 1 << 20
_CHINESE_SHARE = 0.9


def encoding_of(path: Path, stream: IO[bytes]) -> str:
    """Read a file through and return the name of its encoding.

    Bytes of Western Windows code pages also decode as GB18030,
    to signs that nobody uses; so a GB18030 file must
    consist of the common signs of GB 2312.

    Raises:
        Invalid: none of these; says to save it as UTF-8.
    """
    begin = stream.read(4)
    stream.seek(0)
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _decodes(stream, "utf-8-sig"):
        return "utf-8-sig"
    stream.seek(0)
    if _is_chinese(stream):
        return "gb18030"
    raise Invalid(
        N_("{file} is written neither in UTF-8 nor in GB18030. Save it as CSV UTF-8 and try again."),
        file=str(path),
    )


def _decodes(stream: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while page := stream.read(_PAGE):
            decoder.decode(page)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(stream: IO[bytes]) -> bool:
    """Whether the bytes are GB18030 and nearly all beyond ASCII lies in GB 2312 (both bytes from 0xA1)."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    signs = common = 0
    try:
        while page := stream.read(_PAGE):
            beyond = "".join(sign for sign in decoder.decode(page) if not sign.isascii())
            signs += len(beyond)
            common += len(beyond.encode("gb2312", "ignore")) // 2
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return common >= signs * _CHINESE_SHARE
