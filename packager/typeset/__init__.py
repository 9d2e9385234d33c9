"""Typeset: for print only, lines broken a whole paragraph at a time and pages levelled."""
