"""The container of vbaProject.bin: readers that are not ours find every stream as it was given."""

import random
from io import BytesIO

import olefile
import pytest

from addin.vba_project.compound_file import compound_file
from tests.excel.reading import CompoundFile


def streams(count: int, seed: int) -> dict[str, bytes]:
    chosen = random.Random(seed)
    sizes = [0, 1, 63, 64, 65, 4095, 4096, 4097]
    return {
        f"{'VBA/' if number % 3 else ''}{'s' * (number % 7 + 1)}{number}": chosen.randbytes(
            sizes[number] if number < len(sizes) and seed % 2 else chosen.randrange(5000)
        )
        for number in range(count)
    }


@pytest.mark.parametrize("count", range(1, 60))
def test_every_stream_comes_back_and_the_tree_is_red_black(count: int) -> None:
    given = streams(count, count)
    data = compound_file(given)
    read = CompoundFile(data)
    assert read.findings == []
    assert read.streams == given
    with olefile.OleFileIO(BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as theirs:
        assert theirs.parsing_issues == []
        assert {"/".join(path): theirs.openstream(path).read() for path in theirs.listdir()} == given


def test_a_table_that_does_not_fit_one_sector_counts_its_own_sectors() -> None:
    given = {"VBA/large": bytes(range(256)) * 1200, "VBA/small": b"x"}
    read = CompoundFile(compound_file(given))
    assert (read.findings, read.streams) == ([], given)


@pytest.mark.parametrize("sectors", range(120, 136))
def test_a_table_that_is_just_full_is_written_whole(sectors: int) -> None:
    read = CompoundFile(compound_file({"a": b"y" * 512 * sectors}))
    assert (read.findings, len(read.streams["a"])) == ([], 512 * sectors)


def test_the_same_streams_give_the_same_bytes() -> None:
    assert compound_file(streams(9, 1)) == compound_file(streams(9, 1))


def test_more_than_the_header_can_name_is_refused() -> None:
    with pytest.raises(ValueError, match="7 MB"):
        compound_file({"a": bytes(8 << 20)})


def test_the_reader_of_these_tests_sees_a_red_top_and_a_wrong_order() -> None:
    data = bytearray(compound_file({"a": b"1", "bb": b"2", "ccc": b"3"}))
    directory = 512 * (int.from_bytes(data[48:52], "little") + 1)
    for entry in range(1, 4):
        data[directory + 128 * entry + 67] = 0
    data[directory + 128] = ord("z")
    data[directory + 130 : directory + 132] = b"z\0"
    findings = " ".join(CompoundFile(bytes(data)).findings)
    assert "red" in findings
    assert "behind its name" in findings
