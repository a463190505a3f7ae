"""What a question asks: language, resolved text, years, places, titles, parts. Decides nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.tokens import fold
from retrieval.question.followup import YEAR, Chooser, Judge, resolve
from retrieval.question.lead_ins import without_lead_in
from retrieval.question.numbering import unnumbered
from retrieval.question.rewriting import Weigher, no_preference
from retrieval.question.wants import Wants, read_wants
from retrieval.text.bigrams import chinese_bigrams
from retrieval.text.cantonese import to_standard
from retrieval.text.language import detect_language
from retrieval.text.places import find_places
from retrieval.text.quantities import years_in
from retrieval.text.vocabulary import question_patterns

TITLE = re.compile(r"《([^》]{2,60})》")
ASIDE = re.compile(r"《[^》]*》|[(（][^)）]*[)）]")  # a plan's title and the years it covers date nothing that is asked
FACET_BREAK = re.compile(  # a space parts Chinese words, and words that tie one question to the next
    r"[?;,]|\band (?=(?:how|what|when|which|who|where|why|by when)\b)|(?<=[一-龥])\s+(?=[一-龥])|"
    r"(?:顺便|顺带|另外)(?:再|也)?(?:问|说)?(?:一?下)?|(?:再|也)问(?:一?下)?"
)
SHARED = re.compile(  # GDP、就业、物价都是多少: the same asked of several things
    r"^(?P<things>.{3,60}?),?(?:都|各自?|分别)(?P<asked>(?:是|有|为|占|达|要|在)?(?:.{0,6}?)(?:多少|几|什么|谁|哪).*)$"
)
YEAR_RANGE = re.compile(r"((?:19|20)\d\d)年?\s*[到至~—–-]\s*((?:19|20)\d\d)年?")  # 2021年到2023年各是多少
THING_BREAK = re.compile(r"[、,\s]+|和|与|跟|以及|还有")
OF_THAT = re.compile("[一-龥a-z0-9][呢咧]$")  # 高中阶段呢: the same asked of another
NOT_MUCH = re.compile("[没不]怎么")  # 没怎么涨 asks nothing
UNNAMED = re.compile(r"(?:(?:19|20)\d{2}年?[底末初]?|[比较到至从自和与]|\s)+")  # years and what ties them
INTERROGATIVE = re.compile(
    r"(?<![这那好前后近十])几(?!乎)|[哪谁怎何吗]|多少|什么|多[大长高远久]|是否|\b(?:what|which|who|whom|when|where|why|how)\b"
)
COMPARED = re.compile(
    r"^(.{2,40}?)(?:比(?!例|重)|是(?=.+?的(?:几|多少)倍))(.{2,40}?)(?:多|少|高|低|大|小|的(?:几|多少)倍)"
)
ASKING = ("quantity", "when", "who", "where", "title", "list", "yes_no", "how", "why", "definition")
MAX_HISTORY = 3  # earlier questions that a chain of follow-ups may lean on
MAX_FACETS = 6  # parts of a question that are answered one by one; what follows belongs to the last
MIN_FACET = 4  # characters; a shorter piece belongs to the one before it


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood."""

    text: str  # as asked
    language: str
    resolved: str  # with what the previous question supplied; equals `text` when nothing was needed
    plain: str  # resolved and folded, for matching
    years: frozenset[int]
    places: tuple[str, ...]  # simplified names
    titles: tuple[str, ...]  # named in 《》
    wants: Wants
    facets: tuple[str, ...]  # pieces that each ask something; one when the question is simple
    before: str = ""  # the question that completed it, as it was understood; "" for one that stands alone
    gathers: float = 0.0  # probability that all there is on a matter is asked for, not one thing
    reply: str = ""  # language that is wished for what is said beside the quotations; "" for the question's own

    @property
    def told_in(self) -> str:
        """Language of all that is said beside the quotations."""
        return self.reply or self.language


def stands(question: str, history: Sequence[str]) -> float:
    """The judge that takes every question for one that stands alone."""
    return 1.0


def understand(
    text: str,
    history: Sequence[str] = (),
    year: int | None = None,
    alone: Judge = stands,
    choose: Chooser = lambda readings: readings[0].text,
    weigh: Weigher = no_preference,
) -> Question:
    """Analyse a question; one that does not stand alone is completed by the last of `history`, itself completed first.

    去年 and the like count from `year`, that of the newest report, or from the year that the previous question names.
    """
    language = detect_language(text)
    earlier: list[str] = []
    for question in history[-MAX_HISTORY:]:
        question, changed = without_lead_in(question)
        earlier = [] if changed else earlier
        earlier.append(resolve(question, earlier, detect_language(question), year, alone, choose, weigh))
    asked, changed = without_lead_in(unnumbered(text))
    earlier = [] if changed else earlier
    resolved = resolve(asked, earlier, language, year, alone, choose, weigh)
    plain = fold(resolved).strip()
    leans = resolved != asked and bool(earlier)
    return Question(
        text,
        language,
        resolved,
        plain,
        frozenset(years_in(ASIDE.sub("", plain))),
        find_places(resolved),
        tuple(dict.fromkeys(TITLE.findall(resolved))),
        wants_of_followup(fold(asked), plain) if leans else read_wants(plain),
        (plain,) if leans else (plain.strip(" ?"),) if asked_of_all(plain) else split_facets(plain),
        earlier[-1] if leans else "",
    )


