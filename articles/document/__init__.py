"""The body of a story as data: typed blocks, their text, JSON, HTML and plain text forms.
Everybody may import it; it imports nothing of ours."""
