"""The terminal: depends on callcenter.desk and Textual; nothing depends on it."""
