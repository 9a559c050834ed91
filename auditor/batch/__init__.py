"""Audits of a whole cohort: the list of groups, their repositories, the run, and what comes out of it."""
