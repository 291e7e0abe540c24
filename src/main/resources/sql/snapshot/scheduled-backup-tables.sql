-- Tables that snapshots on schedule have made, those that are still there; what calls and drills made is not for retention.
select b.schema_name, b.table_name, b.of_schema, b.of_table, b.made_at,
       pg_total_relation_size(to_regclass(format('%I.%I', b.schema_name, b.table_name))) as bytes
from caravanserai.backup_table b
join caravanserai.run r on r.id = b.run
where r.kind = 'snapshot' and r.door = 'timer'
  and to_regclass(format('%I.%I', b.schema_name, b.table_name)) is not null
order by b.made_at desc, b.schema_name, b.table_name
