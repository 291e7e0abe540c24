-- Whether rows of other tables are also rows of this one.
select exists (select from pg_inherits i join pg_class c on c.oid = i.inhparent where c.oid = ?::bigint::oid and c.relkind = 'r') as inherited
