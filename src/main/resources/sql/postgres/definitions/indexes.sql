-- The indexes no constraint stands on, and whether they are part of one above. What follows USING is the server's own
-- text, cut off behind a head that is known to the letter; it holds no name of the table.
select i.indrelid as table_oid, ic.relname as name, i.indisunique as is_unique,
       case when starts_with(d.text, d.head) then substr(d.text, length(d.head) + 1) end as definition,
       not exists (select from pg_inherits h where h.inhrelid = i.indexrelid) as own,
       obj_description(ic.oid, 'pg_class') as comment
from pg_index i
join pg_class ic on ic.oid = i.indexrelid
cross join lateral (
    select pg_get_indexdef(i.indexrelid) as text,
           format('CREATE %sINDEX %s ON %s%s USING ', case when i.indisunique then 'UNIQUE ' end, quote_ident(ic.relname),
                  case when ic.relkind = 'I' then 'ONLY ' end, i.indrelid::regclass) as head) d
where i.indrelid = any(?::oid[]) and i.indislive and (i.indisvalid or ic.relkind = 'I')
  and not exists (select from pg_constraint c
                  where c.conindid = i.indexrelid and c.conrelid = i.indrelid and c.contype in ('p', 'u', 'x'))
order by ic.relname
