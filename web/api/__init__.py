"""The service for other programs: the same verbs over HTTP and MCP. `verbs.py` does the work, the rest speaks a protocol."""
