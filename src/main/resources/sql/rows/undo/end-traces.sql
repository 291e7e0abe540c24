-- Loads that go from the ledger are not taken back any more.
delete from caravanserai.load_trace t
where t.run = any (?::uuid[])
returning t.run, t.kept_in, to_regclass(t.kept_in) is not null as there,
          exists (select from pg_class c where c.oid = t.table_oid::oid) as needed
