"""Whether the blocks of a VBA text are closed, which the analyser of this gate does not look at."""

import re
from collections.abc import Iterator

STARTS = (
    (r"(Public |Private |)Function \w+\(.*\)( As \w+)?", "Function"),
    (r"(Public |Private |)Sub \w+\(.*\)", "Sub"),
    (r"#If .* Then", "#If"),
    (r"If .* Then", "If"),
    (r"For .*", "For"),
    (r"Do( .*)?", "Do"),
    (r"With .*", "With"),
    (r"Select Case .*", "Select"),
)
ENDS = (
    (r"End (Function|Sub|If|With|Select)", None),
    (r"#End If", "#If"),
    (r"Next( \w+)?", "For"),
    (r"Loop( .*)?", "Do"),
)


def findings(text: str) -> Iterator[str]:
    """Blocks that are closed by nothing, or by the end of another."""
    open_blocks: list[str] = []
    for raw in text.replace(" _\r\n", " ").split("\r\n"):
        line = re.sub(r"\s+'.*$", "", raw).strip()
        opened = next((kind for pattern, kind in STARTS if re.fullmatch(pattern, line)), None)
        closed = next((kind or line[4:] for pattern, kind in ENDS if re.fullmatch(pattern, line)), None)
        if opened:
            open_blocks.append(opened)
        elif closed and (not open_blocks or open_blocks.pop() != closed):
            yield f"{line} closes another block"
    yield from (f"{kind} is not closed" for kind in open_blocks)
