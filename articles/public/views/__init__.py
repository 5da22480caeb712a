"""Readers' pages. Each view asks `queries`, fills types of `page`, and names a template; none sets a cookie.

`answers` and `paging` are what all share; the others are a page or a family of pages each.
"""
