"""The languages that are spoken with users, a folder of `languages/` each, and which of them a text is written in.

    >>> spoken("zh-Hant").name, spoken("en").list_mark, spoken("fr").name
    ('中文', ', ', '中文')
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import opencc

FOLDER = Path(__file__).parent / "languages"
FIRST = "zh"  # of the reports; what is said where a language has no folder
CHINESE = re.compile(r"[\u3400-\u9fff]")
BLANK = re.compile(r"\{(\w+)\}")
SHARED = str.maketrans("臺汙溼", "台污濕")  # where Taiwan's own norm is read in Taiwan alone, as both regions write it
CANTONESE_ONLY = re.compile(r"[嘅咗喺冇啲嗰唔佢咁嘢乜咩]")  # written Cantonese uses them, Mandarin does not


class LanguageError(ValueError):
    """A language that cannot say everything; the message names its file, what it lacks and the cure."""


@dataclass(frozen=True, slots=True)
class Language:
    """How a language is written, as its folder's language.toml tells."""

    code: str  # the folder's name; scripts share one: zh-Hans and zh-Hant are zh
    name: str
    list_mark: str  # between the items of a list in a sentence
    spaced: bool  # words stand apart
    year_mark: str  # behind a year, as it is written beside others ("年")
    letters: str  # a class of letters ("[ぁ-ヿ]") by which alone a text is told to be of it; "" where more is looked at


@cache
def languages() -> dict[str, Language]:
    """Code → language, the reports' own first."""
    found = (path.parent.name for path in FOLDER.glob("*/language.toml"))
    codes = sorted(found, key=lambda code: (code != FIRST, code))
    return {code: Language(code, **wordings(code, "language")) for code in codes}


def spoken(language: str) -> Language:
    """The language that a user who writes `language` ("zh-Hant", "en") is spoken to in."""
    return languages().get(language.partition("-")[0], languages()[FIRST])


def wordings(code: str, file: str) -> dict[str, Any]:
    """A file of a language's folder: name → text, or list of words."""
    return tomllib.loads((FOLDER / code / f"{file}.toml").read_text("utf-8"))


def texts(file: str) -> dict[str, dict[str, str]]:
    """Code → the texts of that file. Raises LanguageError, so that no language lacks a word when it is to be said."""
    found = {code: wordings(code, file) for code in languages()}
    for code, said in found.items():
        if lacking := sorted(found[FIRST].keys() - said.keys()):
            raise LanguageError(
                f"languages/{code}/{file}.toml: lacks {', '.join(lacking)}; say them as {FIRST}/{file}.toml does"
            )
        for key, text in said.items():
            first = found[FIRST].get(key)  # "" of what is not said in it
            if first != "" and (blanks := sorted(blanks_of(text) - blanks_of(first or ""))):
                raise LanguageError(f"languages/{code}/{file}.toml: {key}: nobody fills {blanks[0]!r}; take it out")
    return found


def blanks_of(text: str) -> set[str]:
    """The names in braces of a text.

    >>> sorted(blanks_of("《{title}》第{page}页"))
    ['page', 'title']
    """
    return set(BLANK.findall(text))


@cache
def converter(name: str) -> opencc.OpenCC:
    """The OpenCC converter of that name ("t2s", "s2tw", "s2hk"), loaded once."""
    return opencc.OpenCC(name)


def detect_language(text: str) -> str:
    """Return "en", "zh-Hans", "zh-Hant", or the code of a language whose letters the text holds.

    English needs Latin words to outweigh Chinese characters. A Chinese text is Traditional when it holds more
    characters that only Traditional or Cantonese has than characters that only Simplified has; what Taiwan or Hong Kong
    writes too (峰, 群, 台) is none of these.

    >>> detect_language("How many EVs?"), detect_language("GDP能耗")
    ('en', 'zh-Hans')
    >>> detect_language("有几多电动车"), detect_language("有幾多電動車")
    ('zh-Hans', 'zh-Hant')
    >>> detect_language("台灣高峰")
    'zh-Hant'
    """
    for language in languages().values():
        if language.letters and re.search(language.letters, text):
            return language.code
    chinese, latin_words = len(CHINESE.findall(text)), len(re.findall(r"[A-Za-z]{2,}", text))
    if latin_words * 2 > chinese and latin_words > 0 and (chinese == 0 or latin_words >= 4):
        return "en"
    simplified, taiwan, hong_kong = (converter(name).convert(text) for name in ("t2s", "s2tw", "s2hk"))
    only_traditional = sum(a != b for a, b in zip(text, simplified, strict=False)) + len(CANTONESE_ONLY.findall(text))
    only_simplified = sum(b != a != c for a, b, c in zip(text, taiwan, hong_kong, strict=False))
    return "zh-Hant" if only_traditional > only_simplified else "zh-Hans"


def traditional(text: str) -> str:
    """Write Simplified characters as readers in Taiwan and in Hong Kong both do, one for one: offsets stay.

    OpenCC's plain table and the one of Hong Kong choose forms that neither region's offices print (碳達峯, 羣眾, 牀位);
    the one of Taiwan chooses those that both read, but for three.

    >>> traditional("碳达峰平台里的群众床位"), traditional("湿地污染")
    ('碳達峰平台裡的群眾床位', '濕地污染')
    """
    return converter("s2tw").convert(text).translate(SHARED)


def to_script(text: str, language: str) -> str:
    """Write a Simplified frame in the script of the question."""
    return traditional(text) if language == "zh-Hant" else text
