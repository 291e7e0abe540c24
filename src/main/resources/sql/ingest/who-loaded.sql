-- The run that brought these bytes into this table, if that is still the latest word: in the table of that day, with no other rows in place of those since, and, where rows were changed, no load in between.
select f.run, f.options
from (select ?::bigint as oid, ?::text as table_name, ?::bytea as sha256) w
join caravanserai.loaded_file f on f.table_name = w.table_name and f.sha256 = w.sha256
where coalesce(f.table_oid, w.oid) = w.oid
  and not exists (select from caravanserai.table_change c
                  where c.table_oid = w.oid and c.id > coalesce(f.began, 0) and c.run <> f.run
                    and c.letters_of is distinct from f.run
                    and (c.kind <> 'load' or f.mode in ('upsert', 'replace')))
