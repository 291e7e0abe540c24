-- Who owns tables and what others may do with them and their sequences, as statements that say it once more.
with relation as (
    select c.oid, n.nspname as schema, c.relname as name, c.relowner, c.relacl,
           format('%s %I.%I', case c.relkind when 'S' then 'sequence' else 'table' end, n.nspname, c.relname) as what
    from (select relid as oid from unnest(?::oid[]) t(oid), pg_partition_tree(t.oid)
          union select oid from unnest(?::oid[]) t(oid)
          union select d.objid from unnest(?::oid[]) t(oid)
                join pg_depend d on d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
                                and d.refobjid = t.oid and d.deptype in ('a', 'i')
                join pg_class s on s.oid = d.objid and s.relkind = 'S') r
    join pg_class c on c.oid = r.oid
    join pg_namespace n on n.oid = c.relnamespace
)
select 1 as place, schema, name, null as column_name,
       format('alter %s owner to %I', what, pg_get_userbyid(relowner)) as statement
from relation
where relowner <> (select oid from pg_roles where rolname = current_user) and what like 'table %'
union all
select 2, schema, name, null,
       format('grant %s on %s to %s%s', a.privilege_type, what,
              case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
              case when a.is_grantable then ' with grant option' end)
from relation, aclexplode(relacl) a
where a.grantee <> relowner
union all
select 3, schema, name, t.attname,
       format('grant %s (%I) on %s to %s%s', a.privilege_type, t.attname, what,
              case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
              case when a.is_grantable then ' with grant option' end)
from relation
join pg_attribute t on t.attrelid = relation.oid and t.attnum > 0 and not t.attisdropped, aclexplode(t.attacl) a
where a.grantee <> relowner
order by 1, 2, 3, 4, 5
