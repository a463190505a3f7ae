"""What other programs may do: ask, search, list reports and figures, read an outline and passages, take exports away.

Knows no protocol: HTTP and MCP both call this, so both give the same objects and the same limits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Passage
from corpus.outline import about, outline, passage_node
from figures.extract import figures_of
from figures.indicator import KINDS, Indicator
from figures.select import Wanted, chosen
from figures.sheet import COLUMNS, WRITERS
from index.core import Index
from retrieval.search.hits import permalink
from retrieval.search.reference import reference
from web.api import models
from web.api.problems import Problem
from web.api.turns import RETRY_AFTER, Turns
from web.chat import REMEMBERED
from web.exports.excerpts import DEFAULT, Chosen, Collection, of_answer, of_chosen, of_hits, of_passages
from web.exports.formats import FORMATS
from web.exports.names import file_name
from web.service import Overdue, Overloaded
from web.texts import say


@dataclass(frozen=True, slots=True)
class File:
    """What is taken away, and what it is called."""

    name: str
    content: bytes


class Verbs:
    """`answerer` has `ask`, `searcher` has `search`; `current` gives the index in use, which may be replaced.

    Who asks does not wait for files that others have written: these have a turn of their own.
    """

    def __init__(self, answerer, searcher, current: Callable[[], Index], turns: Turns):
        self.answerer, self.searcher, self.current, self.turns = answerer, searcher, current, turns
        self.files = Turns(1, turns.room)

    async def ask(
        self, question: str, history: Sequence[str] = (), docs: Sequence[str] = (), alone: bool = False
    ) -> models.Answer:
        return models.Answer.model_validate((await self.answered(question, history, docs, alone)).to_dict())

    async def search(
        self, query: str, k: int = 10, part: str | None = None, kind: str | None = None, doc: str | None = None
    ) -> models.Found:
        hits = await self.found(query, k, part, kind, doc)
        return models.Found(query=query, hits=[models.Hit.model_validate(hit.to_dict()) for hit in hits])

    async def reports(self) -> models.Reports:
        index = self.current()
        reports = [models.Report.model_validate(about(document)) for document in index.documents]
        return models.Reports(reports=reports, index=index.build_id)

    async def outline(self, doc: str) -> models.Outline:
        self.check([doc])
        return models.Outline.model_validate(await self.turns.run(outline, self.current().document(doc)))

    async def passages(
        self, ids: Sequence[str] = (), doc: str | None = None, offset: int = 0, limit: int = 20
    ) -> models.Passages:
        """The passages named, or those of a report in reading order; headings stand in the `section` of these."""
        index = self.current()
        if bool(ids) == (doc is not None):
            raise Problem(422, "请给出 id（一个或多个段落），或者 doc（一份报告），二者选一。")
        if doc is not None:
            self.check([doc])
            every = sorted((p for _, p in index.passages_in(doc)), key=lambda p: p.start)
            chosen = every[offset : offset + limit]
        else:
            self.check_passages(ids)
            every = chosen = [index.by_id[each] for each in dict.fromkeys(ids)]
        return models.Passages(passages=[passage_model(index, each) for each in chosen], total=len(every))

    async def figures(
        self, wanted: Wanted, order: str = "reading", offset: int = 0, limit: int = 100
    ) -> models.Indicators:
        found = await self.chosen_figures(wanted, order)
        page = [models.Indicator.model_validate(figure.to_dict()) for figure in found[offset : offset + limit]]
        return models.Indicators(figures=page, total=len(found), index=self.current().build_id)

    async def figures_file(
        self, form: str, wanted: Wanted, order: str, site: str, language: str | None = None
    ) -> File:
        found = await self.chosen_figures(wanted, order)
        words = {name: say(language or DEFAULT, f"column_{name}") for name in COLUMNS}
        words |= {kind: say(language or DEFAULT, f"figures_{kind}") for kind in KINDS}
        sheet = say(language or DEFAULT, "column_sheet")
        content = await self.files.run(WRITERS[f".{form}"], found, site, {**words, "sheet": sheet})
        title = self.current().document(wanted.doc).title if wanted.doc else ""
        about = [sheet, title, wanted.words, str(wanted.year or ""), wanted.unit or ""]
        return File(file_name(" ".join(about), f".{form}"), content)

    async def chosen_figures(self, wanted: Wanted, order: str) -> list[Indicator]:
        self.check([wanted.doc] if wanted.doc else [])
        documents = self.current().documents
        return await self.files.run(lambda: chosen(figures_of(documents), wanted, order))

    async def export_chosen(
        self, form: str, excerpts: Sequence[Chosen], site: str, language: str | None = None
    ) -> File:
        self.check_passages([each.passage_id for each in excerpts])
        return await self.files.run(lambda: exported(form, of_chosen(self.current(), excerpts, site, language)))

    async def export_passages(self, form: str, ids: Sequence[str], site: str, language: str | None = None) -> File:
        self.check_passages(ids)
        return await self.files.run(lambda: exported(form, of_passages(self.current(), ids, site, language)))

    async def export_search(
        self, form: str, query: str, site: str, language: str | None = None, **filters
    ) -> File:
        hits = await self.found(query, **filters)
        return await self.files.run(lambda: exported(form, of_hits(self.current(), hits, query, site, language)))

    async def export_answer(
        self,
        form: str,
        question: str,
        history: Sequence[str],
        docs: Sequence[str],
        site: str,
        alone: bool = False,
        language: str | None = None,
    ) -> File:
        answer = await self.answered(question, history, docs, alone, language or "")
        return await self.files.run(lambda: exported(form, of_answer(self.current(), answer, site, language)))

    async def answered(
        self, question: str, history: Sequence[str], docs: Sequence[str], alone: bool, language: str = ""
    ):
        self.check(docs)
        earlier = tuple(history)[-REMEMBERED:]
        try:
            asked = (question, earlier, list(docs) or None, alone)
            return await self.turns.run(self.answerer.ask, *asked, language=language)
        except (Overdue, Overloaded) as error:
            raise Problem(503, "这个问题没有及时答完，请稍后再试。", RETRY_AFTER) from error

    async def found(self, query: str, k: int, part: str | None, kind: str | None, doc: str | None) -> list:
        self.check([doc] if doc else [])
        try:
            return await self.turns.run(self.searcher.search, query, k=k, part=part, kind=kind, doc_id=doc)
        except ValueError as error:  # an empty query, or a kind that no report of this index has
            raise Problem(422, str(error)) from error

    def check(self, docs: Sequence[str]) -> None:
        """Raises Problem 404 with the reports that there are."""
        known = self.current().documents_by_id
        if unknown := [doc for doc in docs if doc not in known]:
            raise Problem(404, f"没有报告 {'、'.join(unknown)}；现有：{'、'.join(known)}。")

    def check_passages(self, ids: Sequence[str]) -> None:
        if unknown := [each for each in ids if each not in self.current().by_id]:
            raise Problem(404, f"没有段落 {'、'.join(unknown)}；段落编号见 search 或 passages 的结果。")


def exported(form: str, collection: Collection) -> File:
    return File(file_name(collection.title, FORMATS[form].suffix), FORMATS[form].write(collection))


def passage_model(index: Index, passage: Passage) -> models.Passage:
    document = index.document(passage.doc_id)
    return models.Passage.model_validate(
        {
            **passage_node(document, passage),
            "table": passage.table,
            "recognised": passage.recognised,
            "start": passage.start,
            "end": passage.end,
            "permalink": permalink(passage),
            "reference": reference(document, document.pages_of(passage.start, passage.end)),
            "sentences": list(sentence_models(passage)),
        }
    )


def sentence_models(passage: Passage) -> Iterator[models.SentenceOf]:
    for sentence in passage.sentences:
        yield models.SentenceOf(
            text=sentence.text, start=sentence.start, end=sentence.end, permalink=permalink(passage, sentence)
        )
