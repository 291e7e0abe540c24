-- The columns of tables as they were declared. From 18 on NOT NULL is a constraint, with a name worth keeping unless the
-- server made it up; while it is not yet validated it is listed with the constraints.
select a.attrelid as table_oid, a.attname as name,
       format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull and coalesce(r.convalidated, true) as not_null,
       case when r.convalidated and octet_length(u.usual) < 64 and rtrim(r.conname, '0123456789') <> u.usual then r.conname end
           as not_null_constraint,
       case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as default_expression,
       case a.attidentity when 'a' then 'ALWAYS' when 'd' then 'BY_DEFAULT' end as identity,
       case a.attgenerated when 's' then 'STORED' when 'v' then 'VIRTUAL' end as generated,
       case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end as generation_expression,
       case when a.attcollation <> t.typcollation then
           (select quote_ident(n.nspname) || '.' || quote_ident(o.collname)
            from pg_collation o join pg_namespace n on n.oid = o.collnamespace
            where o.oid = a.attcollation) end as collation,
       case when a.attstorage <> t.typstorage then
           case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end end
           as storage,
       case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
       nullif(a.attstattarget, -1) as statistics,
       col_description(a.attrelid, a.attnum) as comment
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_type t on t.oid = a.atttypid
cross join lateral (select c.relname::text || '_' || a.attname || '_not_null' as usual) u
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_constraint r on r.conrelid = a.attrelid and r.contype = 'n' and r.conkey[1] = a.attnum
where a.attrelid = any(?::oid[]) and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum
