"""Makes small changes to the code, one at a time, and lists those that no test notices: docs/mutants.md.

    python -m tools.mutants --sample 40 --seed 7
    python -m tools.mutants --sample 10 --under retrieval/read

What is printed as survived is either a rule without a test or a change that changes nothing. What was tried is kept in
build/mutants and not tried again, so that a run may be ended and gone on with.
"""
