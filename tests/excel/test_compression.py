"""The compression of VBA text: three readers agree, the examples of the specification are met."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.vba_project.compression import compress
from tests.excel.olevba import decompress_stream
from tests.excel.reading import decompressed

# [MS-OVBA] 3.2: the text and its container
NOTHING_REPEATS = (
    b"abcdefghijklmnopqrstuv.",
    bytes.fromhex("0119b0 00 6162636465666768 00 696a6b6c6d6e6f70 00 7172737475762e"),
)
ONE_LETTER = b"a" * 73, bytes.fromhex("0103b002614500")


def both(container: bytes) -> bytes:
    theirs = bytes(decompress_stream(bytearray(container)))
    assert theirs == decompressed(container)
    return theirs


@pytest.mark.parametrize(("text", "container"), [NOTHING_REPEATS, ONE_LETTER])
def test_the_examples_of_the_specification_are_met(text: bytes, container: bytes) -> None:
    assert compress(text) == container


@pytest.mark.parametrize("length", [1, 2, 3, 15, 16, 17, 4095, 4096, 4097, 8192, 8193, 70_000])
@pytest.mark.parametrize("letters", ["a", "ab", "abc", "abcdefg\r\n"])
def test_a_text_of_any_length_comes_back(length: int, letters: str) -> None:
    chosen = random.Random(length)
    text = "".join(chosen.choice(letters) for _ in range(length)).encode()
    assert both(compress(text)) == text


@settings(max_examples=200)
@given(st.text(st.characters(max_codepoint=126, min_codepoint=9), max_size=3000).map(str.encode))
def test_any_ascii_text_comes_back(text: bytes) -> None:
    assert both(compress(text)) == text


def test_a_full_chunk_that_does_not_compress_is_stored_as_it_is() -> None:
    noise = random.Random(1).randbytes(4096)
    container = compress(noise)
    assert container[1:3] == b"\xff\x3f"
    assert both(container) == noise


def test_a_last_chunk_that_does_not_compress_is_refused_for_it_would_grow() -> None:
    with pytest.raises(ValueError, match="do not compress"):
        compress(random.Random(1).randbytes(4000))


def test_a_repetition_is_copied_from_the_nearest_place() -> None:
    container = compress(b"abcXabcYabc")
    assert decompressed(container) == b"abcXabcYabc"
    assert container[-2:] == b"\x00\x30"  # four back, not eight
