"""From the raw text of a story to its parts; knows neither Django nor the database."""

from seeds.parsing.parser import parse

__all__ = ["parse"]
