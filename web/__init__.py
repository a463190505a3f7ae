"""The web page: what users see and how it is served. Knows answers and passages, not how they are found."""
