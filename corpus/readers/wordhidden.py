"""Takes out of a Word file what Word neither shows nor prints: runs that are marked as hidden (隐藏文字)."""

from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF = ("0", "false", "off")


def remove_hidden(part: ElementTree.Element) -> bool:
    """Remove the hidden runs of a part of the file; tell whether there were any."""
    hidden = [(parent, run) for parent in part.iter() for run in parent if run.tag == f"{W}r" and is_hidden(run)]
    for parent, run in hidden:
        parent.remove(run)
    return bool(hidden)


def is_hidden(run: ElementTree.Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "true") not in OFF
