-- A step of a run is done, in the transaction that did it.
insert into caravanserai.step (run, name, detail) values (?, ?, ?::jsonb)
