-- The row security policies of tables.
select p.polrelid as table_oid, p.polname as name,
       concat(' AS ', case when p.polpermissive then 'PERMISSIVE' else 'RESTRICTIVE' end,
              ' FOR ', case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE'
                                     when 'd' then 'DELETE' else 'ALL' end,
              ' TO ', (select string_agg(case when r = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(r)) end, ', '
                                         order by pg_get_userbyid(r))
                       from unnest(p.polroles) r),
              ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
              ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as definition
from pg_policy p
where p.polrelid = any(?::oid[])
order by p.polname
