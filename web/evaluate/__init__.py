"""Evaluations that are started from the page. Runs `baipishu eval` as a child process and reads what it writes."""
