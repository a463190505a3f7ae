"""What a question asks: language, years, places, titles, units; how a follow-up is completed. Knows no report."""
