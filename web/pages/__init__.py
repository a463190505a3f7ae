"""Pages that the server renders whole, beside the chat: one idea a file, each with its template in templates/."""
