"""Trains both models from what `training.prepare` wrote: retriever, a deep reader, shallow ones that it teaches.

    python -m training BUILD                         # on a GPU in minutes, on two cores overnight
    python -m training BUILD --reader-epochs 1 --share 0.25

Each step writes its result before the next begins; a step whose file is there is not done again (--again does all).
"""

import argparse
import json
import time
from pathlib import Path

import torch

from training import reader, retriever
from training.base import folder_state
from training.examples import Examples
from training.weights import has_weights, load_weights, save_weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="where results go; the folder itself when not given")
    parser.add_argument("--deep", type=int, default=12)
    parser.add_argument("--layers", type=int, nargs="+", default=[6])
    parser.add_argument("--retriever-layers", type=int, nargs="+", default=[6])
    parser.add_argument("--retriever-epochs", type=float, default=3)
    parser.add_argument("--reader-epochs", type=int, default=4)
    parser.add_argument("--student-epochs", type=int, default=6)
    parser.add_argument("--curve", type=float, nargs="*", default=[], help="shares of the rows for the learning curve")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=2, help="of the retriever, each with newly mined negatives")
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--seconds", type=float, help="most seconds for each reader; fewer steps when it is short")
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    folder, out = given.folder, given.out or given.folder
    out.mkdir(parents=True, exist_ok=True)
    log: dict[str, object] = {}
    began = time.time()

    def note(name: str, value: object) -> None:
        log[name] = value
        print(f"[{time.time() - began:.0f} s] {name}: {json.dumps(value, ensure_ascii=False)}", flush=True)
        (out / "training-log.json").write_text(json.dumps(log, ensure_ascii=False, indent=1), "utf-8")

    examples, base = Examples.load(folder), folder_state(folder)
    mined = None
    for layers in given.retriever_layers:
        if has_weights(out, f"retriever-{layers}") and (folder / "mined.json").exists() and not given.again:
            continue
        trained = retriever.run(folder, layers, given.retriever_epochs, share=given.share, rounds=given.rounds, out=out)
        mined = trained["mined"]
        note(f"retriever, {layers} layers", trained["report"])
        (folder / "mined.json").write_text(json.dumps(mined))
    mined = mined or {int(n): found for n, found in json.loads((folder / "mined.json").read_text()).items()}
    hard = retriever.hard_rows(examples, mined)
    held = examples.questions_of(held=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    for share in given.curve:
        model = reader.train(examples, base, mined, hard, given.layers[0], given.reader_epochs, 1e-4, share=share)
        note(f"curve {share}", reader.evaluate(model, examples, mined, held, device))
    deep_name = f"reader-{given.deep}"
    if has_weights(out, deep_name) and not given.again:
        deep = reader.ReaderModel(base, given.deep).to(device)
        deep.load_state_dict({k: torch.from_numpy(v) for k, v in load_weights(out, deep_name).items()}, strict=False)
    else:
        deep = reader.train(
            examples, base, mined, hard, given.deep, given.reader_epochs, 1.2e-4, share=given.share, batch=given.batch,
            seconds=given.seconds,
        )
        save_weights(out, deep_name, reader.reader_state(deep))
        note(f"reader, {given.deep} layers", reader.evaluate(deep, examples, mined, held, device))
    deep.eval()
    for layers in given.layers:
        start = {**base, **{k.removeprefix("bert."): v for k, v in reader.reader_state(deep).items() if "bert." in k}}
        model = reader.train(
            examples, start, mined, hard, layers, given.student_epochs, 1.5e-4, teacher=deep, share=given.share,
            batch=given.batch, seconds=given.seconds,
        )
        save_weights(out, f"reader-{layers}", reader.reader_state(model))
        note(f"reader, {layers} layers, taught", reader.evaluate(model, examples, mined, held, device))
        note(f"stands alone, {layers} layers", reader.alone_accuracy(model, examples, device))


if __name__ == "__main__":
    main()
