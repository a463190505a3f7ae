"""Where rows are kept and searched: one contract, several engines. Knows passages by id, nothing of questions."""
