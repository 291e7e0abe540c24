-- A chunk has arrived, with the rows of this transaction; nothing if another brought it meanwhile.
insert into caravanserai_sync.arrived (run, chunk, rows, checksum, xid)
values (?, ?, ?, ?, pg_current_xact_id()::xid::text)
on conflict do nothing
