"""What an exported file is called: after its question, its search or its report, so that several can be told apart."""

import re
from urllib.parse import quote

LONGEST = 60  # characters; file systems take 255 bytes
FORBIDDEN = re.compile(r'[\\/:*?"<>|：？\x00-\x1f\x7f]+')  # by Windows, and what people would not write in a name


def file_name(title: str, suffix: str) -> str:
    """A name that every system takes.

    >>> file_name("深圳有多少个公园？", ".docx"), file_name("检索：碳 / 市场", ".csv"), file_name("..", ".md")
    ('深圳有多少个公园.docx', '检索 碳 市场.csv', 'baipishu.md')
    """
    plain = " ".join(FORBIDDEN.sub(" ", title).split())[:LONGEST].strip(" .")
    return f"{plain or 'baipishu'}{suffix}"


def disposition(name: str) -> str:
    """The header that names a file (RFC 6266): in plain letters for old programs, whole for all others.

    >>> disposition("指标.csv")
    'attachment; filename="baipishu.csv"; filename*=UTF-8\\'\\'%E6%8C%87%E6%A0%87.csv'
    """
    suffix = name.rpartition(".")[2]
    return f"attachment; filename=\"baipishu.{suffix}\"; filename*=UTF-8''{quote(name, safe='')}"
