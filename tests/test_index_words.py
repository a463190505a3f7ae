"""The tables of words that an index carries: glossary, lexicon, pinyin."""

import pytest
from index_samples import TEXT

from index.glossary import build_glossary, phrases
from index.lexicon import collect_words, text_words
from index.pinyin import MIN_LETTERS, Pinyin, build_pinyin


@pytest.fixture(scope="module")
def glossary() -> dict[str, list[str]]:
    return build_glossary([TEXT])


@pytest.fixture(scope="module")
def pinyin() -> Pinyin:
    return build_pinyin(["前海深港现代服务业合作区的充电设施，银行业务增长。"])


def test_the_glossary_leads_from_english_to_words_of_the_report(glossary: dict):
    for phrase, word in {"forest": "森林", "car": "汽车", "energy": "能源", "ecology": "生态"}.items():
        assert word in glossary[phrase]


def test_the_glossary_holds_no_word_that_the_report_lacks(glossary: dict):
    assert all(word in TEXT for words in glossary.values() for word in words)


def test_the_glossary_holds_no_function_word_alone(glossary: dict):
    assert not {"the", "of", "to", "be", ""} & set(glossary)


def test_plural_endings_are_cut_from_the_phrases_of_a_definition():
    assert phrases("the forests of cities; batteries") == {"forest of city", "battery"}


def test_words_are_taken_whole_in_parts_and_joined_but_numbers_are_not():
    words = text_words("網約車和充電設施，2023年GDP增长12%")
    assert {"网约车", "充电", "设施", "充电设施", "gdp"} <= set(words)
    assert not any(word[0].isdigit() for word in words)


def test_the_words_of_a_report_are_listed_once_in_order():
    words = collect_words([TEXT, TEXT])
    assert words == tuple(sorted(set(words))) and "森林" in words


def test_pinyin_finds_the_name_that_is_spelled(pinyin: Pinyin):
    assert pinyin.named("Qianhai") == ["前海"]
    assert pinyin.named("Qian-hai") == ["前海"]
    assert pinyin.named("Beijing") == []


def test_short_spellings_are_no_names(pinyin: Pinyin):
    assert all(len(word) < MIN_LETTERS for word in ("ye", "hai"))
    assert pinyin.named("ye") == pinyin.named("hai") == []


def test_a_slip_is_led_to_the_word_that_sounds_alike(pinyin: Pinyin):
    assert pinyin.homophones("充点") == ["充电"]
    assert pinyin.homophones("充电") == []
    assert pinyin.homophones("X光") == []


def test_a_character_is_read_as_its_neighbours_demand(pinyin: Pinyin):
    assert "银行" in pinyin.runs["yinhang"] and "yinxing" not in pinyin.runs
