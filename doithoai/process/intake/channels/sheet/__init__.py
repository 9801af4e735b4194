"""Untidy village files: .xlsx, .xls, .csv, .docx. The way in is `reader.read_file`."""
