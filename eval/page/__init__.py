"""The pages of a run: one HTML file each, Chinese and English, that opens without a network."""
