"""The committed templates are what the rule book gives today; tests/rebuild_templates.py renews them."""

from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest

from kpi.model import EDITIONS, LANGUAGES, Edition, Language
from tests.judges import sdk_errors
from tests.rebuild_templates import built, built_with_macros, macro_file, template_file


def parts(data: bytes) -> dict[str, bytes]:
    """The content of every part; how well it is packed depends on the machine."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


each = pytest.mark.parametrize(("edition", "language"), list(product(EDITIONS, LANGUAGES)))


@each
def test_a_committed_template_is_what_the_rule_book_gives(edition: Edition, language: Language) -> None:
    committed, new = parts(template_file(edition, language).read_bytes()), parts(built(edition, language))
    assert list(committed) == list(new)
    assert [name for name in new if committed[name] != new[name]] == []


@each
def test_microsofts_sdk_finds_no_error_in_a_committed_template(edition: Edition, language: Language) -> None:
    assert sdk_errors(template_file(edition, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_committed_template_with_macros_is_what_rule_book_and_vba_give(language: Language) -> None:
    committed, new = parts(macro_file(language).read_bytes()), parts(built_with_macros(language))
    assert list(committed) == list(new)
    assert [name for name in new if committed[name] != new[name]] == []
    assert sdk_errors(macro_file(language)) == []
