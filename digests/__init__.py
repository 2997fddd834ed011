"""Composing, rendering and sending digests: matches to mail."""
