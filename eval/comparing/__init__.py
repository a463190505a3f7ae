"""Two runs of one question set side by side: what got better and worse, and what differs between them."""
