"""Bytes in, bytes out: the only place that knows pixels. Everybody may import it; it imports nothing of ours."""
