-- What a load did to tables, in their order; and whether its numbers of transactions still mean these, and no replace came since.
select t.*, pg_current_xact_id()::text::numeric - t.first_xid as transactions_since,
       t.server = (select system_identifier from pg_control_system()) || '/'
                  || (select oid from pg_database where datname = current_database()) as here,
       t.replaced and exists (select from caravanserai.table_change c
                              where c.table_oid = t.table_oid and c.kind = 'replace' and c.run <> t.run
                                and c.at > t.made_at) as superseded
from caravanserai.load_trace t
where t.run = ?
order by t.place
