"""Checks the words of a statement against its sources: places, direction, denial, rank, names, shared words."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import rjieba

from index.tokens import fold
from retrieval.text.places import find_places, names_place
from writing.faults import Fault
from writing.figures import StatedQuantity, squeeze
from writing.sources import Source

SHARED = 1.1  # least sum of the share of content words and of character pairs that the sources hold, of 2
CONTENT = frozenset("nvaijbl")  # first letters of rjieba's tags: nouns, verbs, adjectives, idioms, abbreviations
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
REACH = 6  # characters before what is denied in which its denial stands


def any_of(name: str) -> re.Pattern[str]:
    """One pattern of a list of words.toml."""
    return re.compile("|".join(WORDS[name]), re.IGNORECASE)


UP, DOWN, NO_CHANGE = any_of("up"), any_of("down"), any_of("no_change")
DENIALS, DENIED, DENIED_ENGLISH = any_of("denials"), any_of("denied"), any_of("denied_english")
RANKS, FORBIDS, SAYS_LIMIT = any_of("ranks"), any_of("forbids"), any_of("says_limit")
GENERAL = frozenset(WORDS["general"])
NAMES = re.compile(r"《[^》]+》|[A-Za-z][A-Za-z0-9+-]*\d[A-Za-z0-9]*|\d+[A-Z]+\b")  # titles, C919, 5G
LATIN = re.compile(r"[A-Za-z]{2,}[A-Za-z0-9+-]*")
OPENING = re.compile(  # who says it is told by the citation
    r"^(?:另外|此外|同时|其中|总体来看|具体来说)?[，,]?(?:根据|据|按照|依据)?(?:该|本|这份)?(?:报告|白皮书|规划|文件|资料|来源|材料|《[^》]+》)?(?:的?(?:显示|指出|提出|称|提到|写道|介绍|"
    r"要求|规定|内容|数据|记载))*[，,：:]?"
)


def bare(statement: str) -> str:
    """The statement without the words that only say where it stands.

    >>> bare("根据报告，全市有公园12个。"), bare("《规划》提出，增加公园。"), bare("报告期内有公园。")
    ('全市有公园12个。', '增加公园。', '报告期内有公园。')
    """
    found = OPENING.match(statement)
    opening = found.group() if found else ""
    return statement[len(opening) :] if opening.endswith(("，", ",", "：", ":", "出", "示", "到")) else statement


def place_faults(statement: str, sources: Sequence[Source]) -> Iterator[Fault]:
    """Places that no source is about and none names."""
    text = fold(" ".join(f"{source.text} {source.around}" for source in sources))
    homes = {home for source in sources for home in source.places}
    for place in find_places(statement):
        at_home = place in homes or (place == "中国" and not homes)
        if not at_home and not names_place(place, text):
            yield Fault("place", place)


def direction_faults(statement: str, figures: Sequence[StatedQuantity], sources: Sequence[Source]) -> Iterator[Fault]:
    """Growth told as a fall, or a fall as growth: in the clause of a figure, else in the whole sentence."""
    pairs = [
        (clause_of(statement, figure.quantity.start), [clause_of(s.text, q.start) for s, q in figure.held_by])
        for figure in figures
        if figure.held_by
    ] or [(statement, [source.text for source in sources])]
    for said, told in pairs:
        said, told = NO_CHANGE.sub("", said), [NO_CHANGE.sub("", each) for each in told]
        for one, other in ((UP, DOWN), (DOWN, UP)):
            found = one.search(said)
            if found and not other.search(said) and all(other.search(t) and not one.search(t) for t in told):
                yield Fault("direction", found.group())
                return


def clause_of(text: str, offset: int) -> str:
    """The clause in which an offset lies."""
    start = max(text.rfind(mark, 0, offset) for mark in "，,；;。：:、") + 1
    ends = [end for mark in "，,；;。、" if (end := text.find(mark, offset)) >= 0]
    return text[start : min(ends, default=len(text))]


def denial_faults(statement: str, sources: Sequence[Source]) -> Iterator[Fault]:
    """Something denied, ended or undone of which the sources do not say so; something forbidden told as allowed."""
    told = fold(" ".join(source.text for source in sources))
    for found in DENIALS.finditer(fold(statement)):
        if not is_denied(found, told):
            yield Fault("support", found.group())
            return
    if (forbidden := FORBIDS.search(told)) and not SAYS_LIMIT.search(statement):
        yield Fault("support", forbidden.group())


def is_denied(denial: re.Match[str], told: str) -> bool:
    """The sources deny too: the same words, those before what is denied, or, where they lack it, anything at all."""
    if denial.group() in told:
        return True
    denied = denial.string[denial.end() : denial.end() + 2]
    spans = (
        [told[max(0, at.start() - REACH) : at.start()] for at in re.finditer(re.escape(denied), told)] if denied else []
    )
    return any(DENIED.search(text) or DENIED_ENGLISH.search(text) for text in spans or [told])


def rank_faults(statement: str, sources: Sequence[Source]) -> Iterator[Fault]:
    """A first place, a whole or an only one that no source claims; a title, a code or a Latin name that none holds."""
    told = squeeze(" ".join(f"{source.text} {source.around}" for source in sources))
    for found in RANKS.finditer(fold(statement)):
        if found.group() not in told:
            yield Fault("support", found.group())
            return
    for found in NAMES.finditer(statement):
        if squeeze(found.group()) not in told:
            yield Fault("subject", found.group())
            return


def shared(statement: str, sources: Sequence[Source]) -> float:
    """How much of a Chinese statement's words the sources hold: share of content words plus share of pairs, 0–2."""
    told = squeeze(" ".join(f"{source.text} {source.around}" for source in sources))
    folded = squeeze(statement)
    words = [word for word, tag in rjieba.tag(folded) if tag[0] in CONTENT and len(word) > 1]
    runs = re.findall(r"[一-龥]+", folded)
    pairs = [run[i : i + 2] for run in runs for i in range(len(run) - 1)]
    if not pairs:
        return 2.0
    of_words = sum(word in told for word in words) / len(words) if words else 1.0
    return of_words + sum(pair in told for pair in pairs) / len(pairs)


def noun_faults(statement: str, sources: Sequence[Source]) -> Iterator[Fault]:
    """Nouns of which the sources hold no single character: another thing is spoken of."""
    told = set(squeeze(" ".join(f"{source.text} {source.around}" for source in sources)))
    for word, tag in rjieba.tag(squeeze(statement)):
        if len(word) > 1 and tag[0] in "nj" and not set(word) & told and word not in GENERAL:
            yield Fault("subject", word)
            return


def latin_faults(statement: str, sources: Sequence[Source]) -> Iterator[Fault]:
    """Latin words in a Chinese statement that no source holds."""
    told = fold(" ".join(f"{source.text} {source.around}" for source in sources))
    for found in LATIN.finditer(fold(statement)):
        if found.group() not in told:
            yield Fault("subject", found.group())
            return
