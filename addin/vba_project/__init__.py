"""vbaProject.bin from source text, without Excel: [MS-OVBA] streams in a [MS-CFB] file.

Only source is written. What Excel keeps beside it (compiled code, caches) is left out, as the
specification asks of writers, so that Excel compiles the text when it opens the workbook.
The same modules give the same bytes.
"""

from addin.vba_project.modules import Kind, Module
from addin.vba_project.project import Project, build

__all__ = ["Kind", "Module", "Project", "build"]
