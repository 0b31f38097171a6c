"""The buttons of Excel on a Mac. Nobody has run any of it on a Mac yet; the tests run it over stand-ins."""
