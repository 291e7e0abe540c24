-- The user's own types below the columns of tables, what others are made of first; an extension's types come with it.
with recursive used(table_oid, typ, depth) as (
    select a.attrelid, a.atttypid, 0
    from pg_attribute a
    where a.attrelid = any(?::oid[]) and a.attnum > 0 and not a.attisdropped and a.atttypid >= 16384
    union
    select u.table_oid, b.below, u.depth + 1
    from used u
    join ({postgres/types-below.sql}) b on b.type = u.typ
), deepest as (
    select table_oid, typ, max(depth) as depth from used group by table_oid, typ
)
select u.table_oid, n.nspname as schema, t.typname as name,
       (select x.extname from pg_depend e join pg_extension x on x.oid = e.refobjid
        where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.deptype = 'e') as extension,
       case when t.typtype = 'e' then 'ENUM' when t.typtype = 'd' then 'DOMAIN'
            when t.typtype = 'c' and c.relkind = 'c' then 'COMPOSITE'
            when t.typtype = 'r' and g.rngcanonical::oid = 0 then 'RANGE' end as kind,
       format_type(t.oid, null) as spelling,
       case when t.typtype = 'e' then array(
           select l.enumlabel::text from pg_enum l where l.enumtypid = t.oid order by l.enumsortorder) end as labels,
       case t.typtype
           when 'e' then (select ' AS ENUM (' || coalesce(string_agg(quote_literal(l.enumlabel), ', ' order by l.enumsortorder), '') || ')'
                          from pg_enum l where l.enumtypid = t.oid)
           when 'd' then concat(' AS ', format_type(t.typbasetype, t.typtypmod),
               case when t.typcollation <> b.typcollation then
                   (select ' COLLATE ' || quote_ident(m.nspname) || '.' || quote_ident(o.collname)
                    from pg_collation o join pg_namespace m on m.oid = o.collnamespace where o.oid = t.typcollation) end,
               ' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)),
               case when t.typnotnull then ' NOT NULL' end,
               (select string_agg(format(' CONSTRAINT %I CHECK (%s)', k.conname, pg_get_expr(k.conbin, 0)), '' order by k.conname)
                from pg_constraint k where k.contypid = t.oid and k.contype = 'c'))
           when 'c' then (select ' AS (' || coalesce(string_agg(concat(quote_ident(a.attname), ' ', format_type(a.atttypid, a.atttypmod),
                   case when a.attcollation <> at.typcollation then
                       (select ' COLLATE ' || quote_ident(m.nspname) || '.' || quote_ident(o.collname)
                        from pg_collation o join pg_namespace m on m.oid = o.collnamespace where o.oid = a.attcollation) end),
                   ', ' order by a.attnum), '') || ')'
               from pg_attribute a join pg_type at on at.oid = a.atttypid
               where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)
           when 'r' then (select concat(' AS RANGE (SUBTYPE = ', format_type(g.rngsubtype, null),
                   ', SUBTYPE_OPCLASS = ' || quote_ident(m.nspname) || '.' || quote_ident(p.opcname),
                   (select ', COLLATION = ' || quote_ident(cn.nspname) || '.' || quote_ident(o.collname)
                    from pg_collation o join pg_namespace cn on cn.oid = o.collnamespace where o.oid = g.rngcollation),
                   case when g.rngsubdiff::oid <> 0 then ', SUBTYPE_DIFF = ' || (
                       select quote_ident(fn.nspname) || '.' || quote_ident(f.proname)
                       from pg_proc f join pg_namespace fn on fn.oid = f.pronamespace where f.oid = g.rngsubdiff) end,
                   ', MULTIRANGE_TYPE_NAME = ' || format_type(g.rngmultitypid, null), ')')
               from pg_opclass p join pg_namespace m on m.oid = p.opcnamespace where p.oid = g.rngsubopc)
       end as definition,
       obj_description(t.oid, 'pg_type') as comment
from deepest u
join pg_type t on t.oid = u.typ
join pg_namespace n on n.oid = t.typnamespace
left join pg_type b on b.oid = nullif(t.typbasetype, 0)
left join pg_class c on c.oid = nullif(t.typrelid, 0)
left join pg_range g on g.rngtypid = t.oid
where not (t.typcategory = 'A' and t.typelem <> 0) and t.typtype <> 'm'
order by u.depth desc, n.nspname, t.typname
