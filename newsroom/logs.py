"""One event, one line: what readers send cannot forge a second one (CWE-117)."""

import logging


class LineFormatter(logging.Formatter):
    """Formats a record and escapes the line breaks of its message, not those of a traceback."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
