"""Installing the add-in for Excel on a PC, looking after it, and taking it away again. For a Mac: addin/mac."""
