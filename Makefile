# The two commands are `make run` and `make test`; the others are for developers.
# Works with the GNU make 3.81 of macOS as well.

VENV := .venv
PYTHON = $(VENV)/bin/python
PIP = $(PYTHON) -m pip --disable-pip-version-check
QUESTIONS := $(wildcard eval/questions/*.jsonl)
NEAR := $(wildcard eval/near/*.jsonl)
TRAINING := build/training
# the held-out report that a question set ($$name) is named after, else the reports in use
REPORT = $$(stem=$${name\#near-}; \
  ls -d corpus/holdout/$$stem corpus/holdout/$$stem.* corpus/holdout/*/$$stem.* 2>/dev/null | grep -v toml || echo corpus/reports)

.PHONY: run help test check gate index eval baselines train bench soak fuzz fuzz-guided screenshots lock audit lint mutants clean

run: $(VENV)/installed  ## build the index if there is none or it is stale, serve the web app, print its address
	@$(PYTHON) -m cli serve $(ARGS)

help:  ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# with their bytecode written, for the other worker and for every process that a test starts
TESTS = PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test: $(VENV)/installed-for-tests  ## the tests but for the long ones, in a real browser too: some seven minutes on two free cores
	@$(PYTHON) -m tools.install_browser
	@$(TESTS) -m "not long" $(ARGS)

check: $(VENV)/installed-for-tests lint gate  ## everything, as CI does: style and types, the floors, every test, the long ones too
	@$(PYTHON) -m tools.install_browser
	@$(TESTS) $(ARGS)

gate: $(VENV)/installed-for-eval  ## ask the dev questions of every set twice and its dev turns once; fail when quality is lost or two runs differ
	@$(PYTHON) -m tools.gate

index: $(VENV)/installed  ## rebuild the index
	@$(PYTHON) -m cli index build $(ARGS)

eval: $(VENV)/installed-for-eval  ## answer every question set, about the held-out report of its name or else the reports in use
	@for set in $(QUESTIONS) $(NEAR); do \
	  name=$$(basename "$$set" .jsonl); echo "== $$name -> eval/runs/$$name"; \
	  $(PYTHON) -m cli eval run --questions "$$set" --out "eval/runs/$$name" \
	    --reports "$(REPORT)" $(ARGS) || exit $$?; \
	done

bench: $(VENV)/installed-for-bench  ## times and memory beside their budgets, and how they grow with the corpus
	@$(PYTHON) -m bench $(ARGS)

baselines: $(VENV)/installed-for-eval  ## what people would use instead, on the same questions
	@for set in $(QUESTIONS); do \
	  name=$$(basename "$$set" .jsonl); echo "== $$name -> eval/runs/baselines/$$name"; \
	  $(PYTHON) -m cli eval baselines --questions "$$set" --out "eval/runs/baselines/$$name" \
	    --reports "$(REPORT)" $(ARGS) || exit $$?; \
	done

soak: $(VENV)/installed-for-tests  ## 20 users, a flood, idle and slow clients, 10,000 sessions; half an hour
	@$(PYTHON) -m bench.soak --page docs/benchmarks/soak.md $(ARGS)

FUZZ := 12000
fuzz: $(VENV)/installed-for-tests  ## 100,000 generated questions, reports, cards, sets and bodies, 1,200 requests an endpoint
	@BAIPISHU_FUZZ=$(FUZZ) $(PYTHON) -m pytest tests/test_fuzz_inputs.py tests/test_fuzz_formats.py tests/test_fuzz_api.py $(ARGS)

fuzz-guided: $(VENV)/installed-for-fuzz  ## atheris on the readers and the question parser, ten minutes each; Linux only
	@$(PYTHON) -m tools.guided_fuzz $(ARGS)

screenshots: $(VENV)/installed-for-tests  ## the pictures that README and docs show, of the app as it is
	@$(PYTHON) -m tools.screenshots $(ARGS)

