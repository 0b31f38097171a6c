"""What runs inside LibreOffice: the service behind the cell functions, and the one behind the buttons."""
