"""What may stand in a log: no address, and of a question only what names nobody."""

import hashlib
import re
import secrets

SALT = secrets.token_bytes(16)  # of this run: the same client has the same name until the server stops, and no longer
PRIVATE = [
    (re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"), "[邮箱]"),
    (re.compile(r"(?<![0-9])[1-9]\d{16}[0-9Xx](?![0-9])"), "[证件号]"),  # identity card, 18 places
    (re.compile(r"(?<![0-9])[1-9]\d{14}(?![0-9])"), "[证件号]"),  # identity card, 15 places
    (re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![0-9])"), "[电话]"),
    (re.compile(r"(?<![0-9])(?:\+?852[- ]?)?[2-9]\d{3}[- ]\d{4}(?![0-9])"), "[电话]"),  # Hong Kong
    (re.compile(r"(?<![0-9])0\d{2,3}[- ]\d{7,8}(?![0-9])"), "[电话]"),
    (re.compile(r"(?<![0-9])\d{12,19}(?![0-9])"), "[号码]"),  # cards and accounts
]


def client_name(address: str) -> str:
    """A name for a client that leads back to no address."""
    return hashlib.blake2b(address.encode(), key=SALT, digest_size=6).hexdigest() if address else ""


def redacted(text: str) -> str:
    """A question without phone numbers, identity cards, accounts and mail addresses.

    >>> redacted("我叫张三，13800138000，110101199003074514，a@b.cn，深圳有多少公园？")
    '我叫张三，[电话]，[证件号]，[邮箱]，深圳有多少公园？'
    """
    for pattern, stand_in in PRIVATE:
        text = pattern.sub(stand_in, text)
    return text
