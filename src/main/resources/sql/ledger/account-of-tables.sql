-- What became of these tables: rows as far as the server knows without counting, bytes, the last run that brought rows, letters that wait.
select w.schema_name, w.table_name,
       case when c.reltuples >= 0 then c.reltuples::bigint end as planned, s.n_live_tup as seen,
       s.bytes,
       l.id as load_id, l.state as load_state, l.ended_at as load_ended, l.rows_loaded as load_rows,
       (select count(*) from (select from caravanserai.dead_letter d
                              where d.table_name = w.display and d.state = 'open' limit 100001) o) as letters
from unnest(?::text[], ?::text[], ?::text[]) with ordinality w(schema_name, table_name, display, place)
join pg_namespace n on n.nspname = w.schema_name
join pg_class c on c.relnamespace = n.oid and c.relname = w.table_name
left join lateral (select sum(pg_stat_get_live_tuples(p.oid))::bigint as n_live_tup,
                          coalesce(sum(pg_total_relation_size(p.oid)), 0)::bigint as bytes
                   from (select c.oid union select t.relid from pg_partition_tree(c.oid) t) p) s on true
left join lateral (select r.* from caravanserai.run r
                   where r.subject = w.display and r.kind in ('ingest', 'redrive') and r.state <> 'running'
                   order by r.id desc limit 1) l on true
order by w.place
