"""Rules that look-ups tell: what they require, whether that is met, and what may then be done."""
