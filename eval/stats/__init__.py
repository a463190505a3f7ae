"""Numbers behind the figures: intervals by resampling, curves and their areas. Knows arrays, no texts."""
