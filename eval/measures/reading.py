"""Exact match and character F1 as the script of CMRC 2018 defines them, and the rule of SQuAD 2.0 for no answer.

Cui et al. 2019, "A Span-Extraction Dataset for Chinese Machine Reading Comprehension"; Rajpurkar et al. 2018, "Know
What You Don't Know". A prediction and each reference are lower-cased and lose their punctuation. Exact match asks
whether they are equal then. F1 goes by segments: a Chinese character each, outside Chinese a word, a number or a sign,
cut as the Penn Treebank cuts English; what both share is the longest run of segments that stands in both. A question
without an answer has no reference; there only the empty prediction is right.
"""
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

PUNCTUATION = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")  # as the script lists it
CHINESE = r"\u4e00-\u9fa5"
SIGN = r';@#$%&?!()\[\]{}<>"–—«»‘“„'  # segments of their own, like the rest of the Penn Treebank's rules for words
APART = (  # signs within what is no blank: … 's n't, a last apostrophe, the last full stop
    rf"""\.\.\.|'(?:s|m|d|ll|re|ve)\b|n't\b|'(?=[\s{CHINESE}]|$)|(?<!\.)\.(?=[\])}}>"'\s]*(?:[{CHINESE}]|$))""")
SEGMENT = re.compile(rf"[{CHINESE}{SIGN}]|,(?!\d)|{APART}|(?:(?!{APART})(?:[^\s{CHINESE}{SIGN},]|,(?=\d)))+")
OPENING = re.compile(rf'(?<![^\s{CHINESE}(\[{{<])"+')  # another segment than the " that closes
QUOTED = re.compile(r"“(.+?)”\[\d+\]")  # as an answer shows it, on one line, with its marker
CUT = "……"


def exact_match(prediction: str, references: Sequence[str]) -> float:
    """1 when the prediction equals a reference, punctuation and case aside; 1 for silence where nothing is to be said.

    >>> exact_match("《红楼梦》。", ["红楼梦"]), exact_match("1.5亿", ["15亿"]), exact_match("", [])
    (1.0, 0.0, 1.0)
    """
    return best(prediction, references, lambda a, b: float(bare(a) == bare(b)))


def character_f1(prediction: str, references: Sequence[str]) -> float:
    """F1 of the longest common run of segments, the best over the references.

    >>> character_f1("在深圳市", ["深圳市"])  # 3 of 4 segments are right, 3 of 3 are found: 2 · 3 / (4 + 3)
    0.8571428571428571
    """
    return best(prediction, references, overlap)


def best(prediction: str, references: Sequence[str], score: Callable[[str, str], float]) -> float:
    """The best score over the references; where there is none, 1 for an empty prediction and else 0."""
    if not references or not prediction.strip():
        return float(not prediction.strip() and not any(reference.strip() for reference in references))
    return max(score(prediction, reference) for reference in references)


def overlap(prediction: str, reference: str) -> float:
    """2PR / (P + R), where P = common / segments of the prediction and R = common / segments of the reference."""
    predicted, wanted = segments(prediction), segments(reference)
    common = longest_common_run(predicted, wanted)
    return 2 * common / (len(predicted) + len(wanted)) if common else 0.0


def bare(text: str) -> str:
    """Lower case without punctuation; white space within stays."""
    return "".join(char for char in text.lower().strip() if char not in PUNCTUATION)


def segments(text: str) -> list[str]:
    """Cut a text without its punctuation into Chinese characters, words, numbers and signs.

    >>> segments("增长 12.5%，约 GDP 的 3/4")
    ['增', '长', '12.5', '%', '约', 'gdp', '的', '34']
    """
    return SEGMENT.findall(OPENING.sub(lambda quotes: "“" * len(quotes.group()), bare(text)))


def longest_common_run(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest run of segments that stands in both."""
    longest, ending = 0, [0] * (len(second) + 1)  # ending[j]: the common run that ends with second[j - 1]
    for segment in first:
        ending = [0, *(length + 1 if other == segment else 0 for length, other in zip(ending, second, strict=False))]
        longest = max(longest, *ending)
    return longest


def short_answer(response: Mapping[str, Any]) -> str:
    """Draw the shortest answer from an `ask --json` object; "" when it gives none.

    The figure that the question asks for, where it is one; else the first quotation as it is shown, without quotation
    marks, marker and cuts.
    """
    if response["status"] not in ("answered", "partial"):
        return ""
    keys = list(dict.fromkeys(figure["text"] for figure in response["figures"] if figure.get("key")))
    if len(keys) == 1:
        return keys[0]
    quoted = QUOTED.search(response["answer"])
    return quoted.group(1).removeprefix(CUT).removesuffix(CUT) if quoted else ""
