-- Indexes are used even where the server holds a table for small; a check that rules rows out is believed. Nothing of this sees anything yet: tables are locked first.
set local enable_seqscan = off;
set local constraint_exclusion = on
