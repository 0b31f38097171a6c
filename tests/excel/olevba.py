"""oletools, a reader of VBA projects that is not ours; its own imports warn, which is not our matter."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser, decompress_stream

__all__ = ["alarms", "decompress_stream", "modules"]


def modules(name: str, data: bytes) -> dict[str, str]:
    """The text of every module in a workbook or a vbaProject.bin, by the name of its stream."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = VBA_Parser(name, data=data)
        found = {stream.rpartition("/")[2]: code for _, stream, _, code in parser.extract_macros()}
        parser.close()
    return found


def alarms(name: str, data: bytes) -> set[tuple[str, str]]:
    """What looks like the work of malware to oletools: kind and word."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = VBA_Parser(name, data=data)
        found = {(kind, word) for kind, word, _ in parser.analyze_macros()}
        parser.close()
    return found
