-- The relations a user's name may mean, likeliest first; our own ledger and the system's schemas are no tables here.
select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, m.rank,
       exists (select from pg_constraint f
               where f.contype = 'f' and f.confrelid = c.oid and f.confdeltype in ('c', 'n', 'd')) as referenced_by_cascade,
       has_table_privilege(c.oid, 'INSERT') as insertable
from (select ?::text as wanted, ?::text as schema, ?::text as name, ?::boolean as quoted) w
cross join pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join lateral (select array_position(current_schemas(false), n.nspname) as place) p
cross join lateral (select case
    when w.schema is null and c.relname = w.name and p.place is not null then 0
    when n.nspname = w.schema and c.relname = w.name then 0
    when w.quoted then null
    -- Names with points in them, as they were written before they had quotes.
    when c.relname = w.wanted and p.place is not null then 1
    when n.nspname || '.' || c.relname = w.wanted then 1
    when lower(c.relname) = lower(w.wanted) and p.place is not null then 2
    when lower(n.nspname || '.' || c.relname) = lower(w.wanted) then 3 end as rank) m
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and n.nspname not in ('pg_catalog', 'information_schema', 'caravanserai')
  and n.nspname !~ '^pg_(toast|temp)'
  and m.rank is not null
order by m.rank, p.place, n.nspname, c.relname
limit 2
