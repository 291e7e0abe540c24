-- A redrive put rows into a table that were letters of these runs.
insert into caravanserai.table_change (table_oid, run, kind, letters_of)
select distinct ?::bigint, l.redriven_by, 'load', l.run
from caravanserai.dead_letter l
where l.redriven_by = ? and l.table_name = ? and l.state = 'redriven'
