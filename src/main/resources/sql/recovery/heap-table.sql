-- A table and its files, and how soon its dead rows are likely to go: no row of it is read.
select c.oid,
       n.nspname as schema,
       c.relname as name,
       c.relkind as kind,
       c.relpersistence as persistence,
       c.relfilenode <> c.oid as rewritten,
       d.dattablespace <> (select oid from pg_tablespace where spcname = 'pg_default') as apart,
       (select amname = 'heap' from pg_am where oid = c.relam) as heap,
       pg_relation_filepath(c.oid) as path,
       pg_relation_filepath(nullif(c.reltoastrelid, 0)) as toast_path,
       d.oid as database,
       current_setting('block_size')::int as block_size,
       current_setting('data_checksums') = 'on' as checksums,
       s.n_dead_tup as dead,
       (o.threshold + o.scale * greatest(c.reltuples, 0))::int8 as dead_until_vacuum,
       s.last_vacuum,
       s.last_autovacuum,
       st.n_dead_tup as toast_dead,
       (o.threshold + o.scale * greatest(t.reltuples, 0))::int8 as toast_dead_until_vacuum,
       st.last_autovacuum as toast_last_autovacuum
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_database d on d.datname = current_database()
left join pg_class t on t.oid = c.reltoastrelid
left join pg_stat_all_tables s on s.relid = c.oid
left join pg_stat_all_tables st on st.relid = c.reltoastrelid
cross join lateral (
    select coalesce(max(option_value) filter (where option_name = 'autovacuum_vacuum_threshold'),
                    current_setting('autovacuum_vacuum_threshold'))::float8 as threshold,
           coalesce(max(option_value) filter (where option_name = 'autovacuum_vacuum_scale_factor'),
                    current_setting('autovacuum_vacuum_scale_factor'))::float8 as scale
    from pg_options_to_table(c.reloptions)
) o
where n.nspname = ?
  and c.relname = ?