def wants_of_followup(own: str, plain: str) -> Wants:
    """What the completed question wants; a unit that the follow-up's own words tell takes the place of the earlier one.

    >>> wants_of_followup("成交额呢?", "碳市场累计成交额了多少吨").families
    frozenset({'money'})
    """
    wants, said = read_wants(plain), read_wants(own)
    if not said.families:
        return wants
    changed = {"percent", "percentage_point"} if wants.change and not said.unit else set()
    return replace(wants, families=said.families | changed, unit=said.unit, counted=said.counted)


def split_facets(plain: str) -> tuple[str, ...]:
    """Cut a question that asks several things in a row; a piece that asks nothing stays with the next.

    >>> split_facets("建成多少座超充站,又新建了多少充电桩?")
    ('建成多少座超充站', '又新建了多少充电桩')
    >>> split_facets("2024年底,森林覆盖率是多少?")
    ('2024年底,森林覆盖率是多少',)
    >>> split_facets("毛入学率是多少?高中阶段呢"), split_facets("产量多少?我想知道")
    (('毛入学率是多少', '高中阶段呢'), ('产量多少,我想知道',))
    >>> split_facets("垃圾分类要怎么搞,有哪些要求")
    ('垃圾分类要怎么搞,有哪些要求',)
    """
    pieces: list[str] = []
    held, patterns = "", question_patterns()
    *closed, last = plain.split("?")
    for sentence in (*(f"{text}?" for text in closed), last):
        asked = len(pieces)
        for piece in (each for joined in FACET_BREAK.split(sentence) for each in told_apart(joined)):
            whole = patterns["elaborates"].fullmatch(to_standard(piece.strip()))
            if whole and pieces and not held and not patterns["quantity"].search(pieces[-1]):
                pieces[-1] = f"{pieces[-1]},{piece.strip()}"
                continue
            held = ",".join(filter(None, (held, piece.strip())))
            if len(held) >= MIN_FACET and (asks(NOT_MUCH.sub("", piece)) or OF_THAT.search(piece)):
                pieces.append(held)
                held = ""
        if sentence.endswith("?") and len(pieces) == asked and len(held) >= MIN_FACET:  # its mark makes it a question
            pieces.append(held)
            held = ""
        elif sentence.endswith("?") and held and len(pieces) > asked:  # goes on with what was asked: in parks, streets?
            pieces[-1], held = f"{pieces[-1]},{held}", ""
    if held and pieces:
        pieces[-1] = f"{pieces[-1]},{held}"
    pieces = [piece.strip(" ,?") for piece in pieces]
    if len(pieces) > MAX_FACETS:
        pieces[MAX_FACETS - 1 :] = [",".join(pieces[MAX_FACETS - 1 :])]
    return tuple(pieces) or (plain.strip("?？ "),)


def told_apart(piece: str) -> list[str]:
    """A piece cut at its 、 where each side asks; as it is where one does not (公园、绿道各有多少).

    >>> told_apart("债发多少、小区改几个"), told_apart("公园、绿道各有多少")
    (['债发多少', '小区改几个'], ['公园、绿道各有多少'])
    """
    sides = piece.split("、")
    return sides if all(len(side) >= MIN_FACET and asks(side) for side in sides) else [piece]


def asks_on(question: Question) -> bool:
    """A follow-up asks with words of the question before: no remark on its answer (那都整改完了没有, of 有几项要整改).

    >>> asks_on(understand("都整改完了没有", ["整改几项"], alone=lambda *_: 0.0)), asks_on(understand("真的吗"))
    (True, False)
    """
    if not question.before or not asks(to_standard(fold(question.text))):
        return False
    own, before = (question_patterns()["stop_words"].sub(" ", fold(text)) for text in (question.text, question.before))
    return bool(chinese_bigrams(own) & chinese_bigrams(before))


def asks(piece: str) -> bool:
    """Tell whether a piece of a folded question holds a question word."""
    patterns = question_patterns()
    return bool(INTERROGATIVE.search(piece)) or any(patterns[kind].search(piece) for kind in ASKING)


