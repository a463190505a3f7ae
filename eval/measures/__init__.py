"""What one response is worth: one file a measure. Knows one question at a time, nothing of means."""
