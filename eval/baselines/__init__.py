"""What people would use instead: other ways to find passages, measured on the same questions by the same code."""
