"""What is found: passages ranked by dense and by word scores. Decides nothing."""
