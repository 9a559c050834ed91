"""How good the auditor itself is: its reports held against labels, its evidence against the files, its rules against
repositories that lack what they rest on."""
