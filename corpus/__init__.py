"""Reports as text: files → documents → sections → passages → sentences. Imports nothing of ours."""
