"""What the checks of a question set need to know of all reports together. Knows documents, nothing of questions."""
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.document import Document
from eval.text import normalise, squeeze
from index.core import searched_passages

PART = re.compile(r"^第[一二三四五六七八九十百\d]+[部编篇章]分?")  # "第二部分" of "第二部分 积极减缓气候变化"


@dataclass(frozen=True, slots=True)
class Reports:
    """The texts of all documents, as they are compared."""
    text: str  # white space removed
    folded: str
    passages: tuple[str, ...]  # that can be found; white space removed
    sentences: Mapping[str, str]  # folded → as the report has it
    sections: Mapping[str, str]  # name of a place of the outline → its text, white space removed
    titles: str  # folded; their words are understood in every sentence


def read_together(documents: Sequence[Document]) -> Reports:
    sections: dict[str, str] = {}
    for document in documents:
        for path, section in document.walk_sections():
            for name in set(section_names(path)):
                sections[name] = sections.get(name, "") + "\n" + squeeze(document.text[section.start:section.end])
    return Reports("\n".join(squeeze(document.text) for document in documents),
                   "\n".join(normalise(document.text) for document in documents),
                   tuple(squeeze(passage.text) for passage in searched_passages(tuple(documents))),
                   {normalise(sentence.text): sentence.text for document in documents for passage in document.passages
                    for sentence in passage.sentences},
                   sections, "\n".join(normalise(document.title) for document in documents))


def section_names(path: Sequence[str]) -> tuple[str, str]:
    """Return both ways to write a place of the outline: in full, and with parts named by number only.

    >>> section_names(("第二部分 积极减缓气候变化", "三、交通运输绿色发展多维跃迁"))[1]
    '第二部分/三、交通运输绿色发展多维跃迁'
    """
    numbers = [found.group() if (found := PART.match(title)) else title for title in path]
    return "/".join(path), "/".join([*numbers[:-1], numbers[0] if len(path) == 1 else path[-1]])
