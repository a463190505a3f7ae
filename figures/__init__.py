"""The figures (指标) that reports state: what was measured, how much, when and where, each with its sentence."""
