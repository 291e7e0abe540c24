-- The tables that restores made as copies in a database, the latest of each name.
select distinct on (k.schema_name, k.table_name) k.place, k.schema_name, k.table_name, k.kept_in, k.facts
from caravanserai.kept_rows k
join caravanserai.run r on r.id = k.run
where k.kept_in = '' and k.facts -> 'copy' ->> 'oid' is not null and coalesce(r.detail ->> 'database', 'main') = ?
order by k.schema_name, k.table_name, r.started_at desc
