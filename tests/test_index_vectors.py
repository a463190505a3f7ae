"""Each text is embedded once: the cache of vectors."""

from pathlib import Path

import numpy as np
import pytest
from index_samples import SENTENCES, TEXT, BigramEncoder, write_report

from index.build import build_index
from index.vectors import SAVE_EVERY, Saver, VectorCache, embed

TEXTS = ["充电桩", "红树林", "充电桩", "碳市场"]


def test_equal_texts_are_embedded_once():
    encoder = BigramEncoder()
    vectors = embed(TEXTS, encoder.encode_texts)
    assert encoder.texts == ["充电桩", "红树林", "碳市场"]
    assert vectors.shape == (4, 64) and vectors.dtype == np.float32
    assert (vectors[0] == vectors[2]).all()


def test_a_second_run_takes_every_vector_from_the_cache(tmp_path: Path):
    first, second = BigramEncoder(), BigramEncoder()
    before = embed(TEXTS, first.encode_texts, VectorCache(tmp_path, "bigrams"))
    after = embed(TEXTS, second.encode_texts, VectorCache(tmp_path, "bigrams"))
    assert second.texts == []
    assert (after == before).all()


def test_what_another_process_has_saved_meanwhile_is_kept(tmp_path: Path):
    """Two builds that shared a cache forgot what the one of them had embedded that ended first."""
    one, other = VectorCache(tmp_path, "bigrams"), VectorCache(tmp_path, "bigrams")
    embed(TEXTS[:1], BigramEncoder().encode_texts, one)
    embed(TEXTS[1:], BigramEncoder().encode_texts, other)
    embed(["海草床"], BigramEncoder().encode_texts, one)
    third = BigramEncoder()
    embed([*TEXTS, "海草床"], third.encode_texts, VectorCache(tmp_path, "bigrams"))
    assert third.texts == []


def test_each_encoder_has_its_own_cache(tmp_path: Path):
    other = BigramEncoder("other")
    embed(TEXTS, BigramEncoder().encode_texts, VectorCache(tmp_path, "bigrams"))
    embed(TEXTS, other.encode_texts, VectorCache(tmp_path, other.name))
    assert len(other.texts) == 3


def test_an_added_sentence_embeds_itself_and_its_passage_only(tmp_path: Path):
    report = write_report(tmp_path / "reports")
    build_index([report], BigramEncoder(), tmp_path / "cache")
    added = "新增海上风电装机20万千瓦。"
    report.write_text(TEXT.replace(SENTENCES[1], SENTENCES[1] + added), "utf-8")
    encoder = BigramEncoder()
    build_index([report], encoder, tmp_path / "cache")
    assert sorted(encoder.texts, key=len)[0] == f"一、绿色交通 {added}"
    assert len(encoder.texts) == 2 and encoder.texts[0].endswith(SENTENCES[1] + added)


def test_batches_and_progress_add_up():
    encoder, seen = BigramEncoder(), []
    embed([f"第{i}句" for i in range(7)], encoder.encode_texts, None, lambda *at: seen.append(at), batch_size=3)
    assert seen == [(0, 7), (3, 7), (6, 7), (7, 7)]


def test_an_interrupted_build_keeps_what_it_has_embedded(tmp_path: Path):
    first = BigramEncoder()

    def interrupted(texts):
        if len(first.texts) == 4:
            raise KeyboardInterrupt
        return first.encode_texts(texts)

    texts = [f"第{i}句" for i in range(9)]
    with pytest.raises(KeyboardInterrupt):
        embed(texts, interrupted, VectorCache(tmp_path, "bigrams"), batch_size=2)
    second = BigramEncoder()
    embed(texts, second.encode_texts, VectorCache(tmp_path, "bigrams"))
    assert (first.texts, second.texts) == (texts[:4], texts[4:])


def test_the_cache_is_saved_while_the_work_goes_on_and_more_seldom_when_that_takes_long(tmp_path: Path):
    cache, clock, saves = VectorCache(tmp_path, "bigrams"), [0.0], []

    def save() -> None:
        saves.append(clock[0])
        clock[0] += 10  # seconds that writing takes

    cache.save = save
    saver = Saver(cache, lambda: clock[0])
    for at in (SAVE_EVERY - 1, SAVE_EVERY, 2 * SAVE_EVERY + 10, 300):
        clock[0] = at
        saver.save_now_and_then()
    assert saves == [SAVE_EVERY, 300]  # 10 s of writing are 5 % of 200 s


def test_a_damaged_cache_counts_as_empty(tmp_path: Path):
    cache = VectorCache(tmp_path, "bigrams")
    embed(TEXTS, BigramEncoder().encode_texts, cache)
    whole = cache.path.read_bytes()
    for size in range(0, len(whole), 7):
        cache.path.write_bytes(whole[:size])
        assert VectorCache(tmp_path, "bigrams").vectors == {}
    for at in range(0, len(whole), 11):
        cache.path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        found = VectorCache(tmp_path, "bigrams").vectors  # a byte that does not matter may change
        assert all((vector == cache.vectors[key]).all() for key, vector in found.items())


def test_a_vector_that_is_not_finite_stops_the_build():
    with pytest.raises(ValueError, match=r"not finite.*充电桩"):
        embed(["充电桩"], lambda texts: np.full((len(texts), 4), np.nan, np.float32))


def test_a_cache_that_cannot_be_written_fails_before_the_work(tmp_path: Path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    encoder = BigramEncoder()
    with pytest.raises(ValueError, match=r"cache: vectors cannot be kept there.*BAIPISHU_CACHE"):
        embed(TEXTS, encoder.encode_texts, VectorCache(tmp_path / "cache", "bigrams"))
    assert encoder.texts == []


def test_no_texts_give_no_vectors():
    assert embed([], BigramEncoder().encode_texts).shape == (0, 64)
