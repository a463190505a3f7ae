"""Who runs the site: what an office puts into the masthead and the footer by settings."""

import re
from dataclasses import dataclass

MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
ADDRESS = re.compile(r"https?://\S+")
PHONE = re.compile(r"\+?[\d() -]{5,24}")


@dataclass(frozen=True, slots=True)
class Site:
    """All of it may be empty: then nothing is said about it."""

    office: str = ""  # its name, as it stands on its own site
    contact: str = ""  # a mail address, a telephone number, an https address, or words
    privacy: str = ""  # https address of the office's privacy statement
    logged: bool = False  # questions are written to the log, without what names anybody
    rated: bool = False  # people may say whether an answer was right, which is written down with its question

    @property
    def privacy_texts(self) -> tuple[str, ...]:
        """Names of the texts that tell what becomes of a question here.

        >>> Site().privacy_texts, Site(rated=True).privacy_texts
        (('privacy_line',), ('privacy_but_rated', 'privacy_rated'))
        """
        asked = "privacy_logged" if self.logged else "privacy_but_rated" if self.rated else "privacy_line"
        return (asked, "privacy_rated") if self.rated else (asked,)

    @property
    def kept_text(self) -> str:
        """Name of the text at the box that tells where a conversation is."""
        return "kept_here_too" if self.logged or self.rated else "kept_here"

    @property
    def contact_link(self) -> str:
        """Where a click on the contact leads; "" for plain words.

        >>> [Site(contact=c).contact_link for c in ("a@b.gov.cn", "0755-8212 0000", "https://b.gov.cn/", "市民中心")]
        ['mailto:a@b.gov.cn', 'tel:075582120000', 'https://b.gov.cn/', '']
        """
        if MAIL.fullmatch(self.contact):
            return f"mailto:{self.contact}"
        if PHONE.fullmatch(self.contact):
            return f"tel:{re.sub('[^0-9+]', '', self.contact)}"
        return self.contact if ADDRESS.fullmatch(self.contact) else ""
