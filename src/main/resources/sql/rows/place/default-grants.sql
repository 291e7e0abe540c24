-- What others may do with a table as soon as it is made in its schema, as statements.
select format('grant %s on table %I.%I to %s%s', a.privilege_type, w.schema, w.name,
              case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
              case when a.is_grantable then ' with grant option' end) as statement
from (select ?::text as schema, ?::text as name) w
join pg_namespace n on n.nspname = w.schema
join pg_default_acl d on d.defaclnamespace = n.oid and d.defaclobjtype = 'r'
cross join aclexplode(d.defaclacl) a
where d.defaclrole = (select oid from pg_roles where rolname = current_user)
  and a.grantee <> d.defaclrole
