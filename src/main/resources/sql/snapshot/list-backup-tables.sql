-- Snapshots that are kept as tables, those that are still there.
select b.*
from caravanserai.backup_table b
where to_regclass(format('%I.%I', b.schema_name, b.table_name)) is not null
order by b.made_at desc, b.table_name
