"""The years that a text of a report speaks of: named, told by 去年 and the like, covered by 过去五年, or inherited."""

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Document, Passage, Sentence
from retrieval.text.quantities import read_chinese_number, years_in

REMEMBERED = 50_000  # texts
INHERITED = 0.5  # how surely a sentence speaks of a year that the text before it names,
SPANNED = 0.25  # and of one that a span covers
RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "上一年": -1, "过去一年": -1, "今年": 0, "本年": 0, "明年": 1}
RELATIVE_YEAR = re.compile(
    r"过去一年|上一年|去年|(?<![比较])上年(?!度)|今年|明年|(?<![五十百余多几大\d])前年|(?<![一-龥])本年(?![度轻])"
)
SPAN = re.compile(  # 过去五年, 五年来, 五年累计: the years before the report's own
    "(?:过去|这|近|最近)(?P<past>[两二三四五六七八九十]{1,2})年|(?P<since>[两二三四五六七八九十]{1,2})年(?:以?来|间|累计|年均|总体|工作)"
)
COMPARED = re.compile(r"(?:比|较|自|从|相比)\s*(?:19|20)\d{2}\s*年")
REVIEW = re.compile("回顾|回顧")  # a section that looks back: on the year before the report's, told without naming it
PLAN = re.compile(r"(?<![一二三四五六七八九])十([一二三四五六七八九])五(?!年(?![均末间])|[十百千万亿个岁名家项])")
ENGLISH_PLAN = re.compile(r"\b(1\d)th five[- ]year", re.IGNORECASE)
FIRST_PLAN = 1953  # its first year; each covers five
UNDATED = re.compile(r"《[^》]*》|[A-Z]+\d*(?:/[A-Z]+)?\s?\d*[-—–]\d{4}")  # titles and standard numbers date no fact


@dataclass(frozen=True, slots=True)
class Time:
    """The years that a text speaks of, before it is known when the text was written."""

    named: frozenset[int] = frozenset()
    compared: frozenset[int] = frozenset()  # of those named, the ones it only compares with (比2020年, 自2013年)
    relative: frozenset[int] = frozenset()  # counted from the report's year: -1 for 去年, 0 for 今年
    spanned: frozenset[int] = frozenset()  # the same, of spans: -5 to -1 for 过去五年

    def years(self, written: int | None) -> set[int]:
        """The years that it names when the report is of the year `written`."""
        return set(self.named) | ({written + offset for offset in self.relative} if written else set())

    def dates(self, written: int | None) -> set[int]:
        """The years that it names as its own time."""
        return self.years(written) - self.compared

    def spans(self, written: int | None) -> set[int]:
        """The years that its spans cover when the report is of the year `written`."""
        return {written + offset for offset in self.spanned} if written else set()


@lru_cache(maxsize=REMEMBERED)
def time_of(text: str) -> Time:
    """Read the years of a text: named ones, those told by 去年 and the like, and those of spans such as 过去五年.

    >>> time_of("去年建成公园9个，比2019年多3个；五年来共建成30个。").years(2023)
    {2019, 2022}
    >>> sorted(time_of("五年来共建成30个。").spans(2023))
    [2018, 2019, 2020, 2021, 2022]
    """
    dated = UNDATED.sub("", text)
    lengths = [read_chinese_number(found["past"] or found["since"]) for found in SPAN.finditer(dated)]
    return Time(
        frozenset(years_in(dated)),
        frozenset(years_in(dated) - years_in(COMPARED.sub("", dated))),
        frozenset(RELATIVE[word] for word in RELATIVE_YEAR.findall(dated)),
        frozenset(-ago for length in lengths if length for ago in range(1, int(length) + 1)),
    )


def plan_years(text: str) -> frozenset[int]:
    """The years of the five-year plans that a text names.

    >>> sorted(plan_years("“十四五”期间")), min(plan_years("the 13th Five-Year Plan")), plan_years("十五年")
    ([2021, 2022, 2023, 2024, 2025], 2016, frozenset())
    """
    numbers = [read_chinese_number(f"十{found}") for found in PLAN.findall(text)] + ENGLISH_PLAN.findall(text)
    firsts = [FIRST_PLAN - 2 + 5 * int(number) for number in numbers if number]
    return frozenset(first + n for first in firsts for n in range(5))


def speaks_of_plan(years: frozenset[int], sentence: Sentence, passage: Passage, document: Document) -> bool:
    """The sentence is about these years of a plan, or nothing tells when: by itself, else by what stands before it in
    its passage, else by the title of its section."""
    before = passage.text[: sentence.start - passage.start]
    for text in (sentence.text, before, *reversed(passage.section_path)):
        if told := time_of(text).dates(document.year) | plan_years(text):
            return bool(told & years)
    return True


def year_of(sentence: Sentence, passage: Passage, document: Document) -> int | None:
    """The one year that a figure of the sentence is likeliest of: the last that the sentence dates itself by, else one
    of what stands before it in its passage, else of the nearest section title that tells, else the report's own; of a
    plan and of a span their last year."""
    own = document.year
    before = passage.text[: sentence.start - passage.start]
    for text in (sentence.text, before, *reversed(passage.section_path)):
        time = time_of(text)
        if told := time.dates(own) or plan_years(text) or time.spans(own):
            return max(told)
        if own and text in passage.section_path and REVIEW.search(text):
            return own - 1
    return own


def times_of(sentence: Sentence, passage: Passage, document: Document) -> dict[int, float]:
    """Years that a sentence speaks of, and how surely: 1 for those it names, less for those inherited or spanned.

    It inherits those of the passage before it; when neither names one, those of the nearest section title that does
    (2023年工作回顾), else the report's own. 去年 and 过去五年 count from the report's own.
    """
    own = document.year
    here = time_of(sentence.text)
    before = time_of(passage.text[: sentence.start - passage.start])
    sections = [time_of(title) for title in reversed(passage.section_path)]
    around = ((time.years(own), time.spans(own)) for time in (before, *sections))
    spanned = here.spans(own)
    inherited: set[int] = set()
    if not here.dates(own):
        reviewed = own and any(REVIEW.search(title) for title in passage.section_path)
        default = ({own, own - 1} if reviewed else {own}) if own and not spanned else set()
        years, spans = next((pair for pair in around if any(pair)), (default, set()))
        inherited, spanned = years, spanned | spans
    return {
        **dict.fromkeys(spanned, SPANNED),
        **dict.fromkeys(inherited, INHERITED),
        **dict.fromkeys(here.years(own), 1.0),
    }
