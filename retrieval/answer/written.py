"""What a language model did, told in the user's language: the label of generated text, wherever it goes."""

from collections.abc import Mapping

from retrieval.text.language import spoken, texts, to_script

TEXTS = texts("written")


def label_lines(writer: Mapping | None, language: str) -> list[str]:
    """What a reader has to know of the answer's words, a line each; [] where no model had part in them.

    `writer`: of the `ask --json` object.
    """
    if writer is None:
        return []
    table = TEXTS[spoken(language).code]
    said = []
    if writer["generated"]:
        said.append(table["generated"].format(model=writer["model"]))
    elif writer["failure"]:
        said.append(table.get(writer["failure"], table["broken"]))
    if writer["withheld"]:
        said.append(table["withheld"].format(count=len(writer["withheld"])))
    if writer["generated"] and writer["unquoted"]:
        said.append(table["unquoted"].format(count=writer["unquoted"]))
    return [to_script(line, language) for line in said]


def translation_lines(writer: Mapping | None, language: str) -> list[str]:
    """Renderings of quotations, each marked as one."""
    table = TEXTS[spoken(language).code]
    rendered = writer["translations"] if writer else ()
    return [table["translation"].format(n=each["citation"], text=each["text"]) for each in rendered]
