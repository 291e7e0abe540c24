-- What others may do with a table, as statements that take it away.
select distinct format('revoke all on table %I.%I from %s', n.nspname, c.relname,
                       case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as statement
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join aclexplode(c.relacl) a
where n.nspname = ? and c.relname = ? and a.grantee <> c.relowner
