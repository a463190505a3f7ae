"""Cells of a table that a spreadsheet would run as formulas, made harmless; and back."""

MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # with which a formula begins


def harmless(cell: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run.

    >>> harmless("=1+1"), harmless(-3)
    ("'=1+1", -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" '").startswith(MARKS) else cell


def restored(cell: str) -> str:
    """Take the apostrophe away again.

    >>> [restored(harmless(text)) for text in ("=1+1", "'=1", "'quoted'", "q001")]
    ['=1+1', "'=1", "'quoted'", 'q001']
    """
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" '").startswith(MARKS) else cell
