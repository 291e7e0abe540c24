-- Snapshots that are kept as tables, those that are still there; all, or the one of a name as users write it.
select b.*
from caravanserai.backup_table b
where to_regclass(format('%I.%I', b.schema_name, b.table_name)) is not null
  and (?::text is null
       or b.table_name = ? and b.schema_name = 'public'
       or b.schema_name || '.' || b.table_name = ?)
order by b.made_at desc, b.table_name
