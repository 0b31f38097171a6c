"""Installing the add-in for Excel on a Windows PC, looking after it, and taking it away again."""
