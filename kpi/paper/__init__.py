"""Paper and files of a monthly report: PDF by typst, Word by python-docx, data for other systems."""
