"""Formulas from LaTeX to MathML of our own writing."""
