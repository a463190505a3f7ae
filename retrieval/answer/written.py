"""What a language model did, told in the user's language: the label of generated text, wherever it goes."""

from collections.abc import Mapping

from retrieval.text.language import to_script

TEXTS = {
    "zh": {
        "generated": "以下文字由语言模型 {model} 根据所引句子写成，已逐句核对；引用前请看原文。",
        "withheld": "有 {count} 句未通过核对，没有显示。",
        "unquoted": "有 {count} 处引号里不是原文，已去掉引号。",
        "timeout": "语言模型没有及时作答，以下是报告原句。",
        "unreachable": "语言模型连不上，以下是报告原句。",
        "paused": "语言模型暂时停用，以下是报告原句。",
        "broken": "语言模型没有正常作答，以下是报告原句。",
        "unchecked": "语言模型写的句子都未通过核对，以下是报告原句。",
        "incomplete": "语言模型写的句子经核对后没有答全，以下是报告原句。",
        "instructions": "所引段落或问题里有写给程序的话，没有交给语言模型，以下是报告原句。",
        "translation": "[{n}] 译文（语言模型所译，不是报告原文）：{text}",
    },
    "en": {
        "generated": "Written by the language model {model} from the cited sentences and checked sentence by sentence; "
        "see the original before you quote.",
        "withheld": "{count} sentence(s) failed the check and are not shown.",
        "unquoted": "{count} quotation(s) were not verbatim and lost their quotation marks.",
        "timeout": "The language model did not answer in time; these are the report's own sentences.",
        "unreachable": "The language model cannot be reached; these are the report's own sentences.",
        "paused": "The language model is paused; these are the report's own sentences.",
        "broken": "The language model gave no proper answer; these are the report's own sentences.",
        "unchecked": "No sentence of the language model passed the check; these are the report's own sentences.",
        "incomplete": "What passed the check does not answer in full; these are the report's own sentences.",
        "instructions": "The cited passage or the question holds words to the program and was not given to the "
        "language model; these are the report's own sentences.",
        "translation": "[{n}] Translation (by a language model, not the report's words): {text}",
    },
}


def label_lines(writer: Mapping | None, language: str) -> list[str]:
    """What a reader has to know of the answer's words, a line each; [] where no model had part in them.

    `writer`: of the `ask --json` object.
    """
    if writer is None:
        return []
    table = TEXTS["en" if language == "en" else "zh"]
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
    table = TEXTS["en" if language == "en" else "zh"]
    rendered = writer["translations"] if writer else ()
    return [table["translation"].format(n=each["citation"], text=each["text"]) for each in rendered]
