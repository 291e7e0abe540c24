-- Where the sequences stand that the columns of tables draw from; only those that may be read, and that anybody has drawn from.
select n.nspname as schema, s.relname as name, pg_sequence_last_value(s.oid) as position
from (select d.objid as oid
      from pg_depend d
      where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
        and d.refobjid = any (?::text[]::regclass[])
      union
      select d.refobjid
      from pg_attrdef a
      join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = a.oid
                      and d.refclassid = 'pg_class'::regclass
      where a.adrelid = any (?::text[]::regclass[])) f
join pg_class s on s.oid = f.oid and s.relkind = 'S'
join pg_namespace n on n.oid = s.relnamespace
where case when has_sequence_privilege(s.oid, 'SELECT') and has_sequence_privilege(s.oid, 'USAGE')
           then pg_sequence_last_value(s.oid) is not null end
