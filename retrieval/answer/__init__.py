"""What is said: quotations with citations, the direct words, checked figures, frames. Finds nothing."""
