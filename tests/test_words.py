import re
import string
from pathlib import Path

import pytest

from kpi.model import LANGUAGES
from kpi.words import COUNTED, say, sentence, sentences

PROBLEMS = {key: texts for key, texts in sentences().items() if re.fullmatch(r"KPI\d{3}", key)}
CONSTRUCTORS = Path(__file__).parents[1] / "kpi" / "problems"


def slots(text: str) -> set[str]:
    """The facts that a sentence names; some come in both languages, as role_zh and role_en."""
    return {re.sub("_(zh|en)$", "", name) for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sentences())
def test_every_sentence_is_there_in_both_languages_with_the_same_slots(key: str) -> None:
    texts = sentences()[key]
    assert set(texts) >= set(LANGUAGES)
    assert slots(texts["zh"]) == slots(texts["en"])


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_says_what_is_wrong_and_what_to_do(code: str) -> None:
    for language in LANGUAGES:
        wrong, bar, remedy = PROBLEMS[code][language].partition("|")
        assert bar, "no remedy"
        assert wrong.strip()
        assert remedy.strip()


def test_every_problem_has_a_constructor_and_a_sentence() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in CONSTRUCTORS.glob("*.py"))
    assert set(re.findall(r'"(KPI\d{3})"', source)) == set(PROBLEMS)


def test_nouns_agree_with_their_counts_and_what_is_quoted_stays_as_it_is() -> None:
    counted = [texts["en"] for texts in sentences().values() if re.search(r"\[[^\[\]]+/[^\[\]]+\]", texts["en"])]
    assert counted
    assert not [text for text in counted if re.search(r"\[[^\[\]]+/[^\[\]]+\]", COUNTED.sub("", text))]  # each follows its count
    assert say("cli_fine", "en", book="x 1 [a/b].xlsx", people=1) == "x 1 [a/b].xlsx: 1 person, nothing to mend."
    assert say("cli_fine", "en", book="x", people=21) == "x: 21 people, nothing to mend."


def test_a_sentence_is_found_without_parsing_the_other_files() -> None:
    assert {key: sentence(key) for key in sentences()} == sentences()
    with pytest.raises(KeyError):
        sentence("KPI000")
