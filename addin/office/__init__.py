"""LibreOffice on this machine: where it is, and how the extension gets into it, out of it, and is checked."""
