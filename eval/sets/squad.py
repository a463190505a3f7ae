"""Makes a corpus and questions of a reading-comprehension set: SQuAD 1.1 and 2.0, CMRC 2018, DRCD.

    baipishu eval run --dataset squad:cmrc2018_trial.json --out runs/cmrc

The whole file becomes one document, so a question is put to all its texts and not only to its own.
"""
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from eval.sets.articles import Article, SentenceFinder, context_starts, id_from, make_document
from eval.sets.dataset import Dataset
from eval.sets.layouts import Asked, Context, Layout, shorten
from eval.sets.mistakes import DatasetError
from eval.sets.questions import Question
from eval.sets.rows import half_character
from retrieval.text.language import detect_language


def read_squad(path: Path) -> Dataset:
    """Read the file. Raises DatasetError with every mistake and its place; then nothing is imported.

    A question that is blank, an `answer_start` that is wrong, or a reference that does not stand in its text, is a
    warning of the Dataset.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
        data = json.loads(text)
    except OSError as error:
        raise DatasetError(path, [f"cannot be read ({error.strerror}); check the path"]) from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(path, [f"no JSON text ({error})"]) from error
    if half := half_character(text, data):
        raise DatasetError(path, [half])
    layout = Layout()
    contexts = list(layout.contexts(data))
    if not layout.mistakes and not any(context.asked for context in contexts):
        layout.mistakes.append("no question in it")
    if layout.mistakes:
        raise DatasetError(path, layout.mistakes)
    articles = distinct_articles(contexts)
    checksum = hashlib.sha256(content).hexdigest()
    document = make_document(id_from(path.stem), path.stem, path, checksum, articles)
    starts, finder, warnings = context_starts(articles), SentenceFinder(document), layout.warnings
    title_of = {text: article.title for article in articles for text in article.contexts}
    questions = [make_question(asked, title_of[context.text], find_evidence(asked, context, starts, finder, warnings))
                 for context in contexts for asked in context.asked]
    return Dataset(path.stem, (document,), tuple(questions), warnings=tuple(warnings))


def distinct_articles(contexts: Sequence[Context]) -> list[Article]:
    """Gather the texts under their titles in order of appearance, each text once."""
    articles: dict[str, dict[str, None]] = {}
    known: set[str] = set()
    for context in contexts:
        if context.text not in known:
            articles.setdefault(context.title, {})[context.text] = None
            known.add(context.text)
    return [Article(title, tuple(texts)) for title, texts in articles.items()]


def find_evidence(asked: Asked, context: Context, starts: dict[str, int], finder: SentenceFinder,
                  warnings: list[str]) -> tuple[str, ...]:
    """Return the sentences in which the first reference stands; warn where it does not stand as the file says."""
    if not asked.references:
        return ()
    text, told = asked.references[0]
    places = [match.start() for match in re.finditer(f"(?={re.escape(text)})", context.text)]
    if not places:
        warnings.append(f"{asked.place}: {shorten(text)} does not stand in the text; the question has no evidence")
        return ()
    found = places[0] if told is None else min(places, key=lambda place: abs(place - told))
    if told is not None and found != told:
        warnings.append(f"{asked.place}: {shorten(text)} does not begin at {told} but at {found}, the nearest place")
    start = starts[context.text] + found
    return tuple(sentence.text for sentence in finder.over(start, start + len(text)))


def make_question(asked: Asked, title: str | None, evidence: tuple[str, ...]) -> Question:
    """A question whose one fact is told by any of the references; without references none may be told."""
    references = tuple(dict.fromkeys(text.strip() for text, _ in asked.references))
    answerable = not asked.impossible
    return Question(
        asked.id, asked.question, detect_language(asked.question), "fact" if answerable else "unanswerable",
        answerable, answers=(references,) if references else (), evidence=evidence, section=(title,) if title else (),
        reason=None if answerable else "not_in_report", references=references)
