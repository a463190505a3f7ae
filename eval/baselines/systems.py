"""Lists what is measured side by side, and builds each from the same documents."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.document import Document
from eval.baselines.chunks import CHUNK_SIZE, chunked
from eval.baselines.encoders import E5Alone
from eval.baselines.quoting import DenseSearch, LexicalSearch, Method, PassageIndex, Quoter
from eval.running.asking import Answering
from index.build import build_id, cache_of, index_documents
from index.core import searched_passages
from index.encoders import Encoder
from index.progress import Progress
from index.tokens import tokenise
from index.vectors import embed
from retrieval.answerer import Answerer


class Material:
    """What every system is built from. With a folder for vectors nothing is embedded twice, or can be timed."""

    def __init__(self, documents: Sequence[Document], encoder: Encoder, cache: Path | None, progress: Progress):
        self.documents, self.encoder, self.cache, self.progress = tuple(documents), encoder, cache, progress

    @cached_property
    def e5(self) -> E5Alone:
        """The encoder that the baselines share."""
        return E5Alone()

    def load(self) -> None:
        """Open models and dictionaries, so that no system is billed for it."""
        tokenise("报告")
        self.e5.encode_query("")
        self.encoder.encode_query("")


@dataclass(frozen=True, slots=True)
class System:
    """One column of the comparison."""
    key: str  # name of its folder
    labels: tuple[str, str]  # Chinese, English
    about: tuple[str, str]
    build: Callable[[Material], Answering]


def lexical(material: Material) -> Quoter:
    index = passage_index(material.documents, "BM25")
    return Quoter(index, LexicalSearch([passage.embedding_text for passage in index.passages]))


def dense(material: Material, documents: Sequence[Document], encoder: E5Alone) -> Quoter:
    index = passage_index(documents, encoder.name)
    texts = [passage.embedding_text for passage in index.passages]  # of a chunk: its text, it knows no section
    vectors = embed(texts, encoder.encode_texts, cache_of(material.cache, f"{encoder.name} alone"), material.progress)
    return Quoter(index, DenseSearch(vectors, encoder))


def langchain(material: Material) -> Quoter:
    return dense(material, [chunked(document) for document in material.documents], material.e5)


def e5_alone(material: Material) -> Quoter:
    return dense(material, material.documents, material.e5)


def whole_system(material: Material) -> Answerer:
    return Answerer(index_documents(material.documents, material.encoder, material.cache, material.progress))


def passage_index(documents: Sequence[Document], method: str) -> PassageIndex:
    documents = tuple(documents)
    passages = searched_passages(documents)
    cut = f"{method} over {len(passages)} passages"
    return PassageIndex(documents, passages, Method(method), build_id(documents, cut))


OURS = System("baipishu", ("本系统", "this system"), (
    "段落与句子两级向量、BM25、训练过的检索器与阅读器；挑句作答，会拒答，读上文",
    "passages and sentences, BM25, a trained retriever and reader; chooses sentences, refuses, reads earlier "
    "questions"), whole_system)
SYSTEMS = (
    System("bm25", ("BM25", "BM25"), (
        "本系统的段落与分词，只用 BM25", "passages and tokens of this system, BM25 only"), lexical),
    System("langchain-faiss", (f"{CHUNK_SIZE} 字切块 + e5", f"{CHUNK_SIZE}-character chunks, e5"), (
        "LangChain 切分器（500 字、重叠 50）+ FAISS Flat + multilingual-e5-small",
        "LangChain's splitter (500 characters, 50 shared), FAISS Flat, multilingual-e5-small"), langchain),
    System("e5", ("仅 e5", "e5 alone"), ("本系统的段落，只用 e5", "passages of this system, e5 only"), e5_alone),
    OURS,
)
