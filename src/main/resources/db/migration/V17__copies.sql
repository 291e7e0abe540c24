-- Tables that restores made beside others in the ledger's own database, as long as they are there: no tables of their own.
create view copy as
select k.schema_name, k.table_name, k.run
from kept_rows k
join run r on r.id = k.run
where k.kept_in = '' and coalesce(r.detail ->> 'database', 'main') = 'main'
  and pg_catalog.to_regclass(format('%I.%I', k.schema_name, k.table_name))::oid::bigint
      = (k.facts -> 'copy' ->> 'oid')::bigint;
comment on view copy is 'caravanserai: tables that restores made as copies of others and that nobody dropped since.';
