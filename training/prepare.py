"""Rows → what the training steps read: piece numbers of every sentence and question, answer pieces, follow-ups.

    python -m training.prepare BUILD      # writes tokenizer.json, kept.npy, base.*.npz, examples.json.gz
    python -m training.prepare BUILD --shipped      # in the pieces of the models that are there, to teach these more

Which pieces are kept depends on the rows: those of new rows are not those that the shipped models know.
"""

import argparse
import gzip
import json
import random
import re
import shutil
from pathlib import Path

from index.encoders import MODELS
from index.pieces import Pieces, fold_characters
from retrieval.read.pairing import document_line
from training.base import base_state
from training.rows import (
    QuestionRow,
    TrainingDocument,
    held_out,
    read_documents,
    read_edits,
    read_followups,
    read_questions,
)
from training.vocabulary import write_tokenizer
from training.weights import save_weights

YEAR = re.compile(r"(?:19|20)\d{2}")
OPEN_SPAN = re.compile("五年|以来|累计|历年|三年|十年|期间")  # speaks of many years: no other year can be ruled out
PROVINCES = (
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 "
    "重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 成都 广州 深圳 杭州 南京 武汉 青岛 大连 合肥 沈阳"
).split()


def span_pieces(pieces: Pieces, sentence: str, answer: tuple[str, ...]) -> list[list[int]]:
    """The piece ranges of the words of an answer in a sentence, half-open; [] when none stands there."""
    offsets = pieces.encode(sentence).offsets
    found = []
    for words in answer:
        start = sentence.find(words)
        if start < 0:
            continue
        end = start + len(words)
        inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start and b > a]
        if inside:
            found.append([inside[0], inside[-1] + 1])
    return found


def other_time_or_place(row: QuestionRow, document: TrainingDocument, chance: random.Random) -> str | None:
    """The question asked of another year or place than its sentences speak of; None where that cannot be told."""
    question = fold_characters(row.question)
    texts = " ".join(document.sentences[i][1] for i in row.sentences)
    year = YEAR.search(question)
    if year and len(set(YEAR.findall(question))) == 1 and not OPEN_SPAN.search(texts + question):
        others = [y for y in range(int(year.group()) - 6, int(year.group()) + 7) if abs(y - int(year.group())) >= 2]
        new = str(chance.choice(others))
        return None if new in texts else question.replace(year.group(), new)
    named = [place for place in PROVINCES if place in question and place in document.title]
    if len(named) == 1:
        new = chance.choice([place for place in PROVINCES if place not in question and place not in texts])
        return question.replace(named[0], new)
    return None


def edits_by_question(pieces: Pieces) -> dict[tuple[str, str], list[dict]]:
    """(document, question) → the sentences that were changed for it, as pieces, and whether they answer so."""
    found: dict[tuple[str, str], list[dict]] = {}
    for edit in read_edits():
        changed = {"sentence": edit.sentence, "pieces": pieces.encode(edit.edited).ids, "answers": edit.answers}
        found.setdefault((edit.doc, edit.question), []).append(changed)
    return found


def prepare(folder: Path, shipped: bool = False) -> None:
    """Write everything that training needs into a folder; with `shipped`, in the pieces of the shipped models."""
    folder.mkdir(parents=True, exist_ok=True)
    if shipped:
        shutil.copyfile(MODELS / "tokenizer.json", folder / "tokenizer.json")
    else:
        save_weights(folder, "base", base_state(write_tokenizer(folder)))
    pieces = Pieces(folder / "tokenizer.json")
    documents, chance = read_documents(), random.Random(11)
    encoded = {}
    for doc, document in documents.items():
        headings = list(dict.fromkeys(heading for heading, _ in document.sentences))
        encoded[doc] = {
            "kind": document.kind,
            "held": doc in held_out(),
            "title": pieces.encode(document_line(document.title, document.year, document.place)).ids,
            "headings": [pieces.encode(heading).ids for heading in headings],
            "heading_of": [headings.index(heading) for heading, _ in document.sentences],
            "sentences": [pieces.encode(sentence).ids for _, sentence in document.sentences],
            "texts": [fold_characters(f"{h[:40]} {s}".strip()) for h, s in document.sentences],
        }
    edits = edits_by_question(pieces)
    questions = []
    for row in read_questions():
        document = documents[row.doc]
        swapped = other_time_or_place(row, document, chance) if row.answerable else None
        questions.append(
            {
                "doc": row.doc,
                "label": row.label,
                "language": row.language,
                "style": row.style,
                "text": fold_characters(row.question),
                "question": pieces.encode(row.question).ids,
                "sentences": list(row.sentences),
                "spans": {
                    i: spans
                    for i in row.sentences
                    if row.answer and (spans := span_pieces(pieces, document.sentences[i][1], row.answer))
                },
                "swapped": pieces.encode(swapped).ids if swapped else None,
                "named": bool(swapped),
                "edited": edits.get((row.doc, row.question), []),
            }
        )
    followups = [
        {
            "doc": row.doc,
            "alone": row.kind == "alone",
            "question": pieces.encode(row.question).ids,
            "history": pieces.encode(" ".join(row.history[-2:])).ids,
            "text": row.question,
        }
        for row in read_followups()
    ]
    everything = {"documents": encoded, "questions": questions, "followups": followups}
    with gzip.open(folder / "examples.json.gz", "wt", encoding="utf-8", compresslevel=6) as file:
        json.dump(everything, file, ensure_ascii=False)
    print(f"{len(encoded)} documents, {len(questions)} questions, {len(followups)} follow-ups")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shipped", action="store_true", help="in the pieces of models/tokenizer.json")
    given = parser.parse_args()
    prepare(given.folder, given.shipped)
