"""Which language and script a question is written in."""

import re
from functools import cache

import opencc

CHINESE = re.compile(r"[\u3400-\u9fff]")
CANTONESE_ONLY = re.compile(r"[嘅咗喺冇啲嗰唔佢咁嘢乜咩]")  # written Cantonese uses them, Mandarin does not


@cache
def converter(name: str) -> opencc.OpenCC:
    """The OpenCC converter of that name ("t2s", "s2t", "s2hk"), loaded once."""
    return opencc.OpenCC(name)


def detect_language(text: str) -> str:
    """Return "en", "zh-Hans" or "zh-Hant".

    English needs Latin words to outweigh Chinese characters. A Chinese text is Traditional when it holds more
    characters that only Traditional or Cantonese has than characters that only Simplified has.

    >>> detect_language("How many EVs?"), detect_language("GDP能耗")
    ('en', 'zh-Hans')
    >>> detect_language("有几多电动车"), detect_language("有幾多電動車")
    ('zh-Hans', 'zh-Hant')
    """
    chinese, latin_words = len(CHINESE.findall(text)), len(re.findall(r"[A-Za-z]{2,}", text))
    if latin_words * 2 > chinese and latin_words > 0 and (chinese == 0 or latin_words >= 4):
        return "en"
    simplified, traditional = converter("t2s").convert(text), converter("s2t").convert(text)
    only_traditional = sum(a != b for a, b in zip(text, simplified, strict=False)) + len(CANTONESE_ONLY.findall(text))
    only_simplified = sum(a != b for a, b in zip(text, traditional, strict=False))
    return "zh-Hant" if only_traditional > only_simplified else "zh-Hans"


def to_script(text: str, language: str) -> str:
    """Write a Simplified frame in the script of the question."""
    return converter("s2hk").convert(text) if language == "zh-Hant" else text