lock: $(VENV)/installed  ## write requirements.lock anew: every file of the default install by its checksum
	@$(PIP) install -qq uv
	@{ head -2 requirements.lock; $(PYTHON) -m uv pip compile -q pyproject.toml -c constraints.txt --generate-hashes \
	  --python-version 3.11 --no-header --no-annotate --no-emit-index-url; } > requirements.lock.new
	@mv requirements.lock.new requirements.lock

audit: $(VENV)/installed  ## known flaws of what is locked (needs the network), and a bill of materials in build/
	@$(PIP) install -qq pip-audit cyclonedx-bom
	@mkdir -p build && $(PYTHON) -m cyclonedx_py requirements requirements.lock --of JSON -o build/sbom.json
	@$(PYTHON) -m pip_audit --strict -r requirements.lock --require-hashes --disable-pip

train: $(VENV)/installed-for-training  ## rows → models/: minutes on a GPU, overnight on two cores; what is written is not done again
	@test -e $(TRAINING)/examples.json.gz || $(PYTHON) -m training.prepare $(TRAINING)
	@test -e $(TRAINING)/retriever.json || $(PYTHON) -m training.retriever $(TRAINING)
	@test -e $(TRAINING)/reader-1.json || $(PYTHON) -m training.reader $(TRAINING) --seed 1 $(ARGS)
	@test -e $(TRAINING)/reader-2.json || $(PYTHON) -m training.reader $(TRAINING) --seed 2 --start reader-1 --rate 8e-5 $(ARGS)
	@$(PYTHON) -m training.soup $(TRAINING) reader-2
	@$(PYTHON) -m training.export $(TRAINING) $(TRAINING) models
	@$(PYTHON) -m training.kinds
	@$(PYTHON) -m training.rewriting
	@$(PYTHON) -m training.verifier
	@$(PYTHON) -m training.decision
	@$(PYTHON) -m training.tick
	@$(PYTHON) -m training.sums

lint: $(VENV)/installed-for-lint  ## style, imports, likely mistakes, types, lengths of lines in documents
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m tools.wrap_markdown --check
	@$(PYTHON) -m mypy

mutants: $(VENV)/installed-for-tests  ## which small changes of retrieval/ and corpus/ no test notices: docs/mutants.md; ten seconds of computing each
	@nice $(PYTHON) -m tools.mutants $(ARGS)

clean:  ## forget everything that was built or installed here
	rm -rf $(VENV) *.egg-info build index/built index/cache eval/runs .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(VENV)/installed: pyproject.toml constraints.txt
	@sh tools/make_venv.sh $(VENV)
	$(PIP) install -qq -e '.$(if $(BAIPISHU_ENCODER),$(if $(filter bundled,$(BAIPISHU_ENCODER)),,[models]))' -c constraints.txt
	@touch $@

$(VENV)/installed-for-lint: $(VENV)/installed
	$(PIP) install -qq -e '.[lint]' -c constraints.txt
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/installed
	$(PIP) install -qq --no-compile -e '.[test]' -c constraints.txt
	@$(PYTHON) -m compileall -qq -j 0 $(VENV)/lib || true  # pip would use one core, a minute and a half; a few files are no Python 3
	@touch $@ $(VENV)/installed-for-lint $(VENV)/installed-for-eval  # which are part of it

$(VENV)/installed-for-fuzz: $(VENV)/installed
	$(PIP) install -qq -e '.[fuzz]' -c constraints.txt
	@touch $@

$(VENV)/installed-for-eval: $(VENV)/installed
	$(PIP) install -qq -e '.[eval]' -c constraints.txt
	@touch $@

$(VENV)/installed-for-training: $(VENV)/installed
	$(PIP) install -qq -e '.[train]' -c constraints.txt
	@touch $@

$(VENV)/installed-for-bench: $(VENV)/installed
	$(PIP) install -qq -e '.[bench]' -c constraints.txt
	@touch $@
