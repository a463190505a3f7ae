"""The service for other programs, over HTTP and MCP: `verbs.py` does the work, the rest speaks a protocol."""
