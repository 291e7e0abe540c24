-- The ledger's tables say in their comments whose they are: a table in this schema that does not is somebody else's.

comment on table run is 'caravanserai: one row for every run, whatever became of it.';
comment on table loaded_file is 'caravanserai: the bytes each table has taken in. Inserted in the transaction of the rows: the same bytes load once.';
comment on table dead_letter is 'caravanserai: a row that could not go where it should, with the reason and its bytes as received.';
comment on table backup_table is 'caravanserai: snapshots that are kept as tables. Written in the transaction that makes the table.';
comment on table kept_rows is 'caravanserai: what a restore overwrote, deleted or added, in tables of schema caravanserai_kept: its undo.';
comment on table step is 'caravanserai: steps of a run that commit one by one; the next start finishes or undoes what a crash left between two.';
comment on table chunk is 'caravanserai: a part of a table that a copy moves. Claimed for update skip locked, so a second process is a second worker.';
comment on table process is 'caravanserai: processes that say every few seconds that they live. A run names its process as its owner.';