def part_of(question: Question, facet: str) -> Question:
    """One part of a question as one of its own; what it does not name (year, place, title, unit) is the whole's."""
    wants = read_wants(facet)
    return replace(
        question,
        resolved=facet,
        plain=facet,
        years=frozenset(years_in(ASIDE.sub("", facet))) or question.years,
        places=find_places(facet) or question.places,
        titles=tuple(dict.fromkeys(TITLE.findall(facet))) or question.titles,
        wants=wants if wants.families or wants.things else replace(wants, families=question.wants.families),
        facets=(facet,),
    )


def shared_things(question: Question) -> tuple[tuple[str, str], ...]:
    """Of a question that asks the same of several things, (the question of one, the thing) for each; () for any other.

    >>> shared_things(understand("2023年GDP 物价都是多少"))
    (('2023年gdp是多少', '2023年gdp'), ('2023年物价是多少', '2023年物价'))
    >>> [thing for _, thing in shared_things(understand("2022年和2023年的产量分别是多少"))]
    ['2022年的产量', '2023年的产量']
    """
    return things_of(question.plain) if len(question.facets) == 1 else ()


def asked_of_all(plain: str) -> bool:
    """All of a folded question asks the same of several things, and nothing else besides."""
    found = SHARED.match(plain.strip(" ?")) if things_of(plain) else None
    return found is not None and not FACET_BREAK.search(found["asked"])


def things_of(plain: str) -> tuple[tuple[str, str], ...]:
    """The same of a folded question."""
    found = SHARED.match(plain.strip(" ?"))
    written = YEAR_RANGE.sub(each_year, found["things"]) if found else ""
    things = [thing for thing in THING_BREAK.split(written) if thing]
    if len(things) > 2 and UNNAMED.fullmatch(things[-1]):  # A、B 2020年比2015年各降多少
        things = [f"{things[-1]}{thing}" for thing in things[:-1]]
    if len(things) < 2 or any(len(thing) < 2 or INTERROGATIVE.search(to_standard(thing)) for thing in things):
        return ()
    if years := of_years(things):
        return tuple((f"{thing}{found['asked'] if found else ''}", thing) for thing in years[:MAX_FACETS])
    common = things[-1].find("的")  # 2022年和2023年的产量: the last one names what all share
    if common > 0 and not any("的" in thing for thing in things[:-1]):
        things = [*(f"{thing}{things[-1][common:]}" for thing in things[:-1]), things[-1]]
    dated = {year.group() for thing in things for year in YEAR.finditer(thing)}
    if len(dated) == 1:  # 甲、乙2025年各多少: the year is that of all
        year = next(iter(dated))
        things = [thing if year in thing else f"{year}{thing}" for thing in things]
    asked = found["asked"] if found else ""
    return tuple((f"{thing}{asked}", thing) for thing in things[:MAX_FACETS])


def each_year(span: re.Match) -> str:
    """The years of a span, one by one; the span itself where they are too many to be told.

    >>> YEAR_RANGE.sub(each_year, "2021-2023年产量")
    '2021年、2022年、2023年产量'
    """
    first, last = int(span[1]), int(span[2])
    years = range(first, last + 1)
    return "、".join(f"{year}年" for year in years) if 1 < len(years) <= MAX_FACETS else span[0]


def of_years(things: Sequence[str]) -> list[str]:
    """Of one thing in several years, the thing in each; [] where anything but years parts them.

    >>> of_years(["甲市2021年", "2022年", "2023年粮食产量"]), of_years(["2022年产量", "2023年价格"])
    (['甲市2021年粮食产量', '甲市2022年粮食产量', '甲市2023年粮食产量'], [])
    """
    found = [YEAR.search(thing) for thing in things]
    dated = [each for each in found if each]
    if len(dated) < len(things):
        return []
    before, behind = things[0][: dated[0].start()], things[-1][dated[-1].end() :]
    bare = all(not thing[: year.start()] for thing, year in zip(things[1:], dated[1:], strict=True)) and all(
        not thing[year.end() :] for thing, year in zip(things[:-1], dated[:-1], strict=True)
    )
    return [f"{before}{year.group()}{behind}" for year in dated] if bare and (before or behind) else []


def compared_things(question: Question) -> tuple[str, ...]:
    """The two things whose difference or ratio is asked for, in the question's words; () for any other question.

    >>> compared_things(understand("新增的电动车比推广的物流车多多少？"))
    ('新增的电动车', '推广的物流车')
    """
    found = COMPARED.search(question.plain) if question.wants.difference or question.wants.ratio else None
    return tuple(thing.strip(" ,") for thing in found.groups()) if found else ()


def asks_figure(question: Question) -> bool:
    """A number, a share or a date is asked for."""
    patterns, wants = question_patterns(), question.wants
    named = wants.families or wants.counted or wants.change or wants.difference or wants.ratio
    return bool(named or patterns["quantity"].search(question.plain) or patterns["when"].search(question.plain))
