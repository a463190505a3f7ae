"""A web page saved in one file (.mhtml) → Layout: the page in it is read as HTML."""

import email
import email.policy

from corpus.decode import UnreadableDocument
from corpus.layout import Layout
from corpus.readers.html import read_html


def read_mhtml(data: bytes, name: str) -> Layout:
    """Read the first page in the file. Raises UnreadableDocument when there is none."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            return read_html(page if isinstance(page, bytes) else b"", name)
    raise UnreadableDocument(f"{name}：这个网页存档里没有网页正文；请在浏览器中另存为 PDF")
